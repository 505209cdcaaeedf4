"""A library of chunks, and the search in it: by meaning, by words, or by both.

    >>> from core.retrieval.encode import question_vector, shipped_library
    >>> library, question = shipped_library(Chunking()), "Who wrote about vanishing gradients?"
    >>> hits = search(library, question, SearchSettings(), question_vector(question))
    >>> hits[0].chunk.document
    'Vanishing gradients'

Left out: approximate search, for which a library has to be much larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.retrieval.bm25 import BM25, tokens
from core.retrieval.chunks import Chunk, Document
from core.retrieval.fusion import mmr, ranks, reciprocal_rank_fusion
from core.retrieval.plane import Plane
from core.retrieval.settings import Chunking, SearchSettings

__all__ = ["Chunk", "Hit", "Library", "search"]

CANDIDATES = 20  # at least so many, or four times k, are what MMR chooses from


@dataclass(frozen=True, eq=False)
class Library:
    """Documents in chunks, and what searches them: float32 (chunks, dimensions) of length 1 each,
    and the statistics of their words. ``chunking`` says how they were cut, and ``left_out`` how
    many further chunks the documents have.
    """

    documents: tuple[Document, ...]
    chunking: Chunking
    chunks: tuple[Chunk, ...]
    vectors: np.ndarray
    keywords: BM25
    left_out: int = 0

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        chunking: Chunking,
        chunks: Sequence[Chunk],
        vectors: np.ndarray,
    ) -> Library:
        """A library of chunks with their vectors.

        Raises ``ValueError`` where there are no chunks, or not a vector for each.
        """
        if not chunks:
            raise ValueError("The documents have no text to search.")
        if len(chunks) != len(vectors):
            raise ValueError(f"{len(chunks)} chunks, but {len(vectors)} vectors.")
        keywords = BM25.of([chunk.searched(chunking.titled) for chunk in chunks])
        return cls(tuple(documents), chunking, tuple(chunks), vectors, keywords)

    def __len__(self) -> int:
        return len(self.chunks)

    @cached_property
    def plane(self) -> Plane:
        """The two directions of largest variance of the chunks, for a map of them."""
        return Plane.of(self.vectors)


@dataclass(frozen=True)
class Hit:
    """A chunk that was found. ``score`` is what its method ranks by: cosine, BM25 or fused.

    ``stages`` has it all: "dense" (cosine), "BM25", "hybrid" (fused) and their places from 1 as
    "dense rank", "BM25 rank" and "hybrid rank"; a place of 0 says that it was not found that
    way. ``words`` are those of the question that the chunk has, ``index`` its place in the library.
    """

    chunk: Chunk
    score: float
    stages: dict[str, float]
    words: tuple[str, ...]
    index: int


@dataclass(frozen=True, eq=False)
class Ranking:
    """Every chunk's score and place by every method, each (chunks,) under the method's name."""

    scores: dict[str, np.ndarray]
    places: dict[str, np.ndarray]


def rank(
    library: Library, question: str, vector: np.ndarray, *, k1: float = 1.2, b: float = 0.75
) -> Ranking:
    """All chunks by all methods; ``vector`` is the question's, float32 (dimensions,), of length 1.

    BM25 finds only what has a word of the question; the others find everything.
    """
    everything = np.ones(len(library), bool)
    scores = {
        "dense": library.vectors @ vector,
        "BM25": library.keywords.scores(question, k1, b),
    }
    places = {
        "dense": ranks(scores["dense"], everything),
        "BM25": ranks(scores["BM25"], scores["BM25"] > 0),
    }
    scores["hybrid"] = reciprocal_rank_fusion(list(places.values()))
    places["hybrid"] = ranks(scores["hybrid"], everything)
    return Ranking(scores, places)


def search(
    library: Library, question: str, settings: SearchSettings, vector: np.ndarray
) -> list[Hit]:
    """The first ``settings.top`` chunks for a question, best first; fewer where fewer are found.

    ``vector`` is the question's, float32 (dimensions,), of length 1.
    """
    ranking = rank(library, question, vector, k1=settings.k1, b=settings.b)
    return hits(library, question, settings, ranking)


def hits(library: Library, question: str, settings: SearchSettings, ranking: Ranking) -> list[Hit]:
    """The result of ``search``, from chunks that are ranked already."""
    places, scores = ranking.places[settings.method], ranking.scores[settings.method]
    found = places > 0
    if settings.method != "BM25" and settings.threshold > 0:
        found &= ranking.scores["dense"] >= settings.threshold
    order = np.flatnonzero(found)[np.argsort(places[found])]
    if settings.diverse and len(order):
        order = order[: max(CANDIDATES, 4 * settings.top)]
        relevance = (
            scores[order] if settings.method == "dense" else scores[order] / scores[order].max()
        )
        order = order[mmr(relevance, library.vectors[order], settings.mmr_lambda, settings.top)]
    asked = dict.fromkeys(tokens(question))
    return [_hit(library, int(i), settings.method, ranking, asked) for i in order[: settings.top]]


def _hit(library: Library, index: int, method: str, ranking: Ranking, asked: dict) -> Hit:
    chunk = library.chunks[index]
    stages = {name: float(scores[index]) for name, scores in ranking.scores.items()}
    stages |= {f"{name} rank": int(places[index]) for name, places in ranking.places.items()}
    inside = set(tokens(chunk.searched(library.chunking.titled)))
    words = tuple(word for word in asked if word in inside)
    return Hit(chunk, stages[method], stages, words, index)
