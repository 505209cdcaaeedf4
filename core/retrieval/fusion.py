"""Two operations on rankings: fusing several of them, and diversifying the first results.

Left out: learnt fusion, and rerankers that read question and chunk together.

References: Cormack, Clarke & Büttcher 2009, "Reciprocal Rank Fusion outperforms Condorcet and
individual Rank Learning Methods"; Carbonell & Goldstein 1998, "The Use of MMR, Diversity-Based
Reranking for Reordering Documents and Producing Summaries".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RRF_K = 60  # as in the paper: the first place is worth 1/61, the tenth 1/70


def ranks(scores: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Places from 1, int64 (chunks,), best score first; 0 where ``found`` (chunks,) is false.

    Among equals the earlier chunk is first.
    """
    order = np.argsort(-scores, kind="stable")
    order = order[found[order]]
    places = np.zeros(len(scores), np.int64)
    places[order] = np.arange(1, len(order) + 1)
    return places


def reciprocal_rank_fusion(rankings: Sequence[np.ndarray], k: int = RRF_K) -> np.ndarray:
    """The sum of 1 / (k + rank) over rankings of int64 (chunks,); a 0 there adds nothing."""
    worth = (np.where(places > 0, 1 / (k + places), 0.0) for places in rankings)
    return sum(worth, start=np.zeros(len(rankings[0])))


def mmr(relevance: np.ndarray, vectors: np.ndarray, weight: float, most: int) -> list[int]:
    """Maximal marginal relevance: which of the candidates to take, in this order, up to ``most``.

    ``relevance`` is (candidates,), ``vectors`` (candidates, dimensions) of length 1. Each time the
    one with the largest ``weight`` x relevance - (1 - ``weight``) x its largest cosine with
    what is chosen already.
    """
    alike = vectors @ vectors.T
    chosen: list[int] = []
    nearest = np.zeros(len(relevance))
    left = np.ones(len(relevance), bool)
    while left.any() and len(chosen) < most:
        worth = np.where(left, weight * relevance - (1 - weight) * nearest, -np.inf)
        best = int(worth.argmax())
        chosen.append(best)
        left[best] = False
        nearest = alike[:, best] if len(chosen) == 1 else np.maximum(nearest, alike[:, best])
    return chosen
