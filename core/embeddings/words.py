"""Words to vectors without context: the sentence model's own token table, read from its file.

    >>> encode_texts(["river", "river bank"]).shape  # of different lengths
    (2, 384)

Before a transformer looks at a sentence, it looks each token up in a table. That table alone is a
set of static word vectors, such as word2vec's: "bank" has one vector, whatever stands around it.
A text of several words is the mean of theirs.

Left out: pieces of words that the table keeps for rare words ("##ing"), and any training
(core/embeddings/skip_gram.py).

References: Mikolov et al. 2013, "Efficient estimation of word representations in vector space";
Wang et al. 2020, "MiniLM" (the table).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.embeddings import corpora, sentences, shipped
from core.embeddings.space import Space, require

COMMON = "common words"
CORPORA = (COMMON,)
TABLE = "embeddings.word_embeddings.weight"
ABOUT = (
    "Each word's row in the sentence model's token table: 384 numbers, the same in every sentence."
)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All whole words of the table: ``vectors`` is float32 (words, 384), ordered as ``words``."""

    words: tuple[str, ...]
    vectors: np.ndarray
    rows: dict[str, int]


def space(corpus: str = COMMON) -> Space:
    """The corpus with its shipped vectors; ``ValueError`` for a corpus not in ``CORPORA``."""
    require(corpus, CORPORA)
    listed = corpora.words()
    return Space("words", shipped.vectors("words"), listed.texts, listed.groups, ABOUT)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The table as far as it holds whole words of letters, about 22,000 of them, in 33 MB."""
    from safetensors import safe_open

    folder = sentences.folder()
    tokens = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    kept = [row for row, token in enumerate(tokens) if re.fullmatch("[a-z]{2,}|a|i", token)]
    with safe_open(folder / "model.safetensors", framework="numpy") as file:
        vectors = file.get_tensor(TABLE)[kept].astype(np.float32)
    words = tuple(tokens[row] for row in kept)
    return Vocabulary(words, vectors, {word: at for at, word in enumerate(words)})


def encode_texts(texts: Sequence[str]) -> np.ndarray:
    """The mean of each text's word vectors, float32 (texts, 384).

    Raises ``ValueError`` for a text with no word of the table in it.
    """
    known = vocabulary()
    encoded = np.zeros((len(texts), known.vectors.shape[1]), np.float32)
    for at, text in enumerate(texts):
        rows = [
            known.rows[word] for word in re.findall("[a-z]+", text.lower()) if word in known.rows
        ]
        if not rows:
            raise ValueError(
                f"“{text[:60]}” contains none of the table's {len(known.words):,} words. "
                "Try a common English word, or the sentence encoder, which takes any text."
            )
        encoded[at] = known.vectors[rows].mean(axis=0)
    return encoded
