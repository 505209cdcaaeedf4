"""The texts that ship with the project: sentences by topic, words by group, and analogies.

    >>> len(topics().texts)  # topics().groups says what each is about
    300

All were written for this project (assets/corpora). Left out: their vectors (encoders.py).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "assets" / "corpora"


@dataclass(frozen=True)
class Corpus:
    """Texts, and the group that each belongs to."""

    texts: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Analogy:
    """``a`` - ``b`` + ``c`` should be near ``answer``."""

    kind: str
    a: str
    b: str
    c: str
    answer: str


@cache
def topics() -> Corpus:
    """Sentences about ten topics, with paraphrases and near-misses among them."""
    return _corpus(_read("sentences.toml")["topics"])


@cache
def words() -> Corpus:
    """Common words in groups; each is a single token of the sentence model."""
    groups = _read("words.toml")["groups"]
    return _corpus({group: listed.split() for group, listed in groups.items()})


@cache
def pairs() -> dict[str, tuple[tuple[str, str], ...]]:
    """Two sentences each: "paraphrases" mean alike, "near_misses" only share a telling word."""
    found = _read("sentences.toml")["pairs"]
    return {kind: tuple((one, other) for one, other in listed) for kind, listed in found.items()}


@cache
def analogies() -> tuple[Analogy, ...]:
    """Analogies between words of ``words()``, by kind."""
    return tuple(
        Analogy(kind, *line.split())
        for kind, lines in _read("words.toml")["analogies"].items()
        for line in lines
    )


def _corpus(by_group: dict[str, list[str]]) -> Corpus:
    pairs = [(text, group) for group, texts in by_group.items() for text in texts]
    texts, groups = zip(*pairs, strict=True)
    return Corpus(texts, groups)


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
