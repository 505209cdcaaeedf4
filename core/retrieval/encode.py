"""Chunks and questions to vectors: those that ship with the project at once, others by the encoder.

    job = Encoding(documents, chunking)
    while not job.finished:
        job.advance()                # a batch, about half a second
    library = job.library()

Left out: the encoder itself (core/embeddings/sentences.py), and how the shipped vectors were made
(core/retrieval/ship.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.embeddings import sentences
from core.embeddings.space import unit
from core.retrieval.chunks import Document, cut_all
from core.retrieval.documents import handbook
from core.retrieval.labelled import labelled
from core.retrieval.search import Library
from core.retrieval.settings import Chunking

SHIPPED = Path(__file__).parents[2] / "assets" / "embeddings" / "handbook.safetensors"
MAX_CHUNKS = 3_000
BATCH = sentences.BATCH


class Encoding:
    """The chunks of some documents on their way to vectors, a batch a step.

    Raises ``ValueError`` for documents without text, or with more than ``MAX_CHUNKS`` chunks.
    """

    def __init__(self, documents: Sequence[Document], chunking: Chunking) -> None:
        self.documents = tuple(documents)
        self.chunks = cut_all(documents, chunking)
        self.parts: list[np.ndarray] = []
        if not self.chunks:
            raise ValueError("The documents have no text to search.")
        if len(self.chunks) > MAX_CHUNKS:
            raise ValueError(
                f"That makes {len(self.chunks):,} chunks; at most {MAX_CHUNKS:,} are encoded. "
                "Cut larger ones, or bring less text."
            )

    @property
    def done(self) -> int:
        """How many chunks have their vectors."""
        return sum(map(len, self.parts))

    @property
    def finished(self) -> bool:
        return self.done == len(self.chunks)

    def advance(self) -> None:
        """Encode the next batch; the first time ever, load the encoder before."""
        batch = self.chunks[self.done : self.done + BATCH]
        self.parts.append(sentences.encode([chunk.text for chunk in batch]))

    def library(self) -> Library:
        """The chunks with their vectors, once it has ``finished``."""
        return Library.of(self.documents, self.chunks, np.concatenate(self.parts))


@lru_cache(maxsize=1)
def shipped() -> tuple[np.ndarray, np.ndarray]:
    """The vectors of the handbook's default chunks and of the labelled questions, float32."""
    from safetensors.numpy import load_file

    read = load_file(SHIPPED)
    return unit(read["chunks"].astype(np.float32)), unit(read["questions"].astype(np.float32))


@lru_cache(maxsize=1)
def first_library() -> Library:
    """The handbook in its default chunks; needs no encoder."""
    pages = handbook()
    return Library.of(pages, cut_all(pages, Chunking()), shipped()[0])


@lru_cache(maxsize=1)
def _known() -> dict[str, np.ndarray]:
    texts = [question.text for question in labelled()]
    return dict(zip(texts, shipped()[1], strict=True))


def needs_encoder(question: str) -> bool:
    """Whether this question's vector has to be computed, by an encoder that may not be there yet."""
    return question not in _known()


def question_vector(question: str) -> np.ndarray:
    """The vector of a question, float32 (dimensions,), of length 1."""
    return _known()[question] if question in _known() else _encoded(question)


@lru_cache(maxsize=256)
def _encoded(question: str) -> np.ndarray:
    return sentences.encode([question])[0]
