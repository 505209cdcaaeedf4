"""How far to trust a map: which neighbours on it are true neighbours, and the reverse.

    trustworthiness: 1 without false neighbours; each costs by how far away it is in truth
    continuity: 1 without lost neighbours; each costs by how far away it is on the map
    kept: for each thing, the share of its true neighbours that are its neighbours on the map

Left out: how well large distances are kept, which t-SNE and UMAP do not try.

References: Venna & Kaski 2001, "Neighborhood preservation in nonlinear projection methods" (both
measures); the first is scikit-learn's ``trustworthiness``, which a test holds beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.embeddings.space import unit


@dataclass(frozen=True, eq=False)
class Faithfulness:
    """Of a map with ``k`` neighbours; ``kept`` is float32 (things,), from 0 to 1.

    ``chance`` is what ``kept`` would be on average if the map were shuffled.
    """

    k: int
    trustworthiness: float
    continuity: float
    kept: np.ndarray
    chance: float


def faithfulness(vectors: np.ndarray, points: np.ndarray, k: int = 10) -> Faithfulness:
    """Of places (things, 2 or 3) for vectors (things, dimensions), near in truth by cosine.

    ``k`` is at most what half of the things allow; scikit-learn needs as many.
    """
    k = max(1, min(k, (len(vectors) - 1) // 2))
    # Of vectors at length 1, Euclid's order is the cosine's.
    true, seen = _ranks(unit(vectors)), _ranks(points)
    near_truly, near_here = true <= k, seen <= k
    np.fill_diagonal(near_truly, val=False)
    np.fill_diagonal(near_here, val=False)
    things = len(vectors)
    worst = things * k * (2 * things - 3 * k - 1) / 2
    strangers = ((true - k) * (near_here & ~near_truly)).sum()
    torn = ((seen - k) * (near_truly & ~near_here)).sum()
    kept = (near_truly & near_here).sum(axis=1) / k
    return Faithfulness(
        k,
        1 - float(strangers) / worst,
        1 - float(torn) / worst,
        kept.astype(np.float32),
        k / (things - 1),
    )


def _ranks(places: np.ndarray) -> np.ndarray:
    """Row i says how near each thing is to thing i: 0 itself, 1 the nearest, (things, things)."""
    squares = (places.astype(np.float64) ** 2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * places.astype(np.float64) @ places.T
    np.fill_diagonal(distances, -np.inf)
    order = np.argsort(distances, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(places))[None, :], axis=1)
    return ranks
