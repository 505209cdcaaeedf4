"""How well the best possible classifier does on a toy set, whose densities are known.

Noise lets classes overlap. Where they do, no classifier is always right: the best one names the
class that is densest at a point (the Bayes classifier), and its accuracy is the integral of that
class's share of the density. A network that has learnt less of its training data than that
underfits; one that has learnt more of it has learnt noise.

The clean points of a class come from its maker, binned over the plane; the noise blurs them with
a normal density, exactly, by its Fourier transform.

Left out: real and uploaded data, whose densities nobody knows.

Reference: Hastie, Tibshirani & Friedman 2009, "The Elements of Statistical Learning", 2.4.
"""

from __future__ import annotations

import numpy as np

from core.data.datasets import TOY

SAMPLES = 60_000  # clean points: the accuracy is then right to about 0.1 percentage points
EDGE = 8.0  # beyond it lies next to nothing, even of the widest cloud
BINS = 320


def best_possible(name: str, noise: float) -> float | None:
    """The best score on new points of the toy set ``name``: an accuracy, or R² of a regression.

    None for a set whose densities are not known.
    """
    if name not in TOY:
        return None
    toy = TOY[name]
    if not toy.classes:
        # Heights of variance v get noise of variance noise² · v, which nothing predicts.
        return 1 / (1 + noise**2)
    points, y = toy.maker(SAMPLES, np.random.default_rng(0))
    densities = [_blurred(points[y == k], toy.scatter(noise)) for k in range(toy.classes)]
    # All classes are equally frequent. Rounding of the transform leaves tiny negative densities.
    return float(min(np.max(densities, axis=0).clip(0).sum() / toy.classes, 1.0))


def _blurred(points: np.ndarray, scatter: float) -> np.ndarray:
    """The share of a class in each bin (BINS, BINS), once its points (N, 2) have scattered."""
    edges = np.linspace(-EDGE, EDGE, BINS + 1)
    counts, _, _ = np.histogram2d(points[:, 0], points[:, 1], bins=[edges, edges])
    frequency = 2 * np.pi * np.fft.fftfreq(BINS, d=2 * EDGE / BINS)
    blur = np.exp(-((scatter * frequency) ** 2) / 2)
    spectrum = np.fft.fft2(counts / len(points)) * blur[:, None] * blur
    return np.fft.ifft2(spectrum).real
