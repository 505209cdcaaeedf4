"""A stable map of vectors in training: their principal plane, found from the last one.

Where the variances are alike, the two principal components of one step may be flipped, turned or
swapped at the next, and the whole map would jump. So a step of orthogonal iteration moves the last
plane towards the principal one, and its axes are the orthonormal ones nearest to the last axes
(Procrustes).

Left out: t-SNE and UMAP, which are not linear.

References: Golub & Van Loan 2013, "Matrix computations", 8.2.4 (orthogonal iteration); Schönemann
1966, "A generalized solution of the orthogonal Procrustes problem".
"""

from __future__ import annotations

import numpy as np


def axes(vectors: np.ndarray, before: np.ndarray | None = None) -> np.ndarray:
    """Two orthonormal directions (dimensions, 2) to look at vectors (things, dimensions) along.

    Without ``before`` they are the principal ones; otherwise nearer to them than ``before``.
    """
    centred = vectors - vectors.mean(axis=0)
    spread = centred.T @ centred
    if before is None:
        return np.linalg.eigh(spread)[1][:, :-3:-1]
    # The product is longest where the spread is; these are the orthonormal axes nearest to it.
    left, _, right = np.linalg.svd(spread @ before, full_matrices=False)
    return left @ right


def seen_along(vectors: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """The places of vectors on the map, around its middle: float32 (things, 2)."""
    return ((vectors - vectors.mean(axis=0)) @ directions).astype(np.float32)
