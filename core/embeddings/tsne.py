"""t-SNE step by step, so that a learner can watch it from the start to the map.

Each item gets a bell curve wide enough to count ``perplexity`` neighbours. The curves give the
chances p that items pick one another. On the map, chances q follow from the distances by a curve
with heavier tails, 1 / (1 + d²). Gradient descent moves the points until q is like p, measured by
KL(p || q).

The library's version takes over for more than ``MOST`` things, in the same words; a test holds both
side by side.

Left out: trees that spare far pairs (Barnes-Hut), which pay from thousands of things on.

References: van der Maaten & Hinton 2008, "Visualizing data using t-SNE", algorithm 1 and section
3.4; learning rate after Belkina et al. 2019.
"""

from __future__ import annotations

import numpy as np

MOST = 400  # things, beyond which scikit-learn's is quicker
ITERATIONS, EARLY = 750, 250
EXAGGERATION = 12.0
MOMENTUM = (0.5, 0.8)  # early, and then
SMALL = 1e-12


def frames(
    vectors: np.ndarray, start: np.ndarray, *, perplexity: float, metric: str, pictures: int
) -> tuple[list[np.ndarray], list[int]]:
    """The map from ``start`` on, each (things, 2 or 3), and the iterations behind each.

    Of more than ``MOST`` things there is only the start and the end.
    """
    perplexity = min(perplexity, (len(vectors) - 1) / 3)
    begin = (start / max(float(start[:, 0].std()), SMALL) * 1e-4).astype(np.float32)
    if len(vectors) > MOST:
        return [start, _library(vectors, begin, perplexity, metric)], [0, ITERATIONS]
    from scipy.spatial.distance import cdist

    # SciPy knows the metric by another name. A vector of zeros has no direction, so it is taken to
    # be at right angles to all others.
    scipys = "cityblock" if metric == "manhattan" else metric
    distances = np.nan_to_num(cdist(vectors, vectors, scipys), nan=1.0) ** 2
    chances = joint_chances(distances, perplexity)
    kept = set(np.linspace(0, ITERATIONS, pictures).astype(int).tolist())
    return descend(chances, begin, kept)


def joint_chances(distances: np.ndarray, perplexity: float) -> np.ndarray:
    """p, (things, things), symmetric, sum 1, from squared distances (things, things).

    The width of each bell curve is found by halving: its entropy has to be log(perplexity).
    """
    things = len(distances)
    others = ~np.eye(things, dtype=bool)
    squared = distances / distances[others].mean() if distances.any() else distances
    precision = np.ones(things)
    low, high = np.zeros(things), np.full(things, np.inf)
    for _ in range(64):
        p = np.exp(-squared * precision[:, None]) * others
        total = np.maximum(p.sum(axis=1), SMALL)
        entropy = np.log(total) + precision * (squared * p).sum(axis=1) / total
        wide = entropy > np.log(perplexity)
        low, high = np.where(wide, precision, low), np.where(wide, high, precision)
        precision = np.where(np.isinf(high), 2 * low, (low + high) / 2)
    p /= total[:, None]
    return np.maximum((p + p.T) / (2 * things), SMALL)


def descend(
    chances: np.ndarray, start: np.ndarray, kept: set[int]
) -> tuple[list[np.ndarray], list[int]]:
    """Gradient descent with momentum and a gain for each coordinate; the maps at ``kept``."""
    points = start.astype(np.float32)
    p = chances.astype(np.float32)
    rate = max(len(points) / EXAGGERATION / 4, 50)
    moved, gains = np.zeros_like(points), np.ones_like(points)
    maps = []
    for step in range(ITERATIONS + 1):
        if step in kept:
            maps.append(points.copy())
        early = step < EARLY
        if step == EARLY:  # the library, too, begins anew once it no longer exaggerates
            moved, gains = np.zeros_like(points), np.ones_like(points)
        slope = gradient(p * EXAGGERATION if early else p, points)
        # Where a coordinate keeps its direction it may go faster, where it turns it slows down.
        gains = np.where(slope * moved < 0, gains + 0.2, np.maximum(gains * 0.8, 0.01))
        moved = MOMENTUM[not early] * moved - rate * gains * slope
        points = points + moved
    return maps, sorted(kept)


def gradient(p: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Of KL(p || q) in the places: 4 Σ_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|²)."""
    near = _nearness(points)
    q = near / near.sum()
    force = (p - q) * near
    return 4 * (force.sum(axis=1, keepdims=True) * points - force @ points)


def divergence(p: np.ndarray, points: np.ndarray) -> float:
    """KL(p || q): what t-SNE makes small."""
    near = _nearness(points)
    q = np.maximum(near / near.sum(), SMALL)
    off = ~np.eye(len(points), dtype=bool)
    return float((p[off] * np.log(p[off] / q[off])).sum())


def _nearness(points: np.ndarray) -> np.ndarray:
    """1 / (1 + d²) of each pair, and 0 of a thing with itself, (things, things)."""
    squares = (points**2).sum(axis=1)
    near = 1 / (1 + np.maximum(squares[:, None] + squares - 2 * points @ points.T, 0))
    np.fill_diagonal(near, 0)
    return near


def _library(vectors: np.ndarray, begin: np.ndarray, perplexity: float, metric: str) -> np.ndarray:
    from sklearn.manifold import TSNE

    if metric == "correlation":  # as a cosine, which the library also knows of vectors of zeros
        vectors, metric = vectors - vectors.mean(axis=1, keepdims=True), "cosine"
    reader = TSNE(
        begin.shape[1],
        perplexity=perplexity,
        init=begin,
        metric=metric,
        random_state=0,
        max_iter=ITERATIONS,
        n_jobs=1,
    )
    return reader.fit_transform(vectors)
