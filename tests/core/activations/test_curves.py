import math
import random
import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import erf, expit

from core.activations.curves import DEAD, GRID, curve, probe, states, value_and_slope
from core.activations.settings import Settings
from core.knobs import knobs_of
from core.nn.activations import ACTIVATIONS


def phi(x):
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def cumulative(x):
    return (1 + erf(x / math.sqrt(2))) / 2


# Value and slope as the formulas have them, with torch's convention at the kinks.
CLOSED = {
    "ReLU": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    "leaky ReLU": (
        lambda x: np.where(x > 0, x, 0.01 * x),
        lambda x: np.where(x > 0, 1, 0.01),
    ),
    "ELU": (
        lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
        lambda x: np.where(x > 0, 1, np.exp(np.minimum(x, 0))),
    ),
    "GELU": (lambda x: x * cumulative(x), lambda x: cumulative(x) + x * phi(x)),
    "SiLU": (lambda x: x * expit(x), lambda x: expit(x) * (1 + x * expit(-x))),
    "sigmoid": (expit, lambda x: expit(x) * expit(-x)),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "softplus": (lambda x: np.logaddexp(0, x), expit),
    "softsign": (lambda x: x / (1 + np.abs(x)), lambda x: 1 / (1 + np.abs(x)) ** 2),
    "identity": (lambda x: x, np.ones_like),
}

points = st.lists(st.floats(-30, 30), min_size=1, max_size=20).map(np.array)
every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


@every_activation
@given(x=points)
def test_value_and_slope_equal_the_closed_form(name, x):
    value, slope = CLOSED[name]
    drawn = curve(name, x)
    # torch's softplus becomes the identity above 20, which is off by exp(-20) at most.
    tolerance = 3e-9 if name == "softplus" else 1e-13
    np.testing.assert_allclose(drawn.value, value(x), rtol=1e-12, atol=tolerance)
    np.testing.assert_allclose(drawn.slope, slope(x), rtol=1e-12, atol=tolerance)


@every_activation
@given(x=points)
def test_slope_equals_finite_differences(name, x):
    # Not where a step would cross a kink at 0, or the 20 from which torch cuts softplus short.
    x = np.where((np.abs(x) < 1e-3) | (np.abs(x) > 19), 1.0, x)
    step = 1e-5
    rise = curve(name, x + step).value - curve(name, x - step).value
    # Rounding of values up to 19, divided by two steps, and the curve's bend leave under 1e-9.
    np.testing.assert_allclose(curve(name, x).slope, rise / (2 * step), rtol=0, atol=1e-9)


def test_the_grid_holds_zero_and_every_stop_of_the_probe():
    declared = next(k for k in knobs_of(Settings) if k.name == "probe")
    stops = np.arange(round(declared.low * 10), round(declared.high * 10) + 1) / 10
    assert 0.0 in GRID
    assert np.isin(stops, GRID).all()


def test_a_curve_does_not_share_its_arrays():
    drawn = curve("identity")
    drawn.value[:] = 7
    assert curve("identity").value[0] == GRID[0]
    assert drawn.x[0] == GRID[0]


def test_a_tensor_that_is_asked_for_its_slope_stays_as_it_was():
    x = torch.tensor([1.0, -1.0], dtype=torch.float64)
    value_and_slope("tanh", x)
    assert not x.requires_grad
    assert x.grad is None


@pytest.mark.parametrize(
    ("name", "x", "state"),
    [
        ("ReLU", -2, "silent"),
        ("ReLU", 0, "silent"),
        ("ReLU", 0.1, "responds"),
        ("leaky ReLU", -6, "silent"),
        ("leaky ReLU", -500, "silent"),
        ("leaky ReLU", 2, "responds"),
        ("ELU", -1, "responds"),
        ("ELU", -6, "saturated"),
        ("ELU", 6, "responds"),
        ("GELU", -6, "silent"),
        ("GELU", -0.75, "silent"),
        ("GELU", 1, "responds"),
        ("SiLU", -1.28, "silent"),
        ("SiLU", 0, "responds"),
        ("sigmoid", -6, "saturated"),
        ("sigmoid", 0, "responds"),
        ("sigmoid", 6, "saturated"),
        ("tanh", -3, "saturated"),
        ("tanh", 0, "responds"),
        ("tanh", 3, "saturated"),
        ("softplus", -6, "silent"),
        ("softplus", 0, "responds"),
        ("softsign", 2, "responds"),
        ("softsign", -6, "saturated"),
        ("identity", -6, "responds"),
        ("identity", 0, "responds"),
    ],
)
def test_known_states(name, x, state):
    probed = probe(name, x)
    assert probed.state == state
    kinked = name in ("ReLU", "leaky ReLU")
    words = {
        "responds": "active" if kinked else "responsive",
        "silent": "inactive" if kinked else "flat",
        "saturated": ("on" if x > 0 else "off") if name == "sigmoid" else "saturated",
    }
    assert f"{name} is {words[state]}: " in probed.sentence


@pytest.mark.parametrize("x", [-3.0, -1e-3, 0.0, 1e-3, 3.0])
def test_a_relu_is_active_exactly_where_its_sum_is_above_0(x):
    said = probe("ReLU", x).sentence
    assert ("is active: its sum is above 0" in said) == (x > 0)
    assert ("is inactive: its sum is not above 0" in said) == (x <= 0)


@given(x=st.floats(-12, 12))
def test_a_sigmoid_is_on_near_1_off_near_0_and_responsive_between(x):
    said, output = probe("sigmoid", x).sentence, expit(x)
    assert ("is on: its output is near 1" in said) == (output > 0.95) or 0.94 < output < 0.96
    assert ("is off: its output is near 0" in said) == (output < 0.05) or 0.04 < output < 0.06
    assert ("is responsive" in said) == (0.05 < output < 0.95) or output < 0.06 or output > 0.94


@every_activation
@given(x=st.floats(-12, 12))
def test_no_output_is_said_to_be_near_what_it_is_not_near(name, x):
    """SiLU's minimum, -0.278, is not near zero, and softsign of 4, 0.8, is not near 1."""
    said = probe(name, x).sentence
    near = re.search(r"its output is near (\S+)\. ", said)
    if near:
        assert abs(CLOSED[name][0](x) - float(near[1])) < 0.1
    assert "dead" not in said


@every_activation
@given(x=points)
def test_every_unit_is_in_exactly_one_state(name, x):
    drawn = curve(name, x)
    masks = states(name, drawn.value, drawn.slope)
    assert list(masks) == ["responds", "silent", "saturated"]
    assert (sum(mask.astype(int) for mask in masks.values()) == 1).all()


@every_activation
def test_a_state_fills_whole_stretches_of_the_curve(name):
    drawn = curve(name)
    responds = states(name, drawn.value, drawn.slope)["responds"]
    # It may begin and end to fire once, but never fall quiet in between.
    assert np.abs(np.diff(responds.astype(int))).sum() <= 2
    assert responds.any()


def test_the_probe_says_its_numbers():
    assert probe("ReLU", -2.0).sentence == (
        "At -2 ReLU is inactive: its sum is not above 0. "
        "Its output is 0, and it passes no gradient back."
    )
    assert probe("sigmoid", 6.0).sentence == (
        "At 6 sigmoid is on: its output is near 1. "
        "Its output is 0.998, and it multiplies the gradient by 0.00247."
    )
    assert "-0.0852, which reverses its sign" in probe("GELU", -2.0).sentence
    assert "-0 " not in probe("identity", -0.0).sentence


@every_activation
@given(x=st.floats(-6, 6))
def test_the_probe_reads_the_curve(name, x):
    probed, drawn = probe(name, x), curve(name, np.array([x]))
    assert (probed.name, probed.x) == (name, x)
    assert (probed.value, probed.slope) == (drawn.value[0], drawn.slope[0])
    assert ("no gradient" in probed.sentence) == (abs(probed.slope) < DEAD)


def test_no_global_random_number_is_used():
    torch_before, python_before = torch.get_rng_state(), random.getstate()
    for name in ACTIVATIONS:
        probe(name, 1.0)
    assert torch.equal(torch.get_rng_state(), torch_before)
    assert random.getstate() == python_before
