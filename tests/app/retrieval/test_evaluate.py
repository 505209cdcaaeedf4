"""Does it work: the pictures and the words of the evaluation."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.retrieval import evaluate as works
from app.theme import Theme
from app.views.retrieval import verdict
from core.percent import percent
from core.retrieval import evaluate
from core.retrieval.chunking_grid import SIZES, SWEEPS, named, tick
from core.retrieval.encode import shipped_library
from core.retrieval.evaluate import answered, measure, measure_shipped, of_kind, recall
from core.retrieval.settings import METHODS, Chunking, SearchSettings
from tests.app.pictures import check
from tests.app.retrieval.samples import LIBRARY, THEMES
from tests.app.retrieval.visit import opened, said


@THEMES
@pytest.mark.parametrize("what", SWEEPS)
def test_pictures_of_the_evaluation(what: str, theme: Theme) -> None:
    places = evaluate.measure_shipped(Chunking())
    measured = {named(c): evaluate.measure_shipped(c) for c in SWEEPS[what]}
    ticks = [tick(c, what) for c in SWEEPS[what]]
    assert len(set(ticks)) == len(ticks)
    panels = check(
        {
            "k": works.by_k(places, 5, theme),
            "kind": works.by_kind(places, 5, theme),
            "each": works.each(places, theme),
            "sweep": works.sweep(measured, named(Chunking()), 5, theme, what=what, ticks=ticks),
            "elsewhere": works.sweep(measured, "not in it", 5, theme, what=what, ticks=ticks),
        }
    )
    for trace in panels["k"].data:
        assert trace["y"][4] == 100 * evaluate.recall(places[trace["name"]], 5)
    assert len(panels["sweep"].layout["shapes"]) == 1
    assert not panels["elsewhere"].layout["shapes"]


def test_the_best_of_each_kind_is_bold_in_the_table() -> None:
    rows = evaluate.table(evaluate.measure_shipped(Chunking()))
    lines = works.table(rows).splitlines()[2:]
    assert len(lines) == len(rows) == 12
    for kind in range(0, 12, 3):
        best = max(row.mrr for row in rows[kind : kind + 3])
        assert any(f"**{best:.3f}**" in line for line in lines[kind : kind + 3])


def test_the_sweep_ranks_by_words_as_the_knobs_say() -> None:
    at = opened(view="Evaluate", method="BM25", k1="3.0", b="1.0", top="1")
    ways = [measure(shipped_library(way), k1=3.0, b=1.0)["BM25"] for way in SIZES]
    shares = [recall(places, 1) for places in ways]
    assert min(shares) < min(recall(measure_shipped(way)["BM25"], 1) for way in SIZES)
    assert f"BM25 ranges from {percent(min(shares))}" in said(at)


COUNT = len(answered())


def places(**first: int) -> dict[str, np.ndarray]:
    """Places at which the first so many questions are found first, and the others never."""
    return {method: (np.arange(COUNT) < first[method]).astype(np.int64) for method in METHODS}


@pytest.mark.parametrize(
    ("hybrid", "said"),
    [(COUNT, "at least as good"), (40, "at least as good"), (39, "is worse than"), (0, "is worse")],
)
def test_hybrid_is_called_what_it_is(hybrid: int, said: str) -> None:
    assert said in verdict.hybrid_verdict(places(dense=40, BM25=30, hybrid=hybrid), 5)


def test_where_the_measures_disagree_the_page_says_which_is_lost() -> None:
    found = places(dense=40, BM25=0, hybrid=0)
    found["hybrid"] = np.where(np.arange(COUNT) < 45, 5, 0)  # found more often, but late
    assert "worse by MRR" in verdict.hybrid_verdict(found, 5)
    assert "worse by recall at 1" not in verdict.hybrid_verdict(found, 5)


def test_what_the_page_says_of_the_kinds_is_measured() -> None:
    found = measure_shipped(Chunking())
    said = "\n".join(verdict.about(found, SearchSettings(), LIBRARY, {"now": found}, "size"))
    dense, bm25 = (recall(found[name][of_kind("paraphrase")], 5) for name in ("dense", "BM25"))
    assert f"dense finds {percent(dense)}, BM25 {percent(bm25)}" in said
    assert f"{COUNT} questions with a known answer, {len(LIBRARY)} chunks" in said
