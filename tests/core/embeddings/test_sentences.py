"""The sentence encoder is the published one, read without a network."""

from __future__ import annotations

import numpy as np
import pytest

from core.embeddings import sentences
from core.embeddings.encoding import Encoding

PAIRS = ["A man is eating food.", "A man eats something.", "The train leaves at noon."]


def test_the_weights_are_the_published_ones() -> None:
    assert (sentences.folder() / "model.safetensors").is_file()


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "SHA256", "0" * 64)
    with pytest.raises(ValueError, match="published"):
        sentences.folder()


def test_vectors_are_those_of_the_library_and_near_means_alike() -> None:
    from sentence_transformers import SentenceTransformer

    direct = SentenceTransformer(str(sentences.folder()), device="cpu", local_files_only=True)
    vectors = sentences.encode(PAIRS)
    assert vectors.shape == (3, sentences.DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, direct.encode(PAIRS), atol=1e-5)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.7 > 0.3 > cosines[0, 2]


def test_ligatures_and_full_width_letters_are_read_as_what_they_stand_for() -> None:
    plain = ["The eﬃcient ﬂow of ﬁsh", "Ｄｏｇ"], ["The efficient flow of fish", "Dog"]
    np.testing.assert_allclose(*map(sentences.encode, plain), atol=1e-6)


def test_parts_are_the_whole() -> None:
    texts = [f"Sentence number {i}." for i in range(7)]
    job = Encoding(texts, sentences.encode, part=3)
    seen = []
    while not job.finished:
        job.advance()
        seen.append((job.done, job.total))
    assert seen == [(3, 7), (6, 7), (7, 7)]
    np.testing.assert_allclose(job.vectors(), sentences.encode(texts), atol=1e-5)
    assert sentences.encode([]).shape == (0, sentences.DIMENSIONS)
