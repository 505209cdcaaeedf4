import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from core.activations.depth import one_sided, signal_propagation, signals
from core.activations.random_layers import INITIALISATIONS, random_layers
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS

EVERY = tuple(ACTIVATIONS)
small = st.builds(
    Settings,
    shown=st.sets(st.sampled_from(EVERY), min_size=1).map(
        lambda names: tuple(name for name in EVERY if name in names)
    ),
    depth=st.integers(1, 6),
    width=st.integers(1, 16),
    samples=st.sampled_from([8, 16]),
    initialisation=st.sampled_from(INITIALISATIONS),
    seed=st.integers(0, 9999),
)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@given(settings=small)
def test_every_layer_is_that_of_the_same_network_in_torch(settings):
    own = generator(settings.seed)
    layers = random_layers([settings.width] * (settings.depth + 1), settings.initialisation, own)
    inputs = torch.randn(settings.samples, settings.width, generator=own)
    result = signal_propagation(settings)
    for row, name in enumerate(settings.shown):
        signal = inputs
        for column in range(settings.depth + 1):
            if column:
                linear = nn.Linear(settings.width, settings.width, bias=False)
                linear.load_state_dict({"weight": layers[column - 1].weight})
                signal = ACTIVATIONS[name].module()(linear(signal)).detach()
            array = signal.double().numpy()
            # float32 rounding, relative to the size of the signal itself.
            close = {"rel": 1e-4, "abs": 1e-5 * np.abs(array).max() + 1e-12}
            assert result.mean[row, column] == pytest.approx(array.mean(), **close)
            assert result.spread[row, column] == pytest.approx(array.std(), **close)
            contrast = math.sqrt((array.std(axis=0) ** 2).mean())
            assert result.contrast[row, column] == pytest.approx(contrast, **close)


@given(settings=small)
def test_shapes_and_bounds(settings):
    result = signal_propagation(settings)
    shape = (len(settings.shown), settings.depth + 1)
    assert result.names == settings.shown
    assert result.layer.tolist() == list(range(settings.depth + 1))
    assert len(result.sentences) == len(settings.shown)
    for measure in (result.mean, result.spread, result.contrast):
        assert measure.shape == shape
        assert np.isfinite(measure).all()
    assert (result.contrast <= result.spread * (1 + 1e-6)).all()
    for share in (result.same_sign, result.same_push):
        assert share.shape == shape
        known = share[~np.isnan(share)]
        assert ((known >= 0.5 - 1e-6) & (known <= 1 + 1e-6)).all()


@given(settings=small)
def test_every_activation_starts_from_the_same_input(settings):
    signal = signals(settings, generator(settings.seed))
    assert (signal[:, 0] == signal[0, 0]).all()


def test_outputs_that_are_all_positive_push_all_one_way():
    positive = ("ReLU", "sigmoid", "softplus")
    result = signal_propagation(Settings(shown=positive, depth=5, width=32))
    assert (result.same_sign[:, 1:] == 1).all()
    assert (result.same_push[:, 1:] == 1).all()
    assert all("zigzagging" in sentence for sentence in result.sentences)


def test_zero_centred_activations_push_both_ways():
    centred = tuple(name for name in EVERY if ACTIVATIONS[name].zero_centred)
    result = signal_propagation(
        Settings(shown=centred, depth=10, width=128, initialisation="LeCun")
    )
    # 128 fair coins: the larger camp has 0.535 in the mean, and each share averages 16 of them.
    assert (result.same_sign < 0.6).all()
    assert (np.abs(result.mean) < 0.1).all()
    assert all("free" in sentence for sentence in result.sentences)


def test_gelu_pushes_mostly_one_way_although_half_its_outputs_are_negative():
    result = signal_propagation(Settings(shown=("GELU",), depth=1, width=128))
    assert result.same_sign[0, 1] < 0.65
    assert 0.75 < result.same_push[0, 1] < 0.95
    assert "most of them" in result.sentences[0]


def test_first_layer_has_its_closed_form():
    shown = ("ReLU", "sigmoid", "tanh", "identity")
    settings = Settings(shown=shown, depth=1, width=128, samples=256, initialisation="LeCun")
    result = signal_propagation(settings)
    # N(0, 1) sums: E max(0, z) = 1 / sqrt(2 pi); 32,768 of them leave a chance of about 0.005.
    expected = [1 / math.sqrt(2 * math.pi), 0.5, 0, 0]
    np.testing.assert_allclose(result.mean[:, 1], expected, rtol=0, atol=0.02)
    relu_spread = math.sqrt(0.5 - 0.5 / math.pi)
    assert result.spread[0, 1] == pytest.approx(relu_spread, abs=0.02)
    assert result.spread[3, 1] == pytest.approx(1, abs=0.02)


def test_he_doubles_the_variance_of_a_linear_layer():
    settings = Settings(shown=("identity",), depth=1, width=128, samples=256, initialisation="He")
    spread = signal_propagation(settings).spread[0]
    assert spread[1] / spread[0] == pytest.approx(math.sqrt(2), rel=0.02)


def test_a_deep_sigmoid_stack_forgets_its_input():
    result = signal_propagation(Settings(shown=("sigmoid",), depth=20, width=128))
    assert result.contrast[0, 20] < 1e-4 < 0.9 < result.contrast[0, 0]
    assert result.mean[0, 20] == pytest.approx(0.5, abs=0.1)


@given(
    signal=st.lists(
        st.lists(
            st.floats(-3, 3, width=32).filter(lambda x: x == 0 or abs(x) > 1e-3),
            min_size=4,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_shares_of_push_equal_those_of_the_signal_itself(signal):
    signal = torch.tensor(signal)
    by_count, by_size = one_sided(signal, generator())
    # For one example the gradient is error times signal, so the error's sign and size drop out.
    rows = signal.double().numpy()
    rows = rows[np.abs(rows).sum(axis=1) > 0]
    if not len(rows):
        assert by_count.isnan()
        assert by_size.isnan()
        return
    up, down = (rows > 0).sum(axis=1), (rows < 0).sum(axis=1)
    assert float(by_count) == pytest.approx((np.maximum(up, down) / (up + down)).mean(), abs=1e-6)
    up, down = np.maximum(rows, 0).sum(axis=1), np.maximum(-rows, 0).sum(axis=1)
    assert float(by_size) == pytest.approx((np.maximum(up, down) / (up + down)).mean(), abs=1e-5)


def test_push_is_the_gradient_of_one_example_at_a_time():
    signal = torch.randn(6, 8, generator=generator(1))
    unit = nn.Linear(8, 1, bias=False)
    draws = generator(2)
    with torch.no_grad():
        unit.weight[0] = torch.randn(8, generator=draws) / math.sqrt(8)
    wanted = torch.randn(6, generator=draws)
    shares = []
    for example, target in zip(signal, wanted, strict=True):
        (gradient,) = torch.autograd.grad(0.5 * (unit(example)[0] - target) ** 2, unit.weight)
        shares.append(float(max((gradient > 0).sum(), (gradient < 0).sum())) / 8)
    by_count, _ = one_sided(signal, generator(2))
    assert float(by_count) == pytest.approx(np.mean(shares), abs=1e-6)


def test_a_network_of_zeros_says_that_no_weight_gets_a_gradient():
    settings = (Settings(shown=("ReLU",), depth=20, width=1, seed=seed) for seed in range(20))
    dead = [result for result in map(signal_propagation, settings) if result.spread[0, -1] == 0]
    assert dead
    for result in dead:
        assert math.isnan(result.same_push[0, -1])
        assert "its weights get no gradient" in result.sentences[0]


def test_the_same_settings_give_the_same_result_and_leave_global_numbers_alone():
    before = torch.get_rng_state()
    first, again = signal_propagation(Settings(seed=5)), signal_propagation(Settings(seed=5))
    other = signal_propagation(Settings(seed=6))
    for name in ("mean", "spread", "contrast", "same_sign", "same_push"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
        assert not np.array_equal(getattr(first, name), getattr(other, name))
    assert torch.equal(torch.get_rng_state(), before)


def test_an_activation_measures_the_same_alone_and_among_others():
    alone, among = (
        signal_propagation(Settings(shown=("tanh",))),
        signal_propagation(Settings(shown=EVERY)),
    )
    row = EVERY.index("tanh")
    np.testing.assert_allclose(among.mean[row], alone.mean[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(among.same_push[row], alone.same_push[0], rtol=1e-4, atol=1e-6)
