"""Distances and coverage: known values, and the floor that a perfect sampler reads."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import wasserstein_distance

from core.gans.distributions import distribution
from core.gans.evaluate import (
    SAMPLE,
    coverage,
    directions,
    evaluator_for,
    mmd,
    sliced_wasserstein,
)

RING = distribution("ring of 8", 0.1)


def stream(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_along_one_direction_it_is_scipys_distance() -> None:
    one, other = torch.randn(200, 2, generator=stream()), torch.rand(200, 2, generator=stream(1))
    across = torch.tensor([[1.0], [0.0]])
    wanted = wasserstein_distance(one[:, 0].numpy(), other[:, 0].numpy())
    assert sliced_wasserstein(one, other, across) == pytest.approx(wanted, rel=1e-5)


def test_a_shift_is_its_length_times_the_mean_cosine() -> None:
    points = torch.randn(300, 2, generator=stream())
    moved = points + torch.tensor([3.0, 4.0])
    wanted = 5 * 2 / np.pi  # the mean of |cos| over all directions
    assert sliced_wasserstein(points, moved, directions(2, 200)) == pytest.approx(wanted, rel=1e-3)


def test_directions_have_length_one() -> None:
    for width in (2, 64):
        torch.testing.assert_close(directions(width).norm(dim=0), torch.ones(32))


def test_the_discrepancy_is_the_sum_over_pairs() -> None:
    one, other = torch.randn(7, 2, generator=stream()), torch.randn(5, 2, generator=stream(1))

    def kernel(x: torch.Tensor, y: torch.Tensor) -> float:
        return float(torch.exp(-(x - y).square().sum() / (2 * 0.5**2)))

    within = [
        np.mean(
            [kernel(x, y) for i, x in enumerate(points) for j, y in enumerate(points) if i != j]
        )
        for points in (one, other)
    ]
    between = np.mean([kernel(x, y) for x in one for y in other])
    found = mmd(one, other, widths=(0.5,))
    assert found == pytest.approx(sum(within) - 2 * between, abs=1e-5)


def test_a_perfect_sampler_reads_the_floor_and_a_collapsed_one_far_above() -> None:
    evaluator, floor = evaluator_for(RING)
    perfect = evaluator.distances(RING.sample(SAMPLE, stream(77)))
    assert perfect[0] < 1.5 * floor.wasserstein_high
    assert perfect[1] < 3 * floor.mmd_high
    one_mode = torch.tensor(RING.centres[:1]) + 0.1 * torch.randn(SAMPLE, 2, generator=stream())
    collapsed = evaluator.distances(one_mode)
    assert collapsed[0] > 10 * floor.wasserstein_high
    assert collapsed[1] > 50 * floor.mmd_high
    half = RING.sample(4 * SAMPLE, stream(5))
    half = half[half[:, 0] > 0][:SAMPLE]
    assert floor.wasserstein_high < evaluator.distances(half)[0] < collapsed[0]


def test_the_floor_is_not_zero_and_falls_with_more_points() -> None:
    rng = stream()
    readings = [
        np.mean(
            [
                sliced_wasserstein(RING.sample(n, rng), RING.sample(n, rng), directions(2))
                for _ in range(10)
            ]
        )
        for n in (50, 500, 5000)
    ]
    assert readings[0] > 2 * readings[1] > 4 * readings[2] > 0


def test_modes_and_good_points_are_counted_within_three_standard_deviations() -> None:
    centres = RING.centres
    beside = centres[:1] + np.array([[0.29, 0], [0.31, 0]])
    at = np.concatenate([centres[:3], beside, [[0, 0]]])
    found = coverage(at, RING)
    assert list(found.counts) == [2, 1, 1, 0, 0, 0, 0, 0]
    assert found.covered == 3
    assert found.good == pytest.approx(4 / 6)
    assert coverage(at, distribution("spiral", 0.1)) is None
    # Of a two-dimensional gaussian, 1 - exp(-9/2) lies within three standard deviations.
    assert evaluator_for(RING)[1].good == pytest.approx(1 - np.exp(-4.5), abs=0.004)
