"""The window slides under the pointer, the keys and by itself, and its numbers are PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.convolution.settings import AVERAGE, Settings
from core.convolution.slide import slide
from core.data import images
from tests.browser.conftest import PHONE, Visit, settle

ADDRESS = "/convolution"


def opened(visit: Visit, address: str = ADDRESS, **options: object) -> Page:
    page = visit(address, **options)
    page.wait_for_selector(".dlp-slide[data-shown]")
    settle(page)
    return page


def standing(page: Page) -> tuple[int, int, list[float]]:
    """The cell that the window is on, and the numbers that the browser makes of it."""
    data = page.locator(".dlp-slide").evaluate("(root) => ({...root.dataset})")
    return int(data["row"]), int(data["column"]), [float(one) for one in data["total"].split()]


def point(page: Page, output: np.ndarray, row: int, column: int) -> None:
    """Move the mouse over a cell of the output."""
    canvas = page.locator(".dlp-slide .pictures canvas").last
    box = canvas.bounding_box()
    _, rows, columns = output.shape
    page.mouse.move(
        box["x"] + box["width"] * (column + 0.5) / columns,
        box["y"] + box["height"] * (row + 0.5) / rows,
    )
    page.wait_for_function(
        "([row, column]) => { const {dataset} = document.querySelector('.dlp-slide');"
        " return Number(dataset.row) === row && Number(dataset.column) === column }",
        arg=[row, column],
    )


def test_every_way_of_moving_gives_pytorchs_numbers(visit: Visit) -> None:
    page = opened(
        visit, f"{ADDRESS}?convolution_colour=true&convolution_padding=1&convolution_dilation=2"
    )
    output = slide(images.drawing("house"), Settings(colour=True, padding=1, dilation=2)).output

    def right() -> tuple[int, int]:
        row, column, numbers = standing(page)
        np.testing.assert_allclose(numbers, output[:, row, column], rtol=1e-4, atol=1e-5)
        return row, column

    for cell in ((0, 0), (3, 17), (21, 9)):
        point(page, output, *cell)
        assert right() == cell
    root = page.locator(".dlp-slide")
    root.locator("canvas[tabindex]").last.press("ArrowLeft")
    assert right() == (21, 8)
    root.get_by_role("button", name="Next cell").click()
    assert right() == (21, 9)
    root.locator("input[type=range]").press("End")
    assert right() == (output.shape[1] - 1, output.shape[2] - 1)
    root.get_by_role("button", name="Play").click()
    page.wait_for_function("Number(document.querySelector('.dlp-slide').dataset.row) === 1")
    root.get_by_role("button", name="Pause").click()
    right()
    expect(root.locator(".total")).to_contain_text("bias 0 =")


def test_a_kernel_is_edited_in_the_picture(visit: Visit) -> None:
    page = opened(visit)
    box = page.get_by_label("kernel, row 2, column 2")
    box.fill("x")
    box.press("Enter")
    expect(page.get_by_text("is not a number")).to_be_visible()
    expect(page.locator(".st-key-convolution-seeing")).to_contain_text("add up to 0, ")
    expect(box).to_have_value("8")
    box.fill("9")
    box.press("Enter")
    expect(page.locator(".st-key-convolution-seeing")).to_contain_text("add up to 1:")
    page.wait_for_url(
        lambda url: "convolution_kernel=own" in url and "convolution_own=-1+-1+-1%3B+-1+9" in url
    )
    settings = Settings(kernel="own")
    own = np.full((1, 3, 3), -1, np.float32)
    own[0, 1, 1] = 9
    output = slide(images.drawing("house"), settings, own).output
    point(page, output, 10, 10)
    assert standing(page)[2] == pytest.approx([output[0, 10, 10]], rel=1e-4)


def test_pooling_on_a_phone(visit: Visit) -> None:
    page = opened(
        visit,
        f"{ADDRESS}?convolution_operation=average pooling&convolution_overhang=true"
        "&convolution_size=4",
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    output = slide(
        images.drawing("house"), Settings(operation=AVERAGE, overhang=True, size=4)
    ).output
    page.locator(".dlp-slide input[type=range]").press("End")
    row, column, numbers = standing(page)
    assert (row, column) == (output.shape[1] - 1, output.shape[2] - 1)
    assert numbers == pytest.approx(output[:, row, column], rel=1e-4)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    found = Axe().run(page, context={"include": [[".dlp-slide"]]})
    grave = [
        one for one in found.response["violations"] if one["impact"] in ("serious", "critical")
    ]
    assert not grave, found.generate_report()


def test_ink_on_the_pad_becomes_the_picture(visit: Visit) -> None:
    page = opened(visit, f"{ADDRESS}?convolution_image=your drawing")
    area = page.locator(".dlp-sketch .area")
    box = area.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2, steps=10)
    page.mouse.up()
    expect(page.get_by_text("Your drawing, 64 by 64 pixels.")).to_be_visible()
    page.get_by_role("button", name="Undo the last stroke").click()
    expect(page.get_by_text("Add your picture")).to_be_visible()
