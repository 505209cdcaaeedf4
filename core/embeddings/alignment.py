"""Turns maps onto one another, so that a point stays where the learner last saw it.

Left out: stretching or bending one map onto another, which would change what it says.

Reference: Schönemann 1966, "A generalized solution of the orthogonal Procrustes problem".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Alignment:
    """Moves points (..., dimensions) by ``- centre``, then ``* scale``, then ``@ turn``."""

    centre: np.ndarray
    scale: float
    turn: np.ndarray

    def __call__(self, points: np.ndarray) -> np.ndarray:
        return ((points - self.centre) * self.scale @ self.turn).astype(np.float32)


def normalised(points: np.ndarray) -> Alignment:
    """What centres points (things, dimensions) and gives them a root mean square of 1."""
    centre = points.mean(axis=0)
    size = float(np.sqrt(((points - centre) ** 2).sum(axis=1).mean()))
    return Alignment(centre, 1 / size if size > 0 else 1.0, np.eye(points.shape[1]))


def aligned(points: np.ndarray, onto: np.ndarray) -> Alignment:
    """The same, and turned or mirrored to be as near as can be to ``onto``, of the same shape."""
    from scipy.linalg import orthogonal_procrustes

    begin = normalised(points)
    turn, _ = orthogonal_procrustes(begin(points).astype(float), normalised(onto)(onto))
    return Alignment(begin.centre, begin.scale, turn)
