"""The nearest items by three measures, and why these differ.

    cosine: the angle between two vectors; their lengths do not count
    dot product: the cosine times both lengths; long vectors are near to all others
    Euclidean distance: the gap between their ends

Where all lengths are the same, the three give the same order: |a - b|² = |a|² + |b|² - 2 a·b.

Left out: search at size, approximate search (core/retrieval).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.embeddings.space import unit

COSINE, EUCLID, DOT = "cosine", "Euclid", "dot product"
MEASURES = (COSINE, EUCLID, DOT)
ALIKE = 1e-3  # lengths that differ by a smaller share than this count as the same


@dataclass(frozen=True, eq=False)
class Found:
    """The nearest things by one measure: ``rows`` (k,) into the vectors, nearest first, and their
    ``values`` (k,) by that measure."""

    measure: str
    rows: np.ndarray
    values: np.ndarray


def values(vectors: np.ndarray, query: np.ndarray, measure: str) -> np.ndarray:
    """Each of the vectors (things, dimensions) against a query (dimensions,), float32 (things,).

    Raises ``ValueError`` for a measure that is none of ``MEASURES``.
    """
    if measure == COSINE:
        return unit(vectors) @ unit(query)
    if measure == DOT:
        return vectors @ query
    if measure == EUCLID:
        return np.linalg.norm(vectors - query, axis=1)
    raise ValueError(f"{measure} is none of {', '.join(MEASURES)}.")


def neighbours(
    vectors: np.ndarray, query: np.ndarray, k: int, *, without: int | None = None
) -> tuple[Found, ...]:
    """The ``k`` nearest of the vectors to a query (dimensions,) by each measure.

    ``without`` is a row that is left out: the query itself.
    """
    found = []
    for measure in MEASURES:
        all_values = values(vectors, query, measure)
        order = np.argsort(all_values if measure == EUCLID else -all_values, kind="stable")
        rows = order[order != without][:k]
        found.append(Found(measure, rows, all_values[rows]))
    return tuple(found)


def nearest(vectors: np.ndarray, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and cosines, (queries, k) each, of the ``k`` nearest by cosine, nearest first."""
    cosines = unit(queries) @ unit(vectors).T
    rows = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return rows, np.take_along_axis(cosines, rows, axis=1)


def lengths(vectors: np.ndarray) -> np.ndarray:
    """The length of each vector, (things,)."""
    return np.linalg.norm(vectors, axis=1)


def same_length(lengths: np.ndarray) -> bool:
    """Whether these lengths (things,) differ by at most ``ALIKE`` of the largest."""
    return bool(np.ptp(lengths) <= ALIKE * lengths.max())


def similarity(vectors: np.ndarray) -> np.ndarray:
    """The cosine of each with each, (things, things)."""
    ones = unit(vectors)
    return ones @ ones.T
