"""Predicting the next character by counting what followed the last few ones in a text.

Interpolated Kneser-Ney: where a long context is rare, shorter ones contribute. They count how many
different contexts a character has followed, not how often it occurred.

    >>> Counting("abracadabra" * 9, 2).share("ab", "r") > 0.9
    True

Reference: Chen & Goodman 1999, "An empirical study of smoothing techniques for language modeling".
"""

from __future__ import annotations

import math
from collections import Counter

RARE = 0.001  # of a count: where no gram occurred once, an unseen one is still possible

Table = dict[str, tuple[dict[str, int], int]]  # of each context: what followed, and the sum


class Counting:
    """Counts of ``text`` behind contexts of up to ``order`` characters.

    ``characters`` is how many different ones there are to guess from.
    """

    def __init__(self, text: str, order: int, characters: int | None = None) -> None:
        self.order = order
        self._guess = 1 / (characters or len(set(text)))
        counts = Counter(text[i : i + order + 1] for i in range(len(text) - order))
        self._tables: list[tuple[Table, float]] = []
        for _ in range(order + 1):
            self._tables.insert(0, (_by_context(counts), _discount(counts)))
            counts = Counter(gram[1:] for gram in counts)  # how many contexts, not how often

    def share(self, context: str, character: str) -> float:
        """The probability of ``character`` after ``context``."""
        share = self._guess
        for length, (table, discount) in enumerate(self._tables):
            if length > len(context):
                break
            found = table.get(context[len(context) - length :])
            if found is None:
                break
            following, total = found
            kept = max(following.get(character, 0) - discount, 0)
            share = (kept + discount * len(following) * share) / total
        return share

    def bits(self, text: str) -> float:
        """Bits per character of ``text``, from its second on."""
        order = self.order
        shares = (self.share(text[max(0, i - order) : i], text[i]) for i in range(1, len(text)))
        return sum(-math.log2(share) for share in shares) / (len(text) - 1)


def _by_context(counts: Counter[str]) -> Table:
    following: dict[str, dict[str, int]] = {}
    for gram, count in counts.items():
        following.setdefault(gram[:-1], {})[gram[-1]] = count
    return {context: (found, sum(found.values())) for context, found in following.items()}


def _discount(counts: Counter[str]) -> float:
    """What each count gives up: n1 / (n1 + 2 n2), by how many grams were seen once and twice."""
    seen = Counter(counts.values())
    return seen[1] / (seen[1] + 2 * seen[2]) if seen[1] else RARE
