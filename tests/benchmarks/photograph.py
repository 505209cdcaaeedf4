"""A photograph of twelve megapixels: how soon its feature maps are there, and what stays of it."""

from __future__ import annotations

import io
import statistics

import numpy as np
from PIL import Image
from playwright.sync_api import Browser

from tests.benchmarks.table import Line
from tests.browser.server import Server
from tests.browser.stage import Stage

SIZE = (4000, 3000)
ADDRESS = "convolution?convolution_view=Feature+maps&convolution-seen_image=your+file"
# From the moment when the browser has the file, to all maps drawn.
CHOSEN = """() => addEventListener("change", (event) => {
  if (event.target.type === "file") window.chosen = performance.now();
}, true)"""


def measure(browser: Browser, *, times: int = 5) -> list[Line]:
    """Seconds from the choice of a file to the last map, and MB that the server keeps of them."""
    with Server() as server:
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.goto(f"{server.url}/{ADDRESS}")
        stage = Stage(page, "convolution")
        page.evaluate(CHOSEN)
        taken, held = [], []
        for turn in range(times + 1):
            shown = stage.shown
            page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(
                {"name": f"{turn}.jpg", "mimeType": "image/jpeg", "buffer": photograph(turn)}
            )
            stage.wait(f"shown > {shown}")
            taken.append(page.evaluate("performance.now() - window.chosen") / 1000)
            held.append(server.resident())
        page.context.close()
    # The first one also pays for what is loaded only once.
    return [
        Line("to all feature maps", statistics.median(taken[1:]), unit="s", target="≤ 1 s"),
        Line("kept of each further one", max((held[-1] - held[0]) / times, 0.01), unit="MB"),
    ]


def photograph(seed: int) -> bytes:
    """A JPEG of twelve megapixels, about as large as a camera's."""
    coarse = np.random.default_rng(seed).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(coarse).resize(SIZE, Image.Resampling.BICUBIC).save(written, "JPEG", quality=92)
    return written.getvalue()
