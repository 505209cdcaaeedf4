import math
import random
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit
from scipy.stats import norm

from core.activations.curves import FLAT, LIMIT
from core.activations.preactivations import BINS, SAMPLE, bell, measure, output_range
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS

every_activation = pytest.mark.parametrize("name", ACTIVATIONS)
means = st.integers(-50, 50).map(lambda tenths: tenths / 10)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)
few = settings(max_examples=30)
spreads = st.integers(1, 100).map(lambda twentieths: twentieths / 20)


def landed(name, mean=0.0, spread=1.0, seed=0):
    return measure(name, bell(Settings(mean=mean, spread=spread, seed=seed)))


def expected(function, mean, spread):
    """The expectation over N(mean, spread²), by Gauss-Legendre on either side of the kink at 0."""
    low, high = mean - 12 * spread, mean + 12 * spread
    edges = sorted({low, min(max(0.0, low), high), high})
    total = 0.0
    for start, end in pairwise(edges):
        x = start + (end - start) * (NODES + 1) / 2
        density = np.exp(-(((x - mean) / spread) ** 2) / 2) / (spread * math.sqrt(2 * math.pi))
        total += (end - start) / 2 * np.sum(WEIGHTS * function(x) * density)
    return total


def output_of(name):
    return lambda x: ACTIVATIONS[name](torch.tensor(x)).numpy()


def test_relu_on_a_standard_normal_has_its_closed_form():
    seen = landed("ReLU")
    # Each slice holds one draw, so a share is off by one draw at most.
    assert seen.blocked == pytest.approx(0.5, abs=1 / SAMPLE)
    assert seen.silent == seen.blocked
    assert seen.saturated == 0
    assert seen.mean_slope == pytest.approx(0.5, abs=1 / SAMPLE)
    assert seen.mean == pytest.approx(1 / math.sqrt(2 * math.pi), abs=2e-4)
    assert seen.spread == pytest.approx(math.sqrt(0.5 - 0.5 / math.pi), abs=5e-4)


@every_activation
@few
@given(mean=means, spread=spreads)
def test_mean_and_spread_of_the_output_equal_the_integral(name, mean, spread):
    output, seen = output_of(name), landed(name, mean, spread)
    mean_output = expected(output, mean, spread)
    variance = expected(lambda x: (output(x) - mean_output) ** 2, mean, spread)
    # The draws of the two outermost slices are what is left of chance.
    assert seen.mean == pytest.approx(mean_output, abs=5e-4 * spread)
    assert seen.spread == pytest.approx(math.sqrt(variance), abs=5e-3 * spread)


@every_activation
@few
@given(mean=means, spread=spreads)
def test_mean_slope_equals_steins_lemma(name, mean, spread):
    # For a normal x: E f'(x) = E f(x) (x - mean) / spread², which knows nothing of derivatives.
    output, seen = output_of(name), landed(name, mean, spread)
    lemma = expected(lambda x: output(x) * (x - mean) / spread**2, mean, spread)
    # A slope goes up and down by less than 3 in all, and each unit of that is off by 1 / SAMPLE.
    assert seen.mean_slope == pytest.approx(lemma, abs=3 / SAMPLE)


# Where the slope falls below FLAT, on the left and on the right.
SLICE = {
    "ReLU": (0.0, math.inf),
    "leaky ReLU": (0.0, math.inf),
    "ELU": (math.log(FLAT), math.inf),
    "sigmoid": (logit((1 - math.sqrt(1 - 4 * FLAT)) / 2), logit((1 + math.sqrt(1 - 4 * FLAT)) / 2)),
    "tanh": (-math.acosh(1 / math.sqrt(FLAT)), math.acosh(1 / math.sqrt(FLAT))),
    "softplus": (logit(FLAT), math.inf),
    "softsign": (1 - 1 / math.sqrt(FLAT), 1 / math.sqrt(FLAT) - 1),
    "identity": (-math.inf, math.inf),
}


@pytest.mark.parametrize("name", SLICE)
@few
@given(mean=means, spread=spreads)
def test_the_share_that_responds_has_its_closed_form(name, mean, spread):
    left, right = SLICE[name]
    seen = landed(name, mean, spread)
    share = norm.cdf(right, mean, spread) - norm.cdf(left, mean, spread)
    assert seen.responds == pytest.approx(share, abs=2 / SAMPLE)
    quiet = seen.saturated if name in ("ELU", "sigmoid", "tanh", "softsign") else seen.silent
    assert seen.responds + quiet == pytest.approx(1)


@every_activation
@few
@given(mean=means, spread=spreads)
def test_shares_sum_to_one(name, mean, spread):
    seen = landed(name, mean, spread)
    assert seen.responds + seen.silent + seen.saturated == pytest.approx(1)
    assert seen.blocked <= seen.silent + seen.saturated + 1e-12
    for histogram in (seen.inputs, seen.outputs):
        assert histogram.share.sum() + histogram.below + histogram.above == pytest.approx(1)
        assert histogram.share.shape == (BINS,)
        assert histogram.edges.shape == (BINS + 1,)


@few
@given(mean=means, spread=spreads)
def test_the_input_histogram_is_the_normal_distribution(mean, spread):
    histogram = landed("identity", mean, spread).inputs
    cumulative = norm.cdf(histogram.edges, mean, spread)
    # An edge is off by one draw at most, a bin by that of its two edges.
    np.testing.assert_allclose(histogram.share, np.diff(cumulative), rtol=0, atol=2 / SAMPLE)
    assert histogram.below == pytest.approx(cumulative[0], abs=1 / SAMPLE)
    assert histogram.above == pytest.approx(1 - cumulative[-1], abs=1 / SAMPLE)


@every_activation
def test_histograms_keep_their_range(name):
    calm, wild = landed(name, -5, 0.05), landed(name, 5, 5)
    for axis in ("inputs", "outputs"):
        first, second = getattr(calm, axis).edges, getattr(wild, axis).edges
        assert np.array_equal(first, second)
    assert (calm.inputs.edges[0], calm.inputs.edges[-1]) == (-LIMIT, LIMIT)
    assert (calm.outputs.edges[0], calm.outputs.edges[-1]) == output_range(name)


def test_bounded_outputs_are_all_inside_their_histogram():
    for name in ("sigmoid", "tanh", "softsign"):
        seen = landed(name, 5, 5).outputs
        assert (seen.below, seen.above) == (0, 0)


def test_mean_and_spread_move_and_stretch_the_same_draws():
    standard = bell(Settings(seed=3))
    moved = bell(Settings(seed=3, mean=-2.0, spread=3.0))
    np.testing.assert_allclose(moved, -2 + 3 * standard, rtol=0, atol=1e-12)
    assert (np.diff(standard) >= 0).all()
    assert np.isfinite(standard).all()


def test_the_seed_decides_the_draws():
    assert np.array_equal(bell(Settings(seed=3)), bell(Settings(seed=3)))
    assert not np.array_equal(bell(Settings(seed=3)), bell(Settings(seed=4)))


def test_a_trained_layer_of_any_shape_and_precision_will_do():
    sums = torch.randn(50, 8, generator=torch.Generator().manual_seed(0))
    flat, square = measure("tanh", sums.flatten().numpy()), measure("tanh", sums.numpy())
    assert flat.mean == square.mean
    assert flat.mean == pytest.approx(float(sums.tanh().mean()), abs=1e-7)
    assert flat.mean_slope == pytest.approx(float((1 - sums.tanh() ** 2).mean()), abs=1e-7)


@pytest.mark.parametrize("wrong", [np.array([]), np.array([1.0, np.nan]), np.array([np.inf])])
def test_no_or_broken_pre_activations_are_refused_in_words(wrong):
    with pytest.raises(ValueError, match=r"pre-activations.*\.$"):
        measure("ReLU", wrong)


def test_constant_inputs_are_one_bar():
    seen = measure("sigmoid", np.full(10, 2.0))
    assert seen.inputs.share.max() == 1
    assert seen.outputs.share.max() == 1
    assert seen.spread == pytest.approx(0, abs=1e-15)


def test_no_global_random_number_is_used():
    torch_before, python_before = torch.get_rng_state(), random.getstate()
    landed("tanh")
    assert torch.equal(torch.get_rng_state(), torch_before)
    assert random.getstate() == python_before
