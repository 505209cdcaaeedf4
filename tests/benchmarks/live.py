"""Sequences and GANs as a visitor meets them: the first picture, live ones, and a typed text.

References: GAN Lab on two cores of the same kind, headless, with all of its pictures on; quoted,
not measured here. For a new visitor's first picture, a bare page with one chart, whose server runs
already as well.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from app.catalogue import BY_SLUG
from core.sequences.story import story
from tests.benchmarks.frames import COUNT
from tests.benchmarks.latency import DONE, IDLE, WATCH
from tests.benchmarks.start import BARE, CHART, STAGE
from tests.benchmarks.table import Line
from tests.browser.server import APP, Server
from tests.browser.stage import Stage

PEER_ITERATIONS, PEER_PICTURES = 29.0, 0.6
LENGTH = 300  # characters of a typed text


@dataclass(frozen=True)
class Player:
    """A run that plays: its address and the first part of its buttons' keys.

    The references are figures a second, None where there are none.
    """

    address: str
    slug: str
    pictures: float | None = None
    steps: float | None = None
    wanted: str = "≥ 10 /s"


PLAYERS = {
    "GANs": Player("gans", "gans", PEER_PICTURES, PEER_ITERATIONS, "> 10, ≥ 10 /s"),
    "Memory": Player("sequences?sequences_view=Memory", "sequences-memory"),
}


def measure(
    browser: Browser,
    url: str,
    *,
    players: Sequence[str] = tuple(PLAYERS),
    seconds: float = 6,
    turns: int = 5,
    texts: int = 12,
) -> list[Line]:
    """The first picture of each page, its live pictures and steps, and a typed text's gates."""
    lines = []
    for name in players:
        player = PLAYERS[name]
        page = opened(browser, f"{url}/{player.address}")
        stage = Stage(page, player.slug)
        stage.button("play").click()
        stage.wait("step > 0")
        page.evaluate(COUNT, min(1, seconds / 4))  # until the pace is steady
        pictures, _, steps = page.evaluate(COUNT, seconds)
        page.context.close()
        lines += [
            *firsts(browser, url, name, turns),
            Line(f"{name}: pictures", pictures, player.pictures, "/s", player.wanted),
            Line(f"{name}: steps", steps, player.steps, "/s", "≥ 10" if player.steps else ""),
        ]
    written = [story(LENGTH, seed)[:LENGTH] for seed in range(100, 100 + texts)]
    return [*lines, typed(browser, url, written), read(written)]


def opened(browser: Browser, address: str) -> Page:
    """A new visitor's page at an address."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address)
    return page


def firsts(browser: Browser, url: str, name: str, turns: int) -> list[Line]:
    """The first picture for a new visitor, whose browser knows nothing yet, and for one who comes
    from the home page. The server has loaded what it needs: neither is its first visitor.
    """
    address = f"{url}/{PLAYERS[name].address}"
    taken: list[list[float]] = [[], [], []]
    with Server(BARE / "chart.py") as bare:
        for _ in range(turns):
            for place, asked in enumerate((address, bare.url)):
                begun = time.perf_counter()
                page = opened(browser, asked)
                page.wait_for_function(CHART if place else STAGE)
                taken[place].append(time.perf_counter() - begun)
                page.context.close()
            taken[2].append(from_home(browser, url, name))
    new, bare_new, known = map(statistics.median, taken)
    return [
        Line(f"{name}: first picture, new visitor", new, bare_new, "s"),
        Line(f"{name}: first picture, from the home page", known, unit="s", target="≤ 1 s"),
    ]


def from_home(browser: Browser, url: str, name: str) -> float:
    """Seconds from a click on the page's card at home to its first picture."""
    page = opened(browser, url)
    page.wait_for_function("window.Plotly !== undefined")
    title = BY_SLUG[PLAYERS[name].address.split("?")[0]].title
    card = page.locator("[data-testid=stMain]").get_by_role("link", name=title)
    card.wait_for()
    page.wait_for_function(IDLE)
    begun = time.perf_counter()
    card.click()
    page.wait_for_function(STAGE)
    seconds = time.perf_counter() - begun
    page.context.close()
    return seconds


def typed(browser: Browser, url: str, texts: list[str]) -> Line:
    """From the key that ends a text to all pictures of its gates, in the visitor's browser."""
    page = opened(browser, f"{url}/sequences")
    Stage(page)
    page.wait_for_function(IDLE)
    page.evaluate(WATCH)
    box = page.get_by_role("textbox", name="Type your text")
    delays = []
    for text in texts:
        box.fill(text)
        box.press("Control+Enter")
        page.wait_for_function(DONE)
        delays.append(page.evaluate("watched.changed - watched.pressed"))
    page.context.close()
    return Line(
        f"gates of {LENGTH} typed characters",
        statistics.median(delays),
        unit="ms",
        target="≤ 150 ms",
    )


def read(texts: list[str]) -> Line:
    """The server's share of it: the whole page once more, without a browser."""
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at.switch_page("../pages/sequences.py").run()
    delays = []
    for text in texts:
        at.text_area(key="sequences-text").set_value(text)
        begun = time.perf_counter()
        at.run()
        delays.append(1000 * (time.perf_counter() - begun))
    return Line("the server's share of it", statistics.median(delays), unit="ms", target="≤ 60 ms")
