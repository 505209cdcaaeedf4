"""Whether the documents say anything about a question at all: evidence, and how much is enough.

    >>> library = encode.shipped_library(SearchSettings().chunking)
    >>> gate = measure(library, SearchSettings(), BOTH, worse=1.0)
    >>> question = "What does dropout do?"
    >>> hits = search(library, question, SearchSettings(), encode.question_vector(question))
    >>> evidence(library, question, hits, BOTH) >= gate.threshold
    True

A nearest neighbour always exists, so a search alone never says "not here". The evidence is that of
the best retrieved chunk: its cosine with the question, the share of the question's words that it
has (rare words count more), or the mean of both. The threshold follows from questions that the
handbook is known to answer or not; other such questions measure how often it errs.

Left out: asking a language model whether a passage answers, which is what large systems do.

Reference: Rajpurkar et al. 2018, "Know what you don't know: unanswerable questions for SQuAD".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np

from core.retrieval import encode, precomputed
from core.retrieval.bm25 import BM25, tokens
from core.retrieval.evaluation_questions import labelled
from core.retrieval.search import Hit, Library, search
from core.retrieval.settings import SearchSettings

BOTH, MEANING, WORDS = "meaning and words", "meaning", "words"
KINDS = (BOTH, MEANING, WORDS)
LEAST = 1e-6  # evidence: without any, such as where no chunk is handed on, there is no answer


def coverage(keywords: BM25, question: str) -> dict[str, float]:
    """The share of each word in the question; together 1, or nothing without words.

    A word counts by its inverse document frequency; one that no chunk has counts the most.
    """
    count = len(keywords.lengths)
    never = log(1 + (count + 0.5) / 0.5)
    weights = {word: keywords.rarity(word) or never for word in tokens(question)}
    whole = sum(weights.values())
    return {word: weight / whole for word, weight in weights.items()}


def covered(keywords: BM25, question: str) -> np.ndarray:
    """How much of the question's words each chunk has, from 0 to 1, float64 (chunks,)."""
    shares = np.zeros(len(keywords.lengths))
    for word, share in coverage(keywords, question).items():
        if word in keywords.postings:
            shares[keywords.postings[word][0]] += share
    return shares


def combine(kind: str, cosines: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The evidence of this kind from both of its parts."""
    return {MEANING: cosines, WORDS: shares, BOTH: (cosines + shares) / 2}[kind]


def evidence(library: Library, question: str, hits: Sequence[Hit], kind: str) -> float:
    """The evidence of the best retrieved chunk; 0 where there is none."""
    if not hits:
        return 0.0
    shares = covered(library.keywords, question)[[hit.index for hit in hits]]
    cosines = np.array([hit.stages["dense"] for hit in hits])
    return float(combine(kind, cosines, shares).max())


@dataclass(frozen=True, eq=False)
class Gate:
    """``threshold`` is the evidence from which a question is answered.

    ``answered`` and ``unanswered`` are the labelled questions with their evidence. ``refused`` is
    the share of the first that is refused, ``made_up`` of the second that is answered: both of
    questions that had no part in choosing the threshold they were measured with.
    """

    kind: str
    threshold: float
    answered: tuple[tuple[str, float], ...]
    unanswered: tuple[tuple[str, float], ...]
    refused: float
    made_up: float


def measure(library: Library, searching: SearchSettings, kind: str, worse: float) -> Gate:
    """The gate of a library of the handbook, searched like this; a made-up answer is ``worse``
    times as bad as none.

    The threshold has the lowest cost on all labelled questions. To measure it, the threshold of
    each half judges the other half.
    """
    asked, vectors, has_answer = _questions()
    found = np.array(
        [
            evidence(library, question, search(library, question, searching, vector), kind)
            for question, vector in zip(asked, vectors, strict=True)
        ]
    )
    half = np.arange(len(asked)) % 2 == 0
    passed = np.empty(len(asked), bool)
    for judged in (half, ~half):
        threshold = max(cheapest(found[~judged], has_answer[~judged], worse), LEAST)
        passed[judged] = found[judged] >= threshold
    pairs = list(zip(asked, found.tolist(), strict=True))
    return Gate(
        kind,
        max(cheapest(found, has_answer, worse), LEAST),
        answered=tuple(pair for pair, there in zip(pairs, has_answer, strict=True) if there),
        unanswered=tuple(pair for pair, there in zip(pairs, has_answer, strict=True) if not there),
        refused=float(np.mean(~passed[has_answer])),
        made_up=float(np.mean(passed[~has_answer])),
    )


def rates(
    answered: np.ndarray, unanswered: np.ndarray, thresholds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The shares refused and made up at each threshold, float64 (thresholds,) both."""
    refused = (answered[:, None] < thresholds).mean(axis=0)
    made_up = (unanswered[:, None] >= thresholds).mean(axis=0)
    return refused, made_up


def cheapest(found: np.ndarray, has_answer: np.ndarray, worse: float) -> float:
    """The threshold with the least refused + worse x made up, half-way between two questions."""
    ordered = np.unique(found)
    thresholds = np.concatenate([ordered[:1], (ordered[1:] + ordered[:-1]) / 2])
    refused, made_up = rates(found[has_answer], found[~has_answer], thresholds)
    return float(thresholds[np.argmin(refused + worse * made_up)])


@lru_cache(maxsize=1)
def _questions() -> tuple[list[str], np.ndarray, np.ndarray]:
    """All labelled questions, their vectors, and whether the handbook answers them."""
    questions, more = labelled(), precomputed.unanswered()
    texts = [question.text for question in questions] + [
        *more[precomputed.NEAR],
        *more[precomputed.FAR],
    ]
    vectors = np.concatenate([encode.shipped()["questions"], precomputed.shipped()["unanswered"]])
    has_answer = np.zeros(len(texts), bool)
    has_answer[: len(questions)] = [question.answered for question in questions]
    return texts, vectors, has_answer
