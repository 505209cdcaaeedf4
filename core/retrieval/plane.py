"""A map of vectors by principal component analysis, which places a question exactly.

It needs numpy alone, since the page's first picture shows it and waits for no other library.

Left out: maps that bend, such as UMAP; they keep neighbours better, but a new point has no exact
place on them.

Reference: Pearson 1901, "On Lines and Planes of Closest Fit to Systems of Points in Space".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Plane:
    """``mean`` is float64 (dimensions,), ``axes`` (dimensions, 2) of length 1 each; ``points``
    (things, 2) are where the things are, and ``share`` is how much of their variance that keeps.
    """

    mean: np.ndarray
    axes: np.ndarray
    points: np.ndarray
    share: float

    @classmethod
    def of(cls, vectors: np.ndarray) -> Plane:
        """The plane of float32 (things, dimensions), from the eigenvectors of their covariance."""
        mean = vectors.mean(0, dtype=np.float64)
        centred = vectors - mean
        variances, directions = np.linalg.eigh(centred.T @ centred)
        axes = directions[:, ::-1][:, :2]
        # An eigenvector has no sign of its own: its largest part is made positive.
        largest = axes[np.abs(axes).argmax(0), [0, 1]]
        axes = axes * np.where(largest < 0, -1, 1)
        whole = variances.sum()
        share = float(variances[-2:].sum() / whole) if whole > 0 else 0.0
        return cls(mean, axes, centred @ axes, share)

    def place(self, vector: np.ndarray) -> np.ndarray:
        """Where another vector, (dimensions,), lies: (2,)."""
        return (vector - self.mean) @ self.axes
