"""The network and its first weights against the papers' formulas; dropout against its own."""

import math

import pytest
import torch
from torch import nn

from core.nn.activations import ACTIVATIONS
from core.nn.dropout import Dropout
from core.nn.initialisers import INITIALISERS
from core.nn.random_streams import generator
from core.train import Run, Settings
from core.train.network import (
    build,
    first_overflow,
    forward_with_hidden,
    layer_name,
    linear_layers,
    weights_and_others,
)


def first_weight(initialisation: str, **changes) -> torch.Tensor:
    """A weight of 64 units with 32 inputs."""
    settings = Settings(hidden=(64,), initialisation=initialisation, **changes)
    return linear_layers(build(settings, 32, 1))[0].weight.detach()


def test_layers_come_in_the_order_of_the_field():
    settings = Settings(
        hidden=(5, 3), layer_activations=("ReLU",), normalisation="batch", dropout=0.2
    )
    kinds = [type(layer) for layer in build(settings, 2, 4)]
    hidden = [nn.Linear, nn.BatchNorm1d]
    assert kinds == [*hidden, nn.ReLU, Dropout, *hidden, nn.Tanh, Dropout, nn.Linear]


def test_layers_have_the_widths_asked_for():
    network = build(Settings(hidden=(5, 3)), 7, 4)
    shapes = [tuple(layer.weight.shape) for layer in linear_layers(network)]
    assert shapes == [(5, 7), (3, 5), (4, 3)]


def test_without_hidden_layers_there_is_one_linear_layer():
    assert [type(layer) for layer in build(Settings(hidden=()), 2, 1)] == [nn.Linear]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_used(name):
    network = build(Settings(hidden=(3,), activation=name), 2, 1)
    x = torch.linspace(-3, 3, 10).view(5, 2)
    linear, _, output = network
    torch.testing.assert_close(network(x), output(ACTIVATIONS[name](linear(x))))


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("Xavier", math.sqrt(2 / (32 + 64))),  # Glorot & Bengio 2010, equation 12
        ("He", math.sqrt(2 / 32)),  # He et al. 2015, equation 10
        ("LeCun", math.sqrt(1 / 32)),  # LeCun et al. 1998, equation 16
    ],
)
def test_spread_of_the_first_weights(name, deviation):
    weight = first_weight(name)
    assert weight.std().item() == pytest.approx(deviation, rel=0.05)
    assert abs(weight.mean().item()) < 0.05 * deviation + 3 * deviation / math.sqrt(64 * 32)


def test_xavier_stays_within_its_bound():
    assert first_weight("Xavier").abs().max() <= math.sqrt(6 / (32 + 64))


def test_orthogonal_columns():
    weight = first_weight("orthogonal")
    torch.testing.assert_close(weight.T @ weight, torch.eye(32), atol=1e-5, rtol=0)


def test_normal_has_the_chosen_spread():
    assert first_weight("normal", init_scale=2.5).std().item() == pytest.approx(2.5, rel=0.05)


def test_zero_is_zero():
    assert not first_weight("zero").any()


@pytest.mark.parametrize("name", INITIALISERS)
def test_biases_start_at_zero_and_weights_follow_the_seed(name):
    networks = [build(Settings(initialisation=name, seed=seed), 2, 1) for seed in (3, 3, 4)]
    assert all(not layer.bias.any() for layer in linear_layers(networks[0]))
    first, same, other = ([layer.weight for layer in linear_layers(net)] for net in networks)
    assert all(torch.equal(a, b) for a, b in zip(first, same, strict=True))
    assert name == "zero" or not torch.equal(first[0], other[0])


def test_nothing_touches_the_global_random_numbers():
    state = torch.get_rng_state()
    run = Run(Settings(dropout=0.5, initialisation="orthogonal", samples=50))
    for _ in range(5):
        run.advance()
    run.frame()
    assert torch.equal(torch.get_rng_state(), state)


def test_each_purpose_has_its_own_random_numbers():
    draws = {
        torch.rand(1, generator=generator(seed, purpose)).item()
        for seed in (0, 1)
        for purpose in ("weights", "order", "dropout")
    }
    assert len(draws) == 6


def test_dropout_changes_neither_the_first_weights_nor_the_batches():
    plain, dropped = (Run(Settings(dropout=p, samples=50)) for p in (0.0, 0.5))
    for one, other in zip(plain.layers, dropped.layers, strict=True):
        assert torch.equal(one.weight, other.weight)
    plain.advance()
    dropped.advance()
    for one, other in zip(plain._batches, dropped._batches, strict=True):
        assert torch.equal(one[0], other[0])


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_dropout_zeroes_its_share_and_scales_the_rest(p):
    x = torch.full((400, 50), 3.0)
    y = Dropout(p, generator(0, "dropout"))(x)
    assert y.unique().tolist() == pytest.approx([0, 3 / (1 - p)])
    # A share of 20,000 draws is within four standard errors of its probability.
    assert (y == 0).float().mean().item() == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / 2e4))


def test_dropout_has_the_gradient_of_its_mask():
    x = torch.ones(20, 5, requires_grad=True)
    y = Dropout(0.5, generator(0, "dropout"))(x)
    y.sum().backward()
    torch.testing.assert_close(x.grad, y.detach())


def test_dropout_draws_anew_each_time_and_repeats_with_its_seed():
    x = torch.ones(10, 10)
    one, other = (Dropout(0.5, generator(0, "dropout")) for _ in range(2))
    first = one(x)
    assert torch.equal(first, other(x))
    assert not torch.equal(first, one(x))


def test_dropout_lets_everything_through_in_evaluation():
    layer = Dropout(0.8, generator(0, "dropout")).eval()
    x = torch.randn(5, 5, generator=generator(0, "test"))
    assert layer(x) is x


def test_biases_before_batch_normalisation_stay_zero():
    run = Run(Settings(normalisation="batch", samples=50))
    for _ in range(10):
        run.advance()
    *hidden, output = run.layers
    assert all(not layer.bias.any() for layer in hidden)
    assert output.bias.any()


def test_weights_and_others_are_all_that_is_trained():
    network = build(Settings(hidden=(4, 4), normalisation="layer"), 2, 1)
    weights, others = weights_and_others(network, linear_layers(network))
    assert [tuple(weight.shape) for weight in weights] == [(4, 2), (4, 4), (1, 4)]
    assert {id(p) for p in [*weights, *others]} == {id(p) for p in network.parameters()}
    assert all(p.dim() == 1 for p in others)


def test_hidden_outputs_are_those_after_the_activation():
    network = build(Settings(hidden=(4, 3), normalisation="layer", dropout=0.3), 2, 1).eval()
    x = torch.randn(6, 2, generator=generator(0, "test"))
    output, hidden = forward_with_hidden(network, x)
    torch.testing.assert_close(output, network(x))
    torch.testing.assert_close(hidden, [network[:4](x), network[:8](x)])


@pytest.mark.parametrize(
    ("layer", "value", "where"),
    [
        (0, math.nan, "a weight of hidden layer 1"),
        (0, 3e38, "an output of hidden layer 1"),
        (1, 3e38, "an output of hidden layer 2"),
        (2, math.inf, "a weight of the output layer"),
        (2, 1e30, "the loss of the output layer"),
    ],
)
def test_an_overflow_is_found_where_it_first_happens(layer, value, where):
    network = build(Settings(hidden=(4, 3), activation="identity"), 2, 1)
    linears = linear_layers(network)
    with torch.no_grad():
        for linear in linears:
            linear.weight.fill_(1.0)
        linears[layer].weight[0] = value
    assert first_overflow(network, torch.full((2, 2), 4.0)) == where


def test_layers_are_called_by_their_place():
    assert [layer_name(i, 3) for i in range(3)] == [
        "hidden layer 1",
        "hidden layer 2",
        "the output layer",
    ]
