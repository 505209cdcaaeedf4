"""One batch at the start: autograd's own numbers, the theory beside them, and the extremes."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.gradients.at_initialisation import BINS, geometric_mean, norms, start
from core.gradients.data import task
from core.gradients.settings import NORMALISATIONS, Settings, fixed
from core.gradients.training import Run
from core.nn.activations import ACTIVATIONS
from core.nn.random_streams import generator
from tests.core.gradients_oracle import Plain

SMALL = Settings(depth=5, width=8, activation="tanh")
CASES = [
    *(replace(SMALL, activation=name) for name in ACTIVATIONS),
    *(replace(SMALL, normalisation=name, residual=True) for name in NORMALISATIONS),
    replace(SMALL, data="plane"),
    replace(SMALL, data="three blobs"),
]


def plainly(settings: Settings) -> tuple[list[torch.Tensor], list[torch.Tensor], float]:
    """Autograd's gradients by hidden outputs and by weights, on the page's first batch."""
    data = task(settings.data, settings.seed)
    x, y = data.batches(generator(settings.seed, "order"))[0]
    network = Plain(settings, data.inputs, data.outputs).double()
    output, hidden = network(x.double())
    if data.classes > 2:
        loss = F.cross_entropy(output, y)
    elif data.classes:
        loss = F.binary_cross_entropy_with_logits(output, y.double())
    else:
        loss = F.mse_loss(output, y.double())
    weights = [layer.weight for layer in network.layers[:-1]]
    gradients = torch.autograd.grad(loss, [*hidden, *weights])
    return gradients[: len(hidden)], gradients[len(hidden) :], loss.item()


@pytest.mark.parametrize("settings", CASES, ids=str)
def test_gradients_and_shrink_factors_are_autograds(settings: Settings) -> None:
    measured = start(settings)
    hidden, weights, loss = plainly(settings)
    by_hidden = [gradient.norm().item() for gradient in hidden]
    assert measured.loss == pytest.approx(loss)
    assert measured.arriving == pytest.approx(by_hidden)
    assert measured.weights == pytest.approx([gradient.norm().item() for gradient in weights])
    ratios = [before / after for before, after in itertools.pairwise(by_hidden)]
    assert measured.factor[1:] == pytest.approx(ratios)


@hypothesis_settings(max_examples=20)
@given(
    depth=st.integers(2, 40),
    width=st.integers(2, 32),
    initialisation=st.sampled_from(["Xavier", "He", "orthogonal", "normal"]),
    seed=st.integers(0, 9999),
)
def test_a_sigmoid_layer_passes_on_at_most_a_quarter_of_what_its_weights_do(
    depth: int, width: int, initialisation: str, seed: int
) -> None:
    settings = Settings(depth=depth, width=width, initialisation=initialisation, seed=seed)
    measured = start(settings)
    data = task(settings.data, seed)
    network = Plain(settings, data.inputs, data.outputs)
    largest = [torch.linalg.matrix_norm(x.weight, 2).item() for x in network.layers[:-1]]
    assert (measured.slope <= 0.25).all()
    assert (measured.factor <= 0.25 * np.array(largest) * (1 + 1e-6)).all()
    # The theory line never promises more than that either.
    assert (measured.expected <= 0.25 * measured.scale * (1 + 1e-12)).all()


def test_orthogonal_weights_leave_only_the_slope() -> None:
    """Without a weight scale of their own, a sigmoid chain shrinks by 0.25 a layer or more."""
    measured = start(Settings(initialisation="orthogonal", depth=30))
    assert measured.factor[1:].max() <= 0.25
    assert measured.scale[1:] == pytest.approx(1)


@pytest.mark.parametrize(
    ("activation", "initialisation", "factor"),
    [
        ("ReLU", "He", 1.0),  # He et al. 2015, section 2.2
        ("ReLU", "Xavier", 0.5**0.5),
        ("ReLU", "LeCun", 0.5**0.5),
        ("identity", "LeCun", 1.0),
        ("identity", "orthogonal", 1.0),
    ],
)
def test_theory_comes_to_the_factor_of_the_papers(
    activation: str, initialisation: str, factor: float
) -> None:
    settings = Settings(
        depth=10, width=64, activation=activation, initialisation=initialisation, data="digits"
    )
    seeds = [start(replace(settings, seed=seed)) for seed in range(6)]
    assert geometric_mean(np.array([s.shrink for s in seeds])) == pytest.approx(factor, rel=0.06)
    expected = [geometric_mean(s.expected[1:]) for s in seeds]
    assert geometric_mean(np.array(expected)) == pytest.approx(factor, rel=0.06)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
@pytest.mark.parametrize("residual", [False, True])
def test_measured_and_expected_agree_in_wide_layers(normalisation: str, residual: bool) -> None:
    settings = Settings(
        depth=12, width=64, activation="tanh", normalisation=normalisation, residual=residual
    )
    measured = start(settings)
    assert measured.shrink == pytest.approx(geometric_mean(measured.expected[1:]), rel=0.12)
    assert measured.theory[-1] == measured.arriving[-1]
    steps = measured.theory[:-1] / measured.theory[1:]
    assert steps == pytest.approx(measured.expected[1:])


@pytest.mark.parametrize("normalisation", ["layer", "RMS"])
def test_what_a_normalisation_sets_lets_no_gradient_through(normalisation: str) -> None:
    # With few units, that is a good part of it: sqrt(6 / 8) of a layer's eight.
    shape = Settings(
        depth=60, width=8, activation="tanh", initialisation="LeCun", normalisation=normalisation
    )
    seeds = [start(replace(shape, seed=seed)) for seed in range(6)]
    measured = geometric_mean(np.array([one.shrink for one in seeds]))
    expected = geometric_mean(np.array([geometric_mean(one.expected[1:]) for one in seeds]))
    assert measured == pytest.approx(expected, rel=0.06)


def test_examples_without_a_spread_do_not_make_theory_explode() -> None:
    # Where all sums of an example are zero, RMS divides by its epsilon; but no unit fires there.
    one = start(Settings(depth=100, width=2, activation="ReLU", normalisation="RMS", residual=True))
    assert np.isfinite(one.theory).all()
    assert geometric_mean(one.expected[1:]) < 3


def test_xavier_relu_weights_all_get_the_same_little_gradient() -> None:
    """Glorot & Bengio 2010, section 4.2.1: small signals forward, shrinking gradients back."""
    measured = start(Settings(depth=30, activation="ReLU"))
    assert measured.arriving[0] < 1e-3 * measured.arriving[-1]
    assert abs(measured.behind) < 1
    assert measured.weights.max() < 1e-3


def test_the_batch_is_the_first_one_of_the_run() -> None:
    settings = Settings(depth=6, width=8, activation="tanh", normalisation="batch")
    run = Run({"A": settings})
    run.advance()
    (track,) = run.frame().tracks
    assert track.gradient[0] == pytest.approx(start(settings).weights, rel=1e-4)


def test_lengths_of_what_has_no_square() -> None:
    values = torch.tensor([[3e-200, 4e-200], [3e200, 4e200], [0.0, 0.0]], dtype=torch.float64)
    assert norms(values) == pytest.approx([5e-200, 5e200, 0.0])


@pytest.mark.parametrize(
    "settings",
    [
        Settings(depth=100, width=64, activation="ReLU", initialisation="normal", init_scale=2.0),
        Settings(depth=100, width=2, initialisation="normal", init_scale=0.01),
        Settings(
            depth=100, data="plane", activation="ReLU", initialisation="normal", init_scale=2.0
        ),
    ],
    ids=["explodes", "vanishes", "explodes in a regression"],
)
def test_a_hundred_layers_are_measured_to_the_end(settings: Settings) -> None:
    measured = start(settings)
    for values in (measured.arriving, measured.weights, measured.signal, measured.factor):
        assert np.isfinite(values).all()
        assert (values > 0).all()
    assert not 1e-40 < measured.arriving[0] < 1e40


def test_zero_weights_pass_nothing_back() -> None:
    measured = start(Settings(initialisation="zero"))
    assert not measured.arriving.any()
    assert measured.shrink == 0
    assert measured.behind == 0


def test_dead_and_saturated_units_are_counted() -> None:
    narrow = Settings(depth=40, width=5, activation="ReLU", initialisation="He")
    assert start(narrow).dead[-1] > 0.5
    assert not start(fixed(narrow, "leaky ReLU")).dead.any()
    wild = Settings(activation="tanh", initialisation="normal", init_scale=1.0)
    assert start(wild).saturated[-1] > 0.5
    assert not start(fixed(wild, "Xavier init")).saturated[-1]


@pytest.mark.parametrize("activation", ["sigmoid", "ReLU", "identity"])
def test_every_output_is_in_the_histogram_once(activation: str) -> None:
    measured = start(Settings(depth=7, activation=activation))
    assert measured.histogram.shape == (7, BINS)
    assert measured.histogram.sum(axis=1) == pytest.approx(1)
    middle = measured.low + (measured.high - measured.low) * (np.arange(BINS) + 0.5) / BINS
    mean = (measured.histogram * middle).sum(axis=1)
    if activation == "sigmoid":  # all of it lies within the bins
        assert mean[0] == pytest.approx(0.5, abs=0.1)
