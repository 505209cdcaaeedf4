"""What is painted while a picture moves is the picture that plotly draws when it rests."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.stage import Stage

# The painted picture stays on its canvas; the class decides which of the two is seen.
SEEN = """(host, painted) => host.classList.toggle("painted", painted)"""
EMPTY = """(host) => { const c = host.querySelector("canvas.cover");
  c.getContext("2d").clearRect(0, 0, c.width, c.height); }"""


def move_the_mean(page: Page) -> None:
    slider = page.locator(".st-key-activations_mean input[type=range]")
    slider.focus()
    for _ in range(4):
        shown = Stage(page, "activations").shown
        slider.press("ArrowRight")
        Stage(page, "activations").wait(f"shown > {shown}")


def scrub(page: Page) -> None:
    stage = Stage(page)
    stage.play_until(step=300)
    for _ in range(3):
        stage.slider.press("ArrowLeft")


@pytest.mark.parametrize(
    ("address", "move", "titles"),
    [
        ("/activations", move_the_mean, {"Curve", "Outputs", "States of the units"}),
        ("/train", scrub, {"Loss", "Accuracy", "Gradient by layer", "Validation mistakes"}),
    ],
)
def test_painted_as_plotly_draws(
    visit: Visit, address: str, move: Callable[[Page], None], titles: set[str]
) -> None:
    page = visit(address)
    Stage(page)
    page.mouse.move(0, 0)  # under the pointer plotly itself draws
    move(page)
    page.wait_for_function("!document.querySelector('.host.painted')")  # all rest
    painted = page.locator("figure:has(canvas.cover)")
    assert set(painted.locator("figcaption b").all_inner_texts()) >= titles
    for figure in painted.all():
        host = figure.locator(".host")
        looks = {}
        for painting in (True, False):
            host.evaluate(SEEN, painting)
            looks[painting] = pixels(host.screenshot())
        host.evaluate(EMPTY)
        host.evaluate(SEEN, True)
        drawn = np.abs(pixels(host.screenshot()) - looks[False]).sum()
        differs = np.abs(looks[True] - looks[False]).sum()
        title = figure.locator("b").inner_text()
        # Edges are smoothed in other ways; a line that is missing or moved counts in full.
        assert differs < 0.25 * drawn, f"{title}: {differs / drawn:.2f}"


def pixels(picture: bytes) -> np.ndarray:
    """``(height, width)`` grey levels, 0 to 1."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"), dtype=float) / 255
