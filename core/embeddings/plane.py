"""A map of vectors that keeps still: two principal components, turned onto the map before.

Principal components may flip or swap from one step of training to the next; turning and mirroring
changes no distance, so the map is laid onto the last one as well as that can do (Procrustes).

Left out: t-SNE and UMAP, which are not linear; scaling and shifting onto the map before.

References: Pearson 1901; Schönemann 1966, "A generalized solution of the orthogonal Procrustes
problem".
"""

from __future__ import annotations

import numpy as np


def plane(vectors: np.ndarray, before: np.ndarray | None = None) -> np.ndarray:
    """The vectors' two principal components (things, 2) float32, laid onto ``before``."""
    centred = vectors - vectors.mean(axis=0)
    # The covariance is small where there are more things than dimensions.
    _, directions = np.linalg.eigh(centred.T @ centred)
    flat = centred @ directions[:, :-3:-1]
    return (flat if before is None else flat @ turn(flat, before)).astype(np.float32)


def turn(places: np.ndarray, onto: np.ndarray) -> np.ndarray:
    """The rotation or reflection (2, 2) that brings places (things, 2) nearest to others."""
    left, _, right = np.linalg.svd(places.T @ onto)
    return left @ right
