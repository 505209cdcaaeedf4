"""Recall: how often a right item is among the first k.

Left out: precision and ranks beyond k.

Reference: Manning, Raghavan & Schütze 2008, "Introduction to information retrieval", chapter 8.
"""

from __future__ import annotations

import numpy as np

from core.embeddings.space import unit


def top(scores: np.ndarray, k: int) -> np.ndarray:
    """The places of the k highest scores in each row, best first: (rows, k); ties in order."""
    k = min(k, scores.shape[1])
    if 8 * k < scores.shape[1]:
        best = np.sort(np.argpartition(-scores, k - 1, axis=1)[:, :k], axis=1)
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        return np.take_along_axis(best, order, axis=1)
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


def recall_at(scores: np.ndarray, right: np.ndarray, k: int) -> float:
    """The share of queries that have at least one right thing among their k best.

    ``scores`` and ``right`` are (queries, things); a query for which nothing is right is left out.
    """
    counted = right.any(axis=1)
    found = np.logical_or.reduce(np.take_along_axis(right, top(scores, k), axis=1), axis=1)
    return float(found[counted].mean())


def by_chance(right: np.ndarray, k: int) -> float:
    """What ``recall_at`` expects of things in random order."""
    things = right.shape[1]
    counts = right.sum(axis=1)
    counts = counts[counts > 0]
    # None of the first k is right: a product over places, each drawn from what is left.
    missed = np.ones(len(counts))
    for place in range(min(k, things)):
        missed *= np.clip(things - counts - place, 0, None) / (things - place)
    return float(1 - missed.mean())


def same_group(vectors: np.ndarray, groups: tuple[str, ...], k: int = 5) -> float:
    """The share of each thing's k nearest others, by cosine, that are of its own group."""
    scores = unit(vectors) @ unit(vectors).T
    np.fill_diagonal(scores, -np.inf)
    names = np.array(groups)
    return float((names[top(scores, k)] == names[:, None]).mean())


def same_group_by_chance(groups: tuple[str, ...]) -> float:
    """What ``same_group`` expects of neighbours drawn at random."""
    _, counts = np.unique(np.array(groups), return_counts=True)
    return float((counts * (counts - 1)).sum() / (len(groups) * (len(groups) - 1)))
