"""What the server holds in memory: after each page, and for each further visitor who trains.

Reference: the server of a bare page that imports torch and shows a chart, with one visitor.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from app.catalogue import CONCEPTS, Concept
from tests.benchmarks.embeddings import WARMING
from tests.benchmarks.table import Line
from tests.browser.server import Server
from tests.browser.stage import Stage

BARE = Path(__file__).parent / "bare"
LINK = "[data-testid=stMain] [data-testid=stPageLink]"
MEANING = ("embeddings", "retrieval")  # the pages that load the sentence encoder and UMAP


def measure(
    browser: Browser,
    *,
    visitors: int = 5,
    steps: int = 5000,
    concepts: Sequence[Concept] = CONCEPTS,
    meaning: Sequence[str] = MEANING,
) -> list[Line]:
    """The resident memory of a new server as it is visited, in MB."""
    with Server(BARE / "picture.py", BARE) as bare:
        page = _visitor(browser, bare.url)
        page.wait_for_selector(".js-plotly-plot .scatterlayer path", state="attached")
        reference = bare.resident()
        page.context.close()

    with Server() as server:
        lines = [Line("before the first visitor", server.resident(), reference, "MB")]
        page = _visitor(browser, server.url)
        page.wait_for_selector(LINK)
        lines.append(Line("after the home page", server.resident(), reference, "MB"))
        for concept in concepts:
            page.goto(f"{server.url}/{concept.slug}")
            page.wait_for_selector("[data-shown]")
            lines.append(Line(f"after {concept.title}", server.resident(), reference, "MB"))
        page.goto(f"{server.url}/train?train_epochs=5000")
        Stage(page).play_until(steps)
        lines.append(Line(f"after {steps:,} steps", server.resident(), reference, "MB"))

        before = server.resident()
        pages = [
            _visitor(browser, f"{server.url}/train?train_epochs=5000") for _ in range(visitors)
        ]
        for another in pages:
            Stage(another).play_until(steps)
        each = (server.resident() - before) / visitors
        lines.append(Line("each further visitor who trains", each, reference, "MB"))
        for another in [page, *pages]:
            another.context.close()
    return [*lines, *([_walked(browser, meaning, reference)] if meaning else [])]


def _walked(browser: Browser, slugs: Sequence[str], reference: float) -> Line:
    """A new server after every view of the pages ``slugs``, with encoder and UMAP warm."""
    with Server() as server:
        page = _visitor(browser, f"{server.url}/{slugs[0]}")
        page.wait_for_selector("[data-shown]")
        page.wait_for_selector(WARMING, state="detached", timeout=300_000)
        for slug in slugs:
            page.goto(f"{server.url}/{slug}")
            views = page.locator(f".st-key-{slug}_view button")
            views.first.wait_for()
            for at in range(views.count()):
                views.nth(at).click()
                page.wait_for_timeout(1000)  # so that the picture of the view before is gone
                page.wait_for_selector("[data-shown]")
        held = server.resident()
        page.context.close()
    return Line(f"every view of {' and '.join(slugs)}, warm", held, reference, "MB", "≤ 1,000 MB")


def _visitor(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address)
    return page
