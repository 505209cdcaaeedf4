"""The best possible scores against closed forms, and against sums over the densities themselves."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import norm

from core.data.best_possible import best_possible
from core.data.datasets import TOY

CLASSED = [name for name, toy in TOY.items() if toy.classes]


@pytest.mark.parametrize("noise", [0.0, 0.2, 0.5])
def test_two_clouds_have_a_closed_form(noise):
    # The centres lie 3 √2 apart, with the border half-way.
    assert best_possible("two gaussians", noise) == pytest.approx(
        norm.cdf(1.5 * np.sqrt(2) / (0.4 + 2 * noise)), abs=1e-3
    )


def squares_sign(noise):
    """How often a coordinate, even over ±[0.3, 3], keeps its sign under the noise."""
    return norm.cdf(np.linspace(0.3, 3, 20_001) / noise).mean()


@pytest.mark.parametrize("noise", [0.1, 0.3, 0.5])
def test_squares_have_a_closed_form(noise):
    p = squares_sign(noise)
    assert best_possible("four quadrants", noise) == pytest.approx(p**2, abs=1.5e-3)
    assert best_possible("XOR", noise) == pytest.approx(p**2 + (1 - p) ** 2, abs=1.5e-3)


@pytest.mark.parametrize("name", CLASSED)
def test_the_densities_summed_point_by_point_do_as_well_on_new_points(name):
    toy, noise, rng = TOY[name], 0.4, np.random.default_rng(7)
    clean, known = toy.maker(3000, rng)
    new, true = toy(2000, noise, rng)
    weight = np.exp(-(cdist(new, clean) ** 2) / (2 * toy.scatter(noise) ** 2))
    density = np.stack([weight[:, known == k].mean(axis=1) for k in range(toy.classes)])
    right = (density.argmax(axis=0) == true).mean()
    best = best_possible(name, noise)
    assert right == pytest.approx(best, abs=3 * np.sqrt(best * (1 - best) / 2000))


@pytest.mark.parametrize("name", CLASSED)
def test_more_noise_leaves_less_to_know(name):
    scores = [best_possible(name, noise) for noise in (0.1, 0.3, 0.5)]
    assert scores == sorted(scores, reverse=True)
    assert 1 / TOY[name].classes < scores[-1] < scores[0] <= 1


@pytest.mark.parametrize("noise", [0.0, 0.3, 0.5])
@pytest.mark.parametrize("name", ["plane", "many gaussians"])
def test_the_true_heights_have_the_best_r2(name, noise):
    toy, rng = TOY[name], np.random.default_rng(1)
    _, noisy = toy(20_000, noise, rng)
    _, clean = toy.maker(20_000, np.random.default_rng(1))
    r2 = 1 - ((noisy - clean) ** 2).mean() / noisy.var()
    assert r2 == pytest.approx(best_possible(name, noise), abs=0.01)


def test_a_real_set_has_none():
    assert best_possible("wine", 0.2) is None
