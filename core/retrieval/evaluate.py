"""How well the search works: the rank of each labelled question's right chunk, by every method.

    >>> places = measure(shipped_library(Chunking()))
    >>> list(places)
    ['dense', 'BM25', 'hybrid']
    >>> recall(places["dense"], 5) > mean_reciprocal_rank(places["dense"])
    True

Each question has one passage that answers it, so recall at k is the share of questions with a
right chunk among the first k. core/retrieval/evaluation_questions.py says which chunk is right.

Left out: graded relevance (nDCG), and whether an answer written from the chunks would be true.

References: Voorhees 1999, "The TREC-8 Question Answering Track Report" (mean reciprocal rank);
Manning, Raghavan & Schütze 2008, "Introduction to Information Retrieval", chapter 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cache import shared
from core.retrieval.chunks import Chunk
from core.retrieval.encode import question_vector, shipped_library
from core.retrieval.evaluation_questions import KINDS, Labelled, labelled
from core.retrieval.search import Library, rank
from core.retrieval.settings import METHODS, Chunking

DEEPEST = 10  # the last k that recall is shown for
ALL = "all"


def answered() -> tuple[Labelled, ...]:
    """The questions that the handbook answers."""
    return tuple(question for question in labelled() if question.answered)


def measure(library: Library, *, k1: float = 1.2, b: float = 0.75) -> dict[str, np.ndarray]:
    """The place of the first right chunk for each answered question, int64 (questions,) a method.

    Places count from 1; 0 where no right chunk is found, by whatever place.
    """
    places: dict[str, list[int]] = {method: [] for method in METHODS}
    for question in answered():
        ranking = rank(library, question.text, question_vector(question.text), k1=k1, b=b)
        right = [i for i, chunk in enumerate(library.chunks) if question.answered_by(chunk)]
        for method in METHODS:
            there = ranking.places[method][right]
            places[method].append(min(there[there > 0], default=0))
    return {method: np.array(found, np.int64) for method, found in places.items()}


@shared
def measure_shipped(chunking: Chunking, k1: float = 1.2, b: float = 0.75) -> dict[str, np.ndarray]:
    """The same for one of the ways of cutting that come with the project."""
    return measure(shipped_library(chunking), k1=k1, b=b)


def held_by_one(chunks: Sequence[Chunk]) -> np.ndarray:
    """How much of each known answer its best chunk holds, float64 (questions,), from 0 to 1."""
    return np.array(
        [max((question.held_by(chunk) for chunk in chunks), default=0.0) for question in answered()]
    )


def recall(places: np.ndarray, k: int) -> float:
    """The share of questions whose first right chunk is among the first ``k``."""
    return float(np.mean((places > 0) & (places <= k))) if len(places) else 0.0


def mean_reciprocal_rank(places: np.ndarray) -> float:
    """The mean of 1 / place; a question without a right chunk counts 0."""
    return (
        float(np.mean(np.where(places > 0, 1 / np.maximum(places, 1), 0))) if len(places) else 0.0
    )


def of_kind(kind: str) -> np.ndarray:
    """Which of the answered questions are of a kind, bool (questions,); ``ALL`` for all."""
    return np.array([kind in (ALL, question.kind) for question in answered()])


@dataclass(frozen=True)
class Row:
    """Recall at 1, 3, 5 and 10 and mean reciprocal rank of one method on one kind of question."""

    kind: str
    method: str
    questions: int
    recall_1: float
    recall_3: float
    recall_5: float
    recall_10: float
    mrr: float


def table(places: dict[str, np.ndarray]) -> list[Row]:
    """A row for each kind of question and each method."""
    rows = []
    for kind in (ALL, *KINDS):
        chosen = of_kind(kind)
        for method in METHODS:
            some = places[method][chosen]
            recalls = recall(some, 1), recall(some, 3), recall(some, 5), recall(some, 10)
            rows.append(Row(kind, method, len(some), *recalls, mean_reciprocal_rank(some)))
    return rows
