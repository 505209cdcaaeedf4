"""Trained networks on the convolution page: clicks, another picture, and training live."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit, settle
from tests.browser.stage import Stage

ADDRESS = "/convolution?convolution_view=Feature+maps"
BOARD = "Every feature map"


def test_a_click_on_the_board_enlarges_that_map(visit: Visit) -> None:
    page = visit(ADDRESS)
    stage = Stage(page, "convolution")
    settle(page)
    plot = stage.panel(BOARD).locator(".nsewdrag")
    box = plot.bounding_box()
    # The last column is the last pooling layer, its upper right tile the last but 7.
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + 40)
    title = stage.root.locator("figcaption b").get_by_text("pool 3, map 25", exact=True)
    expect(title).to_be_visible()
    expect(page.locator(".st-key-convolution-seeing")).to_contain_text("Map 25 of pool 3")


def test_another_picture_changes_every_map_and_the_guess(visit: Visit) -> None:
    page = visit(ADDRESS)
    stage = Stage(page, "convolution")
    settle(page)
    seeing = page.locator(".st-key-convolution-seeing")
    expect(seeing).to_contain_text("The true class is star: right")
    before, shown = stage.pixels(BOARD), stage.shown
    page.get_by_text("Ripples", exact=True).click()
    stage.wait(f"shown > {shown}")
    expect(seeing).to_contain_text("The true class is ripples: right")
    assert stage.pixels(BOARD) != before


def test_a_network_trains_before_your_eyes(visit: Visit) -> None:
    page = visit("/convolution?convolution_view=Train&convolution-train_data=digits")
    stage = Stage(page, "convolution-train")
    page.wait_for_selector(".st-key-convolution-train-play button:visible")
    before = stage.pixels("Filters of layer 1")
    stage.play_until(step=60)
    assert stage.pixels("Filters of layer 1") != before
    stage.slider.press("Home")
    assert stage.pixels("Filters of layer 1") == before
