"""What turns things into vectors, by the name that a learner reads; a row is a module.

Each module has ``space(corpus)``, ``CORPORA`` (the first is the usual one) and, where it can take
new things, ``encode_texts`` or ``encode_images``. It is imported when it is chosen.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from core.embeddings.space import Space

SENTENCES, WORDS = "sentences (MiniLM)", "words (token table)"
ENCODERS = {
    SENTENCES: "sentences",
    WORDS: "words",
    "words (skip-gram)": "skip_gram",
    "images (CNN)": "images",
    "images (raw pixels)": "pixels",
    "text and image (two towers)": "two_tower",
    "items (shopping baskets)": "items",
}


def encoder(name: str) -> ModuleType:
    """The module of an encoder. Raises ``ValueError`` for a name that is not in ``ENCODERS``."""
    if name not in ENCODERS:
        raise ValueError(f"{name} is none of the encoders: {', '.join(ENCODERS)}.")
    return import_module(f"core.embeddings.{ENCODERS[name]}")


def corpora_of(name: str) -> tuple[str, ...]:
    """The corpora that an encoder has."""
    return encoder(name).CORPORA


def space(name: str, corpus: str | None = None) -> Space:
    """A corpus as an encoder sees it; its usual one where none is named."""
    module = encoder(name)
    return module.space(corpus or module.CORPORA[0])


def takes_texts(name: str) -> bool:
    """Whether an encoder can place a new text among what it has."""
    return hasattr(encoder(name), "encode_texts")


def takes_images(name: str) -> bool:
    """Whether an encoder can place a new image among what it has."""
    return hasattr(encoder(name), "encode_images")
