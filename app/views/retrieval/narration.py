"""What the page says about a search and about how well searching works, in measured numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.figures.retrieval.query import where
from app.markdown import escape_markdown
from core.retrieval.bm25 import tokens
from core.retrieval.evaluation_questions import Labelled
from core.retrieval.fusion import RRF_K
from core.retrieval.search import Hit, Library, Ranking
from core.retrieval.settings import METHODS, SearchSettings

NO_WORD = (
    "The question has **no search word**: BM25 leaves out very common words such as “the” and “of”."
)


def about_search(
    settings: SearchSettings,
    library: Library,
    ranking: Ranking,
    rankings: Mapping[str, Sequence[Hit]],
    label: Labelled | None,
) -> list[str]:
    """Which chunk comes first and why, how far the methods agree, and whether it is right."""
    hits = rankings[settings.method]
    if not hits:
        return [_nothing(settings, ranking)]
    said = [
        _winner(settings, library, hits),
        _words(settings, library, hits[0]),
        _agreement(settings, library, rankings),
    ]
    if label is not None and label.answered:
        said.append(_right(label, library, ranking))
    if settings.diverse:
        said.append(_spread(settings, library, hits, ranking))
    if settings.method != "BM25" and settings.threshold > 0:
        kept = int((ranking.scores["dense"] >= settings.threshold).sum())
        said.append(
            f"The minimum cosine of {settings.threshold:.2f} leaves {kept} of {len(library)} "
            f"chunks."
        )
    return said


def _nothing(settings: SearchSettings, ranking: Ranking) -> str:
    if settings.method == "BM25":
        return (
            "No chunk contains a search word of the question, so BM25 finds nothing; dense search "
            "compares meanings instead."
            if tokens(settings.question)
            else NO_WORD
        )
    best = ranking.scores["dense"].max()
    return (
        f"The chunk most similar to the question has a cosine of {best:.2f}, below the minimum "
        f"cosine of {settings.threshold:.2f}, so the search finds nothing. A minimum this high may "
        "also drop chunks that answer."
    )


def _winner(settings: SearchSettings, library: Library, hits: Sequence[Hit]) -> str:
    first, stages = hits[0], hits[0].stages
    why = {
        "dense": f"its vector has the largest cosine with the question's, {stages['dense']:.3f}",
        "BM25": f"its words score {stages['BM25']:.2f}",
        "hybrid": f"it has rank {stages['dense rank']} by meaning and "
        + (f"rank {stages['BM25 rank']}" if stages["BM25 rank"] else "no rank")
        + f" by words, so {_sum(stages)} = {stages['hybrid']:.4f}",
    }[settings.method]
    lead = ""
    if len(hits) > 1:
        gap, digits = hits[0].score - hits[1].score, _digits(settings)
        behind = f"is {gap:.{digits}f} behind" if gap else "scores the same"
        if 0 < gap < 10**-digits:
            behind = f"is less than {10**-digits:.{digits}f} behind"
        lead = f"; the next, {escape_markdown(where(hits[1].chunk))}, {behind}"
    return (
        f"**{escape_markdown(where(first.chunk))}** comes first among {len(library)} chunks "
        f"because {why}{lead}."
    )


def _sum(stages: Mapping[str, float]) -> str:
    ranks = [stages[f"{name} rank"] for name in ("dense", "BM25")]
    return " + ".join(f"1/({RRF_K} + {rank})" for rank in ranks if rank)


def _digits(settings: SearchSettings) -> int:
    return {"dense": 3, "BM25": 2, "hybrid": 4}[settings.method]


def _words(settings: SearchSettings, library: Library, first: Hit) -> str:
    added = library.keywords.by_word(settings.question, settings.k1, settings.b)
    inside = sorted(first.words, key=lambda word: -added[word][first.index])
    if not tokens(settings.question):
        return NO_WORD
    if not inside:
        return "It has **no search word of the question**: BM25 gives it nothing."
    parts = [
        f"*{escape_markdown(word)}* adds {added[word][first.index]:.2f} "
        f"({len(library.keywords.postings[word][0])} of {len(library)} chunks have it)"
        for word in inside[:4]
    ]
    return f"Its BM25 score is {first.stages['BM25']:.2f}: {', '.join(parts)}."


def _agreement(
    settings: SearchSettings, library: Library, rankings: Mapping[str, Sequence[Hit]]
) -> str:
    """How many chunks both single methods list, and how many two random lists would share."""
    meaning, words = ({hit.index for hit in rankings[name]} for name in ("dense", "BM25"))
    if not meaning or not words:
        return f"By {'words' if meaning else 'meaning'}, nothing is found."
    both, chance = len(meaning & words), len(meaning) * len(words) / len(library)
    least = min(len(meaning), len(words))
    lists = f"the first {len(meaning)} by meaning and the first {len(words)} by words"
    verdict = "none of them" if both == 0 else f"{both} of them"
    return (
        f"Of {lists}, **{verdict} {'is' if both == 1 else 'are'} the same**"
        + (" (the most possible)" if both == least and least < settings.top else "")
        + f"; two random lists would share {chance:.1f}."
    )


def _right(label: Labelled, library: Library, ranking: Ranking) -> str:
    right = [i for i, chunk in enumerate(library.chunks) if label.answered_by(chunk)]
    if not right:
        return "No chunk holds enough of the passage with the known answer to count."
    places = []
    for name in METHODS:
        there = ranking.places[name][right]
        place = int(min(there[there > 0], default=0))
        places.append(f"{name} {place or 'not found'}")
    return f"The answer to this question is known: the ranks of its chunk are {', '.join(places)}."


def _spread(
    settings: SearchSettings, library: Library, hits: Sequence[Hit], ranking: Ranking
) -> str:
    places = ranking.places[settings.method]
    found = places > 0
    if settings.method != "BM25":
        found &= ranking.scores["dense"] >= settings.threshold
    usual = np.flatnonzero(found)[np.argsort(places[found])].tolist()
    before, now = (
        _likeness(library, usual[: len(hits)]),
        _likeness(library, [h.index for h in hits]),
    )
    does = "diversifies the hits" if now < before else "does not make the hits more diverse here"
    return (
        f"MMR with λ = {settings.mmr_lambda:.2f} {does}: two of them have a cosine of {now:.3f} on "
        f"average, without it {before:.3f}."
    )


def _likeness(library: Library, chosen: Sequence[int]) -> float:
    """The mean cosine between two different ones of the chosen chunks."""
    if len(chosen) < 2:
        return 1.0
    alike = library.vectors[list(chosen)] @ library.vectors[list(chosen)].T
    return float(alike[np.triu_indices(len(alike), 1)].mean())
