"""BM25 by hand: chunks ranked by the words that they share with a question.

Rare words count more; a second occurrence counts less than the first; and a long chunk needs more
occurrences than a short one.

Left out: stemming ("networks" is not "network"), synonyms, and the order of the words. The
variant is Lucene's, whose inverse document frequency is never negative.

Reference: Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
equation 3.15.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from unicodedata import normalize

import numpy as np

from core.embeddings.language import STOP_WORDS


def folded(text: str) -> str:
    """A text in small letters; ligatures and full-width letters as what they stand for (NFKC)."""
    return normalize("NFKC", text).lower()


def tokens(text: str) -> list[str]:
    """The words of a text, folded, without the stop words; "ResNet-152" is two of them."""
    return [word for word in re.findall(r"\w+", folded(text)) if word not in STOP_WORDS]


@dataclass(frozen=True, eq=False)
class BM25:
    """The statistics of a collection. ``postings`` has for each word the chunks that hold it and
    how often, two int64 (chunks that have it,); ``lengths`` is float64 (chunks,), in words.
    """

    postings: dict[str, tuple[np.ndarray, np.ndarray]]
    lengths: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> BM25:
        """Count the words of all texts."""
        words = [tokens(text) for text in texts]
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, inside in enumerate(words):
            for word, count in Counter(inside).items():
                found[word].append((place, count))
        postings = {word: tuple(np.array(pairs).T) for word, pairs in found.items()}
        return cls(postings, np.array([len(inside) for inside in words], float))

    def rarity(self, word: str) -> float:
        """A word's inverse document frequency; 0 for one that no chunk has."""
        if word not in self.postings:
            return 0.0
        having = len(self.postings[word][0])
        return log(1 + (len(self.lengths) - having + 0.5) / (having + 0.5))

    def by_word(self, question: str, k1: float, b: float) -> dict[str, np.ndarray]:
        """What each word of the question adds to each chunk's score, float64 (chunks,) a word."""
        average = self.lengths.mean() if self.lengths.any() else 1.0
        held_back = k1 * (1 - b + b * self.lengths / average)
        added: dict[str, np.ndarray] = {}
        for word, asked in Counter(tokens(question)).items():
            if word in self.postings:
                places, counts = self.postings[word]
                score = np.zeros(len(self.lengths))
                score[places] = counts / (counts + held_back[places])
                added[word] = asked * self.rarity(word) * score
        return added

    def scores(self, question: str, k1: float = 1.2, b: float = 0.75) -> np.ndarray:
        """The BM25 score of every chunk, float64 (chunks,); 0 without a common word."""
        return sum(self.by_word(question, k1, b).values(), np.zeros(len(self.lengths)))
