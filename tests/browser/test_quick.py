"""What is painted while a picture moves is the picture that plotly draws when it rests."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from app.components import PLOTLY
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.stage import Stage

# Has each panel keep itself and the figure that it was given last.
KEEP = """async () => {
  const [script] = performance.getEntriesByType("resource").map((entry) => entry.name)
    .filter((name) => name.endsWith("/plot/view.js"));
  const { PanelView } = await import(script);
  const draw = PanelView.prototype.draw;
  PanelView.prototype.draw = function (figure) {
    this.host.kept = { view: this, figure: structuredClone(figure) };
    draw.call(this, figure);
  };
}"""
# Paints the figure anew over the axes that plotly gives to it.
PAINT = """async ({ kept: { view, figure } }) => {
  clearTimeout(view.settling);
  view.react(structuredClone(figure));
  await view.drawing;
  view.quick = figure;
  view.paint();
}"""
DRAW = "async ({ kept: { view } }) => { view.settle(); await view.drawing; }"
# The painted picture stays on its canvas; the class decides which of the two is seen.
SEEN = """(host, painted) => host.classList.toggle("painted", painted)"""
EMPTY = """(host) => { for (const c of host.querySelectorAll("canvas:is(.cover, .ground)"))
  c.getContext("2d").clearRect(0, 0, c.width, c.height); }"""
# Both are smoothed by the same code of the browser's, in the same pixels. What is left: plotly
# writes places into its SVG in hundredths of a pixel, and a letter begins on a quarter of one.
# A line that is moved by a tenth of a pixel, or words by half of one, differ in more.
MOST = 0.02  # of the ink

TRAIN = {"Loss", "Accuracy", "Gradient by layer", "Validation mistakes"}


def turn(knob: str) -> Callable[[Page], None]:
    """Turns a knob up, four times."""

    def go(page: Page) -> None:
        slider = page.locator(f".st-key-{knob} input[type=range]")
        slider.focus()
        for _ in range(4):
            shown = Stage(page).shown
            slider.press("ArrowRight")
            Stage(page).wait(f"shown > {shown}")

    return go


def scrub(slug: str) -> Callable[[Page], None]:
    """Plays a run, and looks at its film."""

    def go(page: Page) -> None:
        stage = Stage(page, slug)
        stage.play_until(step=300)
        for _ in range(3):
            stage.slider.press("ArrowLeft")

    return go


@pytest.mark.parametrize(
    ("address", "move", "titles"),
    [
        ("/activations", turn("activations_mean"), {"Curve", "Outputs", "States of the units"}),
        ("/train", scrub("train"), TRAIN),
        ("/gradients", turn("gradients_depth"), {"Signal by layer", "Factor of each layer"}),
        ("/gans", scrub("gans"), {"Losses", "Modes", "Distance"}),
    ],
)
def test_painted_as_plotly_draws(
    visit: Visit, address: str, move: Callable[[Page], None], titles: set[str]
) -> None:
    page = visit(address)
    Stage(page)
    page.evaluate(KEEP)
    page.mouse.move(0, 0)  # under the pointer plotly itself draws
    move(page)
    page.wait_for_function("!document.querySelector('.host.painted')")  # all rest
    painted = page.locator("figure:has(canvas.cover)")
    assert set(painted.locator("figcaption b").all_inner_texts()) >= titles
    for figure in painted.all():
        host = figure.locator(".host")
        host.evaluate(PAINT)
        ours = pixels(host.screenshot())
        host.evaluate(DRAW)
        theirs = pixels(host.screenshot())
        host.evaluate(EMPTY)
        host.evaluate(SEEN, True)
        ink = np.abs(pixels(host.screenshot()) - theirs).sum()
        differs = np.abs(ours - theirs).sum()
        title = figure.locator("b").inner_text()
        assert differs <= MOST * ink, f"{title}: {differs:.1f} of {ink:.1f}"


# Names of plotly's that are not for others to use; each is as another plotly may have it.
PRIVATE = ("_fullLayout", "_offset", "_length", "_size", "l2p", "p2d", "mlayer", "shapelayer")


@pytest.mark.parametrize("name", PRIVATE)
def test_another_plotly_draws_every_picture_itself(
    browser: Browser, server: Server, name: str
) -> None:
    page = browser.new_page(base_url=server.url)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and errors.append(said.text))
    other = PLOTLY.read_text(encoding="utf-8").replace(name, f"{name}Renamed")
    page.route(
        "**/plotly-*.js", lambda route: route.fulfill(body=other, content_type="text/javascript")
    )
    page.goto("/train")
    stage = Stage(page)
    stage.play_until(step=200)
    # The middle of the film: an epoch that is neither the first nor the latest has a mark.
    stage.slider.press("Home")
    for _ in range(int(stage.slider.get_attribute("max")) // 2):
        stage.slider.press("ArrowRight")
    ours = [error for error in errors if "404" not in error]  # Streamlit's, see conftest.py
    assert len(ours) == 1, ours
    assert name in ours[0]
    assert "app/plot/axes.js" in ours[0]
    assert page.locator("canvas:is(.cover, .raster)").count() == 0
    # The lines and the map are there, and they follow the slider.
    line = stage.panel("Loss").locator(".scatterlayer path.js-line").first
    marks = stage.panel("Loss").locator("svg path[d*='L'][style*='dasharray']").last
    picture = stage.panel("Map").locator("image")
    assert line.get_attribute("d")
    before = picture.get_attribute("href"), marks.get_attribute("d")
    stage.slider.press("Home")
    page.wait_for_function(
        "([image, before]) => image.getAttribute('href') !== before",
        arg=[picture.element_handle(), before[0]],
    )
    assert marks.get_attribute("d") != before[1]
    page.close()


def pixels(picture: bytes) -> np.ndarray:
    """``(height, width, 3)`` colours, 0 to 1."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=float) / 255
