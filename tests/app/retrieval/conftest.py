"""What the tests of the page share: an encoder that is there at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from app import encoder as loading
from core.cache import SERVER
from core.embeddings import sentences


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Replaces the model: a vector from a text's letters, and the number of texts in each call."""
    asked: list[int] = []

    def encode(texts: list[str]) -> np.ndarray:
        asked.append(len(texts))
        vectors = np.zeros((len(texts), sentences.DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            np.add.at(vectors[row], [ord(sign) % sentences.DIMENSIONS for sign in text or " "], 1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    monkeypatch.setattr(sentences, "encode", encode)
    monkeypatch.setattr(loading, "loaded", lambda: True)
    SERVER.clear()
    yield asked
    SERVER.clear()  # of vectors that the real model would not give
