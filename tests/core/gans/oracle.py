"""What a game's numbers are by NumPy, SciPy and torch's own losses, beside the app's own code."""

from __future__ import annotations

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from torch import Tensor
from torch.nn import functional

from core.gans.distributions import Distribution
from core.gans.play import Run


def fresh_points(run: Run, rng: torch.Generator) -> Tensor:
    """The 500 points that a measurement with these draws generates."""
    with torch.no_grad():
        return run.game.shown(run.game.noise(500, rng))


def sliced(one: np.ndarray, other: np.ndarray) -> float:
    """The sliced Wasserstein distance over 32 even directions."""
    angles = np.arange(32) * np.pi / 32
    ways = np.stack([np.cos(angles), np.sin(angles)])
    apart = np.sort(one @ ways, axis=0) - np.sort(other @ ways, axis=0)
    return float(np.abs(apart).mean())


def discrepancy(one: np.ndarray, other: np.ndarray) -> float:
    """The squared MMD of the first 250 of each, with four gaussian kernels, unbiased."""
    one, other = one[:250], other[:250]

    def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        squared = cdist(a, b, "sqeuclidean")
        return sum(np.exp(-squared / (2 * width**2)) for width in (0.25, 0.5, 1, 2)) / 4

    def within(a: np.ndarray) -> float:
        count = len(a)
        return (kernel(a, a).sum() - count) / (count * (count - 1))

    return float(within(one) + within(other) - 2 * kernel(one, other).mean())


def exact(one: np.ndarray, other: np.ndarray) -> float:
    ways = cdist(one, other)
    return float(ways[linear_sum_assignment(ways)].mean())


def near_modes(points: np.ndarray, data: Distribution) -> tuple[int, float]:
    """How many modes have a point within 3 standard deviations, and what share is that near."""
    ways = cdist(points, data.centres)
    good = ways.min(axis=1) <= 3 * data.spread
    return len(set(ways.argmin(axis=1)[good])), float(good.mean())


def outputs(run: Run, *batches: Tensor) -> list[Tensor]:
    """D's raw outputs, each batch with its own statistics and none of them a training pass."""
    run.game.discriminator.eval()
    with torch.no_grad():
        raw = [run.game.discriminate(batch)[0] for batch in batches]
    run.game.discriminator.train()
    return raw


def generator_loss(loss: str, raw: Tensor) -> Tensor:
    ones = torch.ones_like(raw)
    match loss:
        case "minimax":
            return -functional.binary_cross_entropy_with_logits(raw, 1 - ones)
        case "non-saturating":
            return functional.binary_cross_entropy_with_logits(raw, ones)
        case "least squares":
            return functional.mse_loss(raw, ones) / 2
        case _:
            return -raw.mean()


def discriminator_loss(loss: str, real: Tensor, fake: Tensor, label: float) -> Tensor:
    match loss:
        case "minimax" | "non-saturating":
            entropy = functional.binary_cross_entropy_with_logits
            return entropy(real, torch.full_like(real, label)) + entropy(
                fake, torch.zeros_like(fake)
            )
        case "least squares":
            squared = functional.mse_loss
            return (
                squared(real, torch.full_like(real, label)) + squared(fake, torch.zeros_like(fake))
            ) / 2
        case "hinge":
            return functional.relu(1 - real).mean() + functional.relu(1 + fake).mean()
        case _:
            return fake.mean() - real.mean()


def slopes(run: Run, points: Tensor) -> Tensor:
    """The length of the gradient of G's loss of each single point, (N,)."""
    places = points.detach().clone().requires_grad_()
    run.game.discriminator.eval()
    loss = len(points) * generator_loss(run.settings.loss, run.game.discriminate(places)[0])
    (slope,) = torch.autograd.grad(loss, places)
    run.game.discriminator.train()
    return slope.norm(dim=1)
