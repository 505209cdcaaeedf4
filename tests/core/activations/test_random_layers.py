import math

import pytest
import torch

from core.activations.random_layers import INITIALISATIONS, random_layers


def drawn(sizes, initialisation, seed=0):
    return random_layers(sizes, initialisation, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("initialisation", "spread"),
    [
        ("Xavier", math.sqrt(2 / (400 + 100))),
        ("He", math.sqrt(2 / 400)),
        ("LeCun", math.sqrt(1 / 400)),
    ],
)
def test_weights_have_the_spread_of_their_paper(initialisation, spread):
    (layer,) = drawn([400, 100], initialisation)
    # The spread of 40,000 draws is off by 0.35% (one standard error).
    assert float(layer.weight.std()) == pytest.approx(spread, rel=0.015)
    assert float(layer.weight.mean()) == pytest.approx(0, abs=4 * spread / 200)


@pytest.mark.parametrize("initialisation", INITIALISATIONS)
def test_layers_have_the_shapes_of_torchs_own(initialisation):
    layers = drawn([2, 5, 1], initialisation)
    for layer, (inputs, outputs) in zip(layers, [(2, 5), (5, 1)], strict=True):
        own = torch.nn.Linear(inputs, outputs)
        assert layer.weight.shape == own.weight.shape
        assert layer.bias.shape == own.bias.shape
        assert layer.bias.abs().max() <= inputs**-0.5


def test_the_seed_decides_the_weights():
    first, again, other = drawn([4, 4], "He"), drawn([4, 4], "He"), drawn([4, 4], "He", seed=1)
    assert torch.equal(first[0].weight, again[0].weight)
    assert torch.equal(first[0].bias, again[0].bias)
    assert not torch.equal(first[0].weight, other[0].weight)


def test_double_keeps_the_numbers():
    (layer,) = drawn([3, 3], "Xavier")
    assert layer.double().weight.dtype == torch.float64
    assert torch.equal(layer.double().weight.float(), layer.weight)


def test_no_global_random_number_is_used():
    before = torch.get_rng_state()
    drawn([3, 3], "LeCun")
    assert torch.equal(torch.get_rng_state(), before)
