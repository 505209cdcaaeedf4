"""What the registry says of an activation must be what the activation does."""

import math

import pytest
import torch

from core.nn.activations import ACTIVATIONS

NEAR = torch.linspace(-10, 10, 2001, dtype=torch.float64)
# softsign needs a million to come within 0.01 of its end to two decimals.
FAR = torch.cat([NEAR, torch.tensor([-1e6, -1e3, 1e3, 1e6], dtype=torch.float64)])


@pytest.fixture(params=ACTIVATIONS)
def activation(request):
    return ACTIVATIONS[request.param]


def test_the_ten_activations_are_there():
    assert set(ACTIVATIONS) == {
        "ReLU",
        "leaky ReLU",
        "ELU",
        "GELU",
        "SiLU",
        "sigmoid",
        "tanh",
        "softplus",
        "softsign",
        "identity",
    }


def test_outputs_stay_within_the_range(activation):
    low, high = activation.ends
    value = activation(FAR)
    assert value.min() >= low
    assert value.max() <= high


def test_outputs_reach_to_both_ends_of_the_range(activation):
    low, high = activation.ends
    value = activation(FAR)
    for end, reached in ((low, float(value.min())), (high, float(value.max()))):
        if math.isinf(end):
            assert reached * math.copysign(1, end) >= 1000
        else:
            assert round(reached, 2) == end


def test_square_brackets_say_which_ends_are_reached(activation):
    value = activation(NEAR)
    # An end that is only approached comes still nearer beyond -5.
    reached = value.min() == value[NEAR >= -5].min()
    assert activation.range.startswith("[") == reached
    assert activation.range.endswith(")")
    assert value.max() < activation.ends[1]


def test_zero_centred_means_symmetric_about_zero(activation):
    symmetric = torch.allclose(activation(-NEAR), -activation(NEAR), rtol=0, atol=1e-15)
    assert activation.zero_centred == symmetric


def test_shape_and_input_stay_as_they_were(activation):
    x = torch.linspace(-1, 1, 24).reshape(2, 3, 4)
    before = x.clone()
    assert activation(x).shape == (2, 3, 4)
    assert torch.equal(x, before)


def test_every_activation_says_its_formula_and_why(activation):
    assert "x" in activation.formula
    assert activation.why.endswith(".")
