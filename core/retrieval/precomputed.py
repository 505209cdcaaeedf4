"""Vectors that grounding needs and that come with the project: of the handbook's sentences, and of
questions that the handbook does not answer.

    >>> sentence_vectors(["A residual block adds its input to its output."]).shape
    (1, 384)

A sentence that is not the handbook's is encoded when it is asked for. What ships is made anew by
``python -m core.retrieval.precomputed``.

Left out: the handbook's chunks and the questions that it does answer (core/retrieval/encode.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from core.cache import shared
from core.embeddings import sentences as encoder
from core.embeddings.space import unit
from core.retrieval import chunks
from core.retrieval.documents import HANDBOOK, handbook
from core.retrieval.encode import SHIPPED as CHUNKS

SHIPPED = CHUNKS.with_name("grounding.safetensors")
NEAR, FAR = "near", "far"


@lru_cache(maxsize=1)
def unanswered() -> dict[str, tuple[str, ...]]:
    """Questions without an answer in the handbook, "near" its subject and "far" from it."""
    read = tomllib.loads((HANDBOOK / "unanswered.toml").read_text(encoding="utf-8"))
    return {kind: tuple(read[kind]) for kind in (NEAR, FAR)}


@lru_cache(maxsize=1)
def handbook_sentences() -> tuple[str, ...]:
    """All sentences of the handbook, each once."""
    texts = (
        page.text[start:end] for page in handbook() for start, end in chunks.sentences(page.text)
    )
    return tuple(dict.fromkeys(texts))


def fresh() -> dict[str, np.ndarray]:
    """The shipped vectors, computed now, float32 (texts, dimensions)."""
    asked = unanswered()
    return {
        "sentences": encoder.encode(handbook_sentences()),
        "unanswered": encoder.encode([*asked[NEAR], *asked[FAR]]),
    }


@lru_cache(maxsize=1)
def shipped() -> dict[str, np.ndarray]:
    """The same vectors as they come with the project."""
    from safetensors.numpy import load_file

    return {name: unit(read.astype(np.float32)) for name, read in load_file(SHIPPED).items()}


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {text: at for at, text in enumerate(handbook_sentences())}


def needs_encoder(texts: Sequence[str]) -> bool:
    """Whether one of these sentences has to be encoded first."""
    return any(text not in _places() for text in texts)


def sentence_vectors(texts: Sequence[str]) -> np.ndarray:
    """The vectors of sentences, float32 (texts, dimensions), of length 1 each."""
    vectors = np.zeros((len(texts), encoder.DIMENSIONS), np.float32)
    unknown = [at for at, text in enumerate(texts) if text not in _places()]
    for at in set(range(len(texts))) - set(unknown):
        vectors[at] = shipped()["sentences"][_places()[texts[at]]]
    if unknown:
        vectors[unknown] = _encoded(tuple(texts[at] for at in unknown))
    return vectors


@shared
def _encoded(texts: tuple[str, ...]) -> np.ndarray:
    return encoder.encode(texts)


def main() -> None:
    """Encode what ships, and write it as float16."""
    from safetensors.numpy import save_file

    save_file({name: made.astype(np.float16) for name, made in fresh().items()}, SHIPPED)


if __name__ == "__main__":
    main()
