"""What the page says about how well searching works, in measured numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.percent import bounded_percent, percent
from core.retrieval.evaluate import ALL, answered, mean_reciprocal_rank, of_kind, recall
from core.retrieval.evaluation_questions import ENOUGH
from core.retrieval.search import Library
from core.retrieval.settings import METHODS, SearchSettings

Places = Mapping[str, np.ndarray]


def about(
    places: Places,
    settings: SearchSettings,
    library: Library,
    measured: Mapping[str, Places],
    sweep: str,
) -> list[str]:
    """The rule, who wins on which kind of question, hybrid's verdict, and what the cutting does."""
    return [
        _rule(settings.top, library),
        _kinds(places, settings.top),
        hybrid_verdict(places, settings.top),
        _sweep(measured, settings, sweep),
    ]


def _rule(top: int, library: Library) -> str:
    words = np.mean([len(chunk.text.split()) for chunk in library.chunks])
    return (
        f"{len(answered())} questions with a known answer, {len(library)} chunks. A chunk is right "
        f"when it holds at least {percent(ENOUGH)} of the passage with the answer; recall at {top} "
        f"is the share of questions with a right chunk among the first {top}, which are about "
        f"{top * words:.0f} words to read."
    )


def _kinds(places: Places, top: int) -> str:
    def both(kind: str) -> tuple[float, float]:
        dense, words = (recall(places[name][of_kind(kind)], top) for name in ("dense", "BM25"))
        return dense, words

    (dense, words), (dense_rare, words_rare) = both("paraphrase"), both("rare name")
    return (
        f"**Paraphrases**, without a word of the answer: dense finds {percent(dense)}, BM25 "
        f"{percent(words)}. **Rare names**: dense {percent(dense_rare)}, BM25 "
        f"{percent(words_rare)}"
        + (", the opposite." if dense > words and words_rare > dense_rare else ".")
    )


def hybrid_verdict(places: Places, top: int) -> str:
    """Whether hybrid is at least as good as the better of the two, by recall and by MRR.

    It says so only where both measures agree, and otherwise which of them it loses.
    """
    scores = {
        f"recall at {top}": {name: recall(places[name], top) for name in METHODS},
        "MRR": {name: mean_reciprocal_rank(places[name]) for name in METHODS},
    }
    said, lost = [], []
    for measure, of in scores.items():
        better = max(of["dense"], of["BM25"])
        said.append(f"{measure} is {of['hybrid']:.3f} against {better:.3f}")
        if of["hybrid"] < better:
            lost.append(measure)
    if not lost:
        verdict = "**Hybrid is at least as good as the better single method**"
    elif len(lost) == len(scores):
        verdict = "**Hybrid is worse than the better single method**"
    else:
        verdict = f"**Hybrid is worse by {lost[0]}, but not by the other measure**"
    losses = [
        kind
        for kind in ("plain", "paraphrase", "rare name")
        if recall(places["hybrid"][of_kind(kind)], top)
        < max(recall(places[name][of_kind(kind)], top) for name in ("dense", "BM25"))
    ]
    within = (
        f" On {' and '.join(losses)} questions alone, a single method is better, because the "
        f"other ranking misleads the fusion."
        if losses
        else ""
    )
    return f"{verdict} on all questions: {', '.join(said)}.{within}"


def _sweep(measured: Mapping[str, Places], settings: SearchSettings, sweep: str) -> str:
    shares = {
        name: recall(places[settings.method], settings.top) for name, places in measured.items()
    }
    best, worst = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    count = int(of_kind(ALL).sum())
    said = (
        f"By {sweep}, {settings.method} ranges from {percent(shares[worst])} ({worst}) to "
        f"{percent(shares[best])} ({best})"
        if shares[best] > shares[worst]
        else f"By {sweep}, {settings.method} is the same everywhere, {percent(shares[best])}"
    )
    said += f"; one question is {percent(1 / count, 1)}."
    if shares[best] > shares[worst]:
        from scipy.stats import binomtest  # slow to load, and for this sentence alone

        won, lost = _changed(measured[worst], measured[best], settings)
        chance = binomtest(won, won + lost).pvalue
        said += (
            f" Between the two, {won} questions are won and {lost} lost; chance alone makes a pair "
            f"at least this uneven in {bounded_percent(chance)} of cases."
        )
    if sweep == "size":
        said += " Larger chunks also return more words for the same k."
    return said


def _changed(worst: Places, best: Places, settings: SearchSettings) -> tuple[int, int]:
    """How many questions the better way finds and the other does not, and the reverse."""
    found = [
        (places[settings.method] > 0) & (places[settings.method] <= settings.top)
        for places in (worst, best)
    ]
    return int((found[1] & ~found[0]).sum()), int((found[0] & ~found[1]).sum())
