"""Encodes texts, one part a step, so that a page can show the progress and stop.

    >>> job = Encoding(["a", "b", "c"], lambda texts: np.ones((len(texts), 2)), part=2)
    >>> while not job.finished:
    ...     job.advance()
    >>> job.vectors().shape
    (3, 2)

Left out: the encoders themselves (core/embeddings/encoders.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Encode = Callable[[tuple[str, ...]], np.ndarray]


class Encoding:
    """Texts, and what encodes them, ``part`` of them a step."""

    def __init__(self, texts: Sequence[str], encode: Encode, part: int) -> None:
        self.texts = tuple(texts)
        self.encode = encode
        self.part = part
        self.parts: list[np.ndarray] = []

    @property
    def done(self) -> int:
        """How many texts have their vectors."""
        return sum(map(len, self.parts))

    @property
    def total(self) -> int:
        """How many texts there are."""
        return len(self.texts)

    @property
    def finished(self) -> bool:
        return self.done == self.total

    @property
    def upcoming(self) -> tuple[str, ...]:
        """The texts of the next part."""
        return self.texts[self.done : self.done + self.part]

    def advance(self) -> None:
        """Encode the next part. Raises ``ValueError`` if the encoder refuses one of its texts."""
        self.parts.append(self.encode(self.upcoming))

    def vectors(self) -> np.ndarray:
        """The vectors, float32 (texts, dimensions), once it has ``finished``."""
        return np.concatenate(self.parts)
