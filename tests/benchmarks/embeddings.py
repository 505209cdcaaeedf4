"""Maps and neighbours, against the bare library calls that they cannot do without.

Reference of a map: umap-learn's fit of the same 300 vectors, and nothing else. Of a typed sentence:
SentenceTransformer.encode of it. Both are warm and take turns with the app's own. Of the first
picture: a bare page with one chart, from a cold server of its own.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter

from playwright.sync_api import Browser

from tests.benchmarks.live import opened
from tests.benchmarks.start import BARE, CHART, STAGE
from tests.benchmarks.table import Line
from tests.browser.server import Server
from tests.browser.stage import Stage

WARMING = ".st-key-embeddings-warming"


def measure(browser: Browser | None, *, turns: int = 7) -> list[Line]:
    """Medians of seconds and milliseconds; without a browser, only what the core takes."""
    lines = core(turns)
    if browser is not None:
        lines += page(browser, turns)
    return lines


def core(turns: int) -> list[Line]:
    """A map with another knob, and a sentence to its neighbours."""
    import umap

    from core.embeddings import neighbours, sentences
    from core.embeddings.faithfulness import faithfulness
    from core.embeddings.projection import Settings, lay_out

    space = sentences.space()

    def ours(at: int) -> object:
        layout = lay_out(space.vectors, Settings(seed=at % 100))
        return faithfulness(space.vectors, layout.points)

    def bare(at: int) -> object:
        return umap.UMAP(
            n_neighbors=15, min_dist=0.1, metric="cosine", n_epochs=500, random_state=at, n_jobs=1
        ).fit(space.vectors)

    def asked(at: int) -> object:
        query = sentences.encode([f"Sentence number {at} is typed."])[0]
        return neighbours.neighbours(space.vectors, query, 8)

    def encoded(at: int) -> object:
        return sentences.model().encode(
            [f"Sentence number {at} is typed."], show_progress_bar=False
        )

    maps, texts = _turns(turns, ours, bare), _turns(turns, asked, encoded)
    return [
        Line("UMAP of 300, with film and faithfulness", *maps, "s", "≤ 1.5 s"),
        Line("a sentence to its neighbours", *(1000 * one for one in texts), "ms", "≤ 300 ms"),
    ]


def _turns(turns: int, *measured: Callable[[int], object]) -> list[float]:
    """The median seconds of each, after a first time that does not count."""
    taken: list[list[float]] = [[] for _ in measured]
    for turn in range(turns + 1):
        for one, times in zip(measured, taken, strict=True):
            begun = perf_counter()
            one(turn)
            times.append(perf_counter() - begun)
    return [statistics.median(times[1:]) for times in taken]


def page(browser: Browser, turns: int) -> list[Line]:
    """The first picture of a cold server, and the same two in the browser once it is warm."""
    with Server(BARE / "chart.py") as bare:
        asked = perf_counter()
        visitor = opened(browser, bare.url)
        visitor.wait_for_function(CHART)
        reference = perf_counter() - asked
        visitor.context.close()
    begun = perf_counter()
    with Server() as server:
        ready = perf_counter()
        visitor = opened(browser, f"{server.url}/embeddings")
        visitor.wait_for_function(STAGE)
        first = perf_counter()
        visitor.wait_for_selector(WARMING, state="detached", timeout=300_000)
        warm = perf_counter()
        knob = visitor.locator(".st-key-embeddings_neighbours input[type=range]")
        turned = []
        for _ in range(turns):
            shown, pressed = Stage(visitor, "embeddings").shown, perf_counter()
            knob.focus()
            visitor.keyboard.press("ArrowRight")
            Stage(visitor, "embeddings").wait(f"shown > {shown}")
            turned.append(perf_counter() - pressed)
        visitor.context.close()
    return [
        Line("first picture, from asking a cold server", first - ready, reference, "s", "≤ 2 s"),
        Line("the same with the server's own start", first - begun, unit="s"),
        Line("encoder and UMAP warm, behind it", warm - first, unit="s"),
        Line("a UMAP knob to its map", statistics.median(turned), unit="s", target="≤ 1.5 s"),
    ]
