"""Directions and centres in the full space: analogies, axes of meaning, typical items.

Left out: removing such a direction from the vectors.

References: Mikolov, Yih & Zweig 2013, "Linguistic regularities in continuous space word
representations" (analogies, section 4); Levy & Goldberg 2014 (why the question's own words are
left out); Grand et al. 2022, "Semantic projection" (axes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.embeddings.corpora import Analogy
from core.embeddings.space import unit


@dataclass(frozen=True, eq=False)
class Answer:
    """The candidates nearest to a - b + c: their ``rows`` (k,) by their ``cosines`` (k,), without
    a, b and c. ``first_own`` is the row of the one of these three that would come first, with its
    cosine, or None."""

    rows: np.ndarray
    cosines: np.ndarray
    target: np.ndarray
    first_own: tuple[int, float] | None


def analogy(
    vectors: np.ndarray, a: np.ndarray, b: np.ndarray, c: np.ndarray, own: Sequence[int], k: int
) -> Answer:
    """The ``k`` candidates, vectors (things, dimensions), nearest to a - b + c, each at length 1.

    ``own`` are the rows of a, b and c among the candidates: they are no answers.
    """
    target = unit(a) - unit(b) + unit(c)
    cosines = unit(vectors) @ unit(target)
    order = np.argsort(-cosines, kind="stable")
    kept = order[~np.isin(order, list(own))][:k]
    first = int(order[0])
    before = (first, float(cosines[first])) if first in own else None
    return Answer(kept, cosines[kept], target, before)


@dataclass(frozen=True)
class Score:
    """How many analogies of a kind have the right word first, and among the first five."""

    kind: str
    first: int
    among_five: int
    asked: int


def scores(
    words: Sequence[str], vectors: np.ndarray, asked: Sequence[Analogy]
) -> tuple[Score, ...]:
    """The analogies with four known words, by kind, and how many are right."""
    rows = {word: at for at, word in enumerate(words)}
    ones = unit(vectors)
    found = []
    for kind in dict.fromkeys(one.kind for one in asked):
        ranks = []
        for one in asked:
            named = (one.a, one.b, one.c, one.answer)
            if one.kind != kind or any(word not in rows for word in named):
                continue
            a, b, c, answer = (rows[word] for word in named)
            cosines = ones @ (ones[a] - ones[b] + ones[c])
            cosines[[a, b, c]] = -np.inf
            ranks.append(int((cosines > cosines[answer]).sum()))
        if ranks:
            found.append(Score(kind, ranks.count(0), sum(rank < 5 for rank in ranks), len(ranks)))
    return tuple(found)


def along(vectors: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Where things lie on the way from ``start`` (0) to ``end`` (1), each at length 1, (things,).

    Raises ``ValueError`` where both are the same.
    """
    begin, way = unit(start), unit(end) - unit(start)
    length = float(way @ way)
    if length < 1e-6:
        raise ValueError("Choose two different ends for the axis.")
    return (unit(vectors) - begin) @ way / length


@dataclass(frozen=True, eq=False)
class Centre:
    """A group's items from the most to the least typical: ``rows`` (members,) and the cosine of
    each with the group's mean direction, ``cosines`` (members,).

    ``nearest_group`` is, for each, the group whose centre it is nearest to.
    """

    rows: np.ndarray
    cosines: np.ndarray
    nearest_group: tuple[str, ...]


def centre(vectors: np.ndarray, groups: Sequence[str], group: str) -> Centre:
    """The members of a group around its centroid. Raises ``ValueError`` where it has none."""
    listed = np.array(groups)
    names = list(dict.fromkeys(groups))
    if group not in names:
        raise ValueError(f"There is no group called {group}.")
    ones = unit(vectors)
    centres = unit(np.stack([ones[listed == name].mean(axis=0) for name in names]))
    rows = np.flatnonzero(listed == group)
    cosines = ones[rows] @ centres.T
    order = np.argsort(-cosines[:, names.index(group)], kind="stable")
    nearest = tuple(names[at] for at in cosines[order].argmax(axis=1))
    return Centre(rows[order], cosines[order, names.index(group)], nearest)


@dataclass(frozen=True, eq=False)
class Spread:
    """How large groups look and how far apart: ``sizes`` (groups,) root mean square distances from
    the centre, ``gaps`` (pairs,) between the centres of all pairs."""

    names: tuple[str, ...]
    sizes: np.ndarray
    gaps: np.ndarray


def spread(places: np.ndarray, groups: Sequence[str]) -> Spread:
    """Sizes and gaps of groups, of places on a map or of vectors (things, dimensions)."""
    listed, names = np.array(groups), tuple(dict.fromkeys(groups))
    parts = [places[listed == name] for name in names]
    centres = np.stack([part.mean(axis=0) for part in parts])
    sizes = [
        np.sqrt(((part - middle) ** 2).sum(axis=1).mean())
        for part, middle in zip(parts, centres, strict=True)
    ]
    one, other = np.triu_indices(len(names), 1)
    return Spread(names, np.array(sizes), np.linalg.norm(centres[one] - centres[other], axis=1))
