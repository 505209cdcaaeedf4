"""How far generated points are from real ones, compared with a perfect sampler.

Two finite samples of the same distribution differ by some distance, so no generator reaches zero.
``floor`` measures it at a sample size, by the distances of new real samples.

Left out: distances on learnt features (FID), which need a network that knows the data.

References: Rabin et al. 2012 and Bonneel et al. 2015 (sliced Wasserstein distance); Gretton et al.
2012 (maximum mean discrepancy); Metz et al. 2017 and Lin et al. 2018 (modes covered, good
samples: within 3 standard deviations of a mode).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.cache import shared
from core.gans.distributions import Distribution
from core.nn.random_streams import generator

SAMPLE = 500  # points of each side of a comparison
SOME = SAMPLE // 2  # of them, for the discrepancy: plenty, and a quarter of the work
DIRECTIONS = 32
WIDTHS = (0.25, 0.5, 1.0, 2.0)  # of the kernels of the discrepancy
REPEATS = 99  # fresh real samples behind a floor
HIGH = 95  # rank of its high value among them: a new sample exceeds it in 1 of 20 cases
GOOD = 3.0  # standard deviations from a mode


@dataclass(frozen=True)
class Floor:
    """The values of a perfect sampler: the mean over new real samples, and what 19 in 20 of them
    do not exceed."""

    wasserstein: float
    wasserstein_high: float
    mmd: float
    mmd_high: float
    good: float


@dataclass(frozen=True, eq=False)
class Coverage:
    """``good`` is the share of points near a mode; ``counts`` (K,) how many good ones each got.

    As in the literature, one good point is enough for a mode to count as covered.
    """

    good: float
    counts: np.ndarray

    @property
    def covered(self) -> int:
        """The number of modes with a good point."""
        return int((self.counts > 0).sum())

    @property
    def several(self) -> bool:
        """Whether there is more than one mode, so that some can be missing."""
        return len(self.counts) > 1


def sliced_wasserstein(one: Tensor, other: Tensor, directions: Tensor) -> float:
    """The mean distance that points (N, d) have to be moved, over ``directions`` (d, D).

    Along one direction the best plan is to pair both samples in their order. Both need the same N.
    """
    return (ordered(one, directions) - ordered(other, directions)).abs().mean().item()


def ordered(points: Tensor, directions: Tensor) -> Tensor:
    """How far points (N, d) lie along each direction (d, D), in order: (D, N)."""
    return (directions.T @ points.T).sort(dim=1).values


def directions(width: int, count: int = DIRECTIONS) -> Tensor:
    """Unit vectors (width, count): evenly turned in the plane, drawn in more dimensions."""
    if width == 2:
        angle = torch.arange(count) * torch.pi / count
        return torch.stack([angle.cos(), angle.sin()])
    drawn = torch.randn(width, count, generator=generator(0, "directions"))
    return drawn / drawn.norm(dim=0)


def earth_mover(one: Tensor, other: Tensor) -> float:
    """The exact Wasserstein distance of points (N, d): the mean distance in the best pairing."""
    from scipy.optimize import linear_sum_assignment  # slow to load, and for one loss alone

    ways = torch.cdist(one, other).nan_to_num(posinf=torch.finfo(one.dtype).max).numpy()
    return float(ways[linear_sum_assignment(ways)].mean())


def mmd(one: Tensor, other: Tensor, widths: tuple[float, ...] = WIDTHS) -> float:
    """The squared maximum mean discrepancy, unbiased: about 0 for equals, either sign."""
    within = within_one(one, widths) + within_one(other, widths)
    return within - 2 * similarity(torch.cdist(one, other), widths)


def within_one(points: Tensor, widths: tuple[float, ...] = WIDTHS) -> float:
    """The mean similarity of all pairs of different points (N, d)."""
    return similarity(torch.pdist(points), widths)


def similarity(distances: Tensor, widths: tuple[float, ...] = WIDTHS) -> float:
    """The mean over all ``distances`` and ``widths`` of a bell: 1 for none, 0 for far."""
    squared = distances.square()
    return sum((squared * (-0.5 / width**2)).exp_().mean().item() for width in widths) / len(widths)


def coverage(points: np.ndarray, distribution: Distribution) -> Coverage | None:
    """Which modes points (N, 2) are at; None where the distribution has none to count."""
    if not distribution.modes:
        return None
    far = np.linalg.norm(points[:, None] - distribution.centres[None], axis=2)  # (N, K)
    good = far.min(axis=1) <= GOOD * distribution.spread
    counts = np.bincount(far.argmin(axis=1)[good], minlength=len(distribution.centres))
    return Coverage(float(good.mean()), counts)


class Evaluator:
    """Compares generated points with one real sample that is the same for every run."""

    def __init__(self, distribution: Distribution) -> None:
        self.distribution = distribution
        self.real = distribution.sample(SAMPLE, generator(0, "judge"))
        self._directions = directions(2)
        # Compute once what depends only on the real sample.
        self._ordered = ordered(self.real, self._directions)
        self._some = self.real[:SOME]
        self._within = within_one(self._some)

    def distances(self, fake: Tensor) -> tuple[float, float]:
        """Sliced Wasserstein distance and discrepancy of ``SAMPLE`` generated points (N, 2)."""
        wasserstein = (ordered(fake, self._directions) - self._ordered).abs().mean().item()
        some = fake[:SOME]
        between = similarity(torch.cdist(some, self._some))
        return wasserstein, self._within + within_one(some) - 2 * between

    def floor(self) -> Floor:
        """The measures of new real samples in place of generated ones."""
        rng = generator(0, "floor")
        readings, good = [], []
        for _ in range(REPEATS):
            fresh = self.distribution.sample(SAMPLE, rng)
            readings.append(self.distances(fresh))
            found = coverage(fresh.numpy(), self.distribution)
            good.append(found.good if found else np.nan)
        # A new sample is equally likely to fall into any of the gaps between those in order.
        means, highs = np.mean(readings, axis=0), np.sort(readings, axis=0)[HIGH - 1]
        return Floor(*map(float, (means[0], highs[0], means[1], highs[1], np.mean(good))))


@shared
def evaluator_for(distribution: Distribution) -> tuple[Evaluator, Floor]:
    """The evaluator and the floor of a distribution, made once."""
    evaluator = Evaluator(distribution)
    return evaluator, evaluator.floor()
