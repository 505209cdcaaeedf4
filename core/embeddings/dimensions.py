"""Smaller vectors: fewer dimensions, a byte or a bit for each, and what that costs in neighbours.

    >>> from core.embeddings import sentences
    >>> smaller = Compression(reduce=PCA, dimensions=64, store=INT8)
    >>> measured(truth(sentences.space().vectors), smaller).recall > 0.8  # of the true 10 nearest
    True

Left out: product quantisation and other codes that are learnt; search faster than one by one
(core/retrieval).

References: Charikar 2002 (signs keep angles); Gong & Lazebnik 2011 (bits after PCA); Jégou et al.
2011, section 5 (recall against bytes); Kusupati et al. 2022, "Matryoshka representation learning"
(training that sorts the dimensions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.embeddings.recall import top
from core.embeddings.space import Space, unit
from core.knobs import Knobs, choice

FIRST, PCA = REDUCE = ("first k", "PCA to k")
FLOAT, INT8, BINARY = STORE = ("float32", "int8", "binary")
BITS = {FLOAT: 32, INT8: 8, BINARY: 1}
ALL = 0
SIZES = (2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
NEAREST = 10  # neighbours to find; with few items, at most half of the others
MOST = 500  # things that are measured: each is compared with each, for every size
DRAWS = 99  # other choices of as many dimensions


@dataclass(frozen=True)
class Compression(Knobs):
    """How vectors are made smaller."""

    reduce: str = choice(
        FIRST,
        REDUCE,
        label="Dimensions kept",
        help="Keep the first k dimensions, or the k directions along which the vectors vary most.",
    )
    dimensions: int = choice(
        64,
        (*SIZES, ALL),
        names={ALL: "all"},
        label="k",
        help="How many dimensions to keep; if the vectors have fewer, all of them.",
    )
    store: str = choice(
        FLOAT,
        STORE,
        label="Store each number as",
        help="float32 takes 4 bytes and int8 one; binary keeps only the sign, one bit.",
    )
    again: int = choice(
        1,
        (1, 2, 4, 8),
        names={1: "no", 2: "2 times", 4: "4 times", 8: "8 times"},
        label="Rescore the best candidates",
        help="Takes this many times more candidates than needed, compares them by their full "
        "vectors, which can stay on disk, and keeps the best.",
    )


PRESETS: dict[str, Compression] = {
    "First 64": Compression(),
    "PCA to 64": Compression(reduce=PCA),
    "A byte each": Compression(dimensions=ALL, store=INT8),
    "A bit each": Compression(dimensions=ALL, store=BINARY),
    "A bit each, then rescore": Compression(dimensions=ALL, store=BINARY, again=4),
    "Only 8 numbers": Compression(reduce=PCA, dimensions=8),
}


@dataclass(frozen=True, eq=False)
class Truth:
    """Vectors (things, d) and what they say before they are made smaller.

    ``cosines`` (things, things) are of each with each, ``right`` (things, near) each one's nearest.
    ``axes`` (r, d) are the directions of largest squares and ``shares`` (r,) how much of all
    squares lies along each. They go through the origin, not through the mean: moving the vectors
    would change their cosines, turning them does not.
    """

    vectors: np.ndarray
    cosines: np.ndarray
    right: np.ndarray
    axes: np.ndarray
    shares: np.ndarray


def some(space: Space) -> Space:
    """The space, or ``MOST`` of its things, drawn by chance and always the same."""
    if len(space) <= MOST:
        return space
    rows = np.sort(np.random.default_rng(0).choice(len(space), MOST, replace=False))
    return replace(
        space,
        vectors=space.vectors[rows],
        texts=tuple(space.texts[row] for row in rows),
        groups=tuple(space.groups[row] for row in rows),
        images=None if space.images is None else space.images[rows],
    )


def truth(vectors: np.ndarray) -> Truth:
    """Cosines, neighbours and principal axes of vectors (things, d), each made length 1 first."""
    ones = unit(vectors)
    found = cosines(ones)
    _, sizes, axes = np.linalg.svd(ones, full_matrices=False)
    right = top(found, min(NEAREST, (len(ones) - 1) // 2))
    return Truth(ones, found, right, axes, sizes**2 / (sizes**2).sum())


def cosines(vectors: np.ndarray) -> np.ndarray:
    """The cosine of each with each (things, things), -2 with itself, so that it comes last."""
    found = unit(vectors) @ unit(vectors).T
    np.fill_diagonal(found, -2)
    return found


def kept(vectors: np.ndarray, axes: np.ndarray, reduce: str, dimensions: int) -> np.ndarray:
    """The vectors (things, d) in ``dimensions`` of them, or all where that is ``ALL`` or more than
    there are; ``axes`` (r, d) are the principal ones."""
    count = min(dimensions or vectors.shape[1], vectors.shape[1])
    return vectors[:, :count] if reduce == FIRST else vectors @ axes[:count].T


def stored(vectors: np.ndarray, store: str) -> np.ndarray:
    """The numbers (things, k) after storing them in this way and reading them back, float32.

    int8: each dimension is divided by its largest value, so that it fills -127 to 127. binary: the
    signs, -1 or 1; their dot product is k less twice the Hamming distance of the bits.
    """
    if store == BINARY:
        return np.where(vectors > 0, 1, -1).astype(np.float32)
    if store == INT8:
        step = np.abs(vectors).max(axis=0) / 127
        step[step == 0] = 1
        return np.rint(vectors / step).astype(np.int8) * step.astype(np.float32)
    return vectors.astype(np.float32)


def turned(vectors: np.ndarray) -> np.ndarray:
    """Vectors (things, k) turned at random, always the same way, which changes no cosine.

    After PCA the first numbers are large and the last next to nothing, and a sign would give all of
    them the same weight; turned, they are all alike (Gong & Lazebnik 2011, section 2.2).
    """
    square = np.random.default_rng(0).standard_normal((vectors.shape[1],) * 2)
    return vectors @ np.linalg.qr(square)[0]


def bytes_each(dimensions: int, store: str) -> float:
    """Bytes for one vector; bits are packed eight to a byte."""
    return float(np.ceil(dimensions * BITS[store] / 8))


@dataclass(frozen=True, eq=False)
class Measured:
    """The neighbours after compression.

    ``dimensions`` are left, ``size`` bytes a vector. ``kept`` (things,) is how many of each thing's
    ``near`` true nearest are still found, ``recall`` their mean share, and ``correlation`` that of
    the compressed cosines with the true ones, 0 where all of either are the same.
    """

    dimensions: int
    size: float
    near: int
    kept: np.ndarray
    recall: float
    correlation: float


def measured(before: Truth, how: Compression) -> Measured:
    """Compress, and count the true neighbours that are still found."""
    few = kept(before.vectors, before.axes, how.reduce, how.dimensions)
    if how.reduce == PCA and how.store == BINARY:
        few = turned(few)
    scores = cosines(stored(few, how.store))
    things, count = before.right.shape
    found = top(scores, min(count * how.again, things - 1))
    if how.again > 1:
        best = top(np.take_along_axis(before.cosines, found, axis=1), count)
        found = np.take_along_axis(found, best, axis=1)
    both = (before.right[:, :, None] == found[:, None, :]).any(axis=2).sum(axis=1)
    pairs = np.triu_indices(things, 1)
    true, now = before.cosines[pairs], scores[pairs]
    varied = np.ptp(true) > 0 and np.ptp(now) > 0
    return Measured(
        dimensions=few.shape[1],
        size=bytes_each(few.shape[1], how.store),
        near=count,
        kept=both,
        recall=float(both.mean() / count),
        correlation=float(np.corrcoef(true, now)[0, 1]) if varied else 0.0,
    )


@dataclass(frozen=True, eq=False)
class Drawn:
    """The recall of the first dimensions, and of as many random ones in each draw, (DRAWS,)."""

    first: float
    recalls: np.ndarray

    @property
    def below(self) -> float:
        """The share of draws that the first dimensions beat; a tie counts as a half."""
        return float((self.recalls < self.first).mean() + (self.recalls == self.first).mean() / 2)


def drawn(before: Truth, dimensions: int) -> Drawn:
    """The recall of the first dimensions and of as many random ones, in float32."""
    draws = np.random.default_rng(0)
    width = before.vectors.shape[1]
    found = [
        _recall(before, draws.choice(width, min(dimensions or width, width), replace=False))
        for _ in range(DRAWS)
    ]
    return Drawn(_recall(before, np.arange(min(dimensions or width, width))), np.array(found))


def _recall(before: Truth, columns: np.ndarray) -> float:
    """The share of true neighbours that these dimensions alone find."""
    found = top(cosines(before.vectors[:, columns]), before.right.shape[1])
    return float((before.right[:, :, None] == found[:, None, :]).any(axis=2).mean())


def angle_error(before: Truth, how: Compression) -> float:
    """The difference between the share of bits in which two vectors differ and their angle divided
    by π: its mean size over all pairs."""
    few = kept(before.vectors, before.axes, how.reduce, how.dimensions)
    signs = stored(turned(few) if how.reduce == PCA else few, BINARY)
    pairs = np.triu_indices(len(signs), 1)
    differ = (1 - (signs @ signs.T)[pairs] / signs.shape[1]) / 2
    return float(np.abs(differ - np.arccos(np.clip(before.cosines[pairs], -1, 1)) / np.pi).mean())


Curves = Mapping[tuple[str, str], tuple[np.ndarray, np.ndarray]]


def curves(before: Truth, again: int) -> Curves:
    """Bytes a vector and recall, (M,) each, for every way to reduce and store, over all sizes."""
    found = {}
    sizes = [size for size in SIZES if size < before.vectors.shape[1]]
    for reduce in REDUCE:
        for store in STORE:
            points = {}
            for size in (*sizes, ALL):
                if size and size * BITS[store] < 8:
                    continue  # less than a byte, which is what it takes
                one = measured(before, Compression(reduce, size, store, again))
                points[one.dimensions] = one.size, one.recall
            found[reduce, store] = tuple(np.array([*points.values()], np.float32).T)
    return found
