"""From starting the server's process to what a first visitor sees.

References: a bare page for the home page; for the first picture of a training, a bare page that
imports torch and shows one chart. They take turns, and the browser is running already.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from tests.benchmarks.table import Line
from tests.browser.server import APP, ROOT, Server

BARE = Path(__file__).parent / "bare"
CHART = "document.querySelector('.js-plotly-plot .scatterlayer path') !== null"
STAGE = "Number(document.querySelector('.dlp-stage')?.dataset.shown) > 0"
HEADING = "document.querySelector('[data-testid=stMain] :is(h1, h2)') !== null"
LINK = "document.querySelector('[data-testid=stMain] [data-testid=stPageLink]') !== null"


# What is waited for: the app's page and its reference, each with the sign that it is drawn.
PAGES = {
    "home page drawn": ((APP, ROOT, "/", LINK), (BARE / "page.py", BARE, "/", HEADING), "≤ 1.5"),
    "first picture of a training": (
        (APP, ROOT, "/train", STAGE),
        (BARE / "picture.py", BARE, "/", CHART),
        "≤ 1.3",
    ),
}


def measure(browser: Browser, *, pages: Sequence[str] = tuple(PAGES), turns: int = 5) -> list[Line]:
    """Medians of the seconds until each of ``pages`` and its reference are there."""
    lines = []
    for name in pages:
        *pair, target = PAGES[name]
        taken = [[start(browser, *one) for one in pair] for _ in range(turns)]
        ours, bare = (statistics.median(times) for times in zip(*taken, strict=True))
        lines.append(Line(name, ours, bare, "s", target))
    return lines


def start(browser: Browser, script: Path, cwd: Path, path: str, drawn: str) -> float:
    """Seconds from starting the server until ``drawn`` is true on its page."""
    begun = time.perf_counter()
    with Server(script, cwd) as server:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(f"{server.url}{path}")
        page.wait_for_function(drawn)
        seconds = time.perf_counter() - begun
        context.close()
    return seconds
