"""Any number of vectors, from a distribution like that of a few hundred real ones.

    >>> mixture = fit(handbook_vectors(), dimensions=64)
    >>> mixture.draw(1000, np.random.default_rng(0)).shape
    (1000, 64)

A hundred thousand sentences would take the encoder an hour. So the real vectors are turned to the
directions in which they differ most, and each new one is a real one, chosen at random, with noise
around it: a smoothed bootstrap. Crowded places stay crowded and empty ones empty, which is what
makes the search easy or hard. What is lost is the finest detail: no two sentences say the same.

References: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", section 16.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.embeddings.space import unit
from core.retrieval.encode import shipped, shipped_library
from core.retrieval.settings import Chunking

# A share of the real vectors' own spread. With it, in 64 directions, a vector's nearest neighbour
# among as many is as near as among the real ones.
NOISE = 0.8


@dataclass(frozen=True, eq=False)
class Mixture:
    """``centres`` float32 (real ones, dimensions), and their ``spread`` (dimensions,)."""

    centres: np.ndarray
    spread: np.ndarray

    def draw(self, count: int, draws: np.random.Generator) -> np.ndarray:
        """New vectors, float32 (count, dimensions), each of length 1."""
        chosen = self.centres[draws.integers(len(self.centres), size=count)]
        noise = draws.standard_normal(chosen.shape, dtype=np.float32)
        return unit(chosen + NOISE * self.spread * noise)


def fit(vectors: np.ndarray, dimensions: int) -> Mixture:
    """The mixture of real ``vectors`` (real ones, D) in their ``dimensions`` principal directions.

    Raises ``ValueError`` for fewer vectors or fewer numbers in each than ``dimensions``.
    """
    if min(vectors.shape) < dimensions:
        raise ValueError(f"{dimensions} directions need as many vectors and as many numbers each.")
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    centres = (centred @ directions[:dimensions].T).astype(np.float32)
    return Mixture(centres, centres.std(axis=0))


def handbook_vectors() -> np.ndarray:
    """Vectors of the handbook's chunks and the labelled questions, float32 (texts, dimensions)."""
    return np.concatenate([shipped_library(Chunking()).vectors, shipped()["questions"]])
