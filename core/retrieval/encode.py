"""Chunks and questions to vectors: those that ship with the project at once, others by the encoder.

    >>> job = ChunkEncoding([Document("Pets", "A dog barks. A cat does not.")], Chunking())
    >>> while not job.finished:
    ...     job.advance()  # a batch, about half a second
    >>> len(job.library().chunks)
    1

Left out: the encoder itself (core/embeddings/sentences.py), and how the shipped vectors were made
(core/retrieval/build_assets.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.cache import shared
from core.embeddings import sentences
from core.embeddings.encoding import Encoding
from core.embeddings.space import unit
from core.retrieval.chunking_grid import GRID, texts
from core.retrieval.chunks import Document, cut_all
from core.retrieval.documents import handbook
from core.retrieval.evaluation_questions import labelled
from core.retrieval.search import Library
from core.retrieval.settings import FIRST_QUESTION, Chunking

SHIPPED = Path(__file__).parents[2] / "assets" / "handbook" / "handbook.safetensors"
MAX_CHUNKS = 3_000


class ChunkEncoding(Encoding):
    """The chunks of some documents on their way to vectors, a batch a step.

    Of more than ``MAX_CHUNKS`` chunks the first are taken. Raises ``ValueError`` for documents
    without text.
    """

    def __init__(self, documents: Sequence[Document], chunking: Chunking) -> None:
        self.documents = tuple(documents)
        self.chunking = chunking
        chunks = cut_all(documents, chunking)
        self.chunks = chunks[:MAX_CHUNKS]
        self.left_out = len(chunks) - len(self.chunks)
        if not self.chunks:
            raise ValueError("The documents have no text to search.")
        texts = [chunk.searched(chunking.titled) for chunk in self.chunks]
        # All visitors share the handbook and its vectors, but never a visitor's documents.
        self._shared = self.documents == handbook()
        encode = _handbook_vectors if self._shared else sentences.encode
        super().__init__(texts, encode, sentences.BATCH)
        self._catch_up()

    def advance(self) -> None:
        """Encode the next part, and take further vectors that another visitor already computed."""
        super().advance()
        self._catch_up()

    def _catch_up(self) -> None:
        while self._shared and not self.finished and _handbook_vectors.held(self.upcoming):
            super().advance()

    def library(self) -> Library:
        """The chunks with their vectors, once it has ``finished``."""
        found = Library.of(self.documents, self.chunking, self.chunks, self.vectors())
        return replace(found, left_out=self.left_out)


@shared
def _handbook_vectors(texts: tuple[str, ...]) -> np.ndarray:
    return sentences.encode(texts)


@lru_cache(maxsize=1)
def shipped() -> dict[str, np.ndarray]:
    """The vectors that come with the project, float32 of length 1: "chunks" (as in
    ``grid.texts``), "questions" (as in ``labelled``) and "first" (the page's first question)."""
    from safetensors.numpy import load_file

    read = load_file(SHIPPED)
    return {name: unit(vectors.astype(np.float32)) for name, vectors in read.items()}


@lru_cache(maxsize=len(GRID))
def shipped_library(chunking: Chunking) -> Library:
    """The handbook, cut in one of the ways of ``GRID``; needs no encoder."""
    chunks = cut_all(handbook(), chunking)
    places = _first_places() if chunking == GRID[0] else _places()
    rows = [places[chunk.searched(chunking.titled)] for chunk in chunks]
    return Library.of(handbook(), chunking, chunks, shipped()["chunks"][rows])


def _first_places() -> dict[str, int]:
    """The rows of the first chunking's texts alone, which the first picture need not wait for."""
    return {text: row for row, text in enumerate(texts(GRID[:1]))}


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {text: row for row, text in enumerate(texts())}


@lru_cache(maxsize=1)
def _known() -> dict[str, np.ndarray]:
    asked = [question.text for question in labelled()]
    known = dict(zip(asked, shipped()["questions"], strict=True))
    return known | {FIRST_QUESTION: shipped()["first"][0]}


def needs_encoder(question: str) -> bool:
    """Whether an encoder, perhaps not loaded yet, must compute this question's vector."""
    return question not in _known()


def question_vector(question: str) -> np.ndarray:
    """The vector of a question, float32 (dimensions,), of length 1."""
    return _known()[question] if question in _known() else _encoded(question)


@shared
def _encoded(question: str) -> np.ndarray:
    return sentences.encode([question])[0]
