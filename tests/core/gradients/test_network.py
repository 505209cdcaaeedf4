"""The deep networks side by side, against the same ones written plainly with torch's modules."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.testing import assert_close

from core import train
from core.gradients.data import BATCH, task
from core.gradients.network import Deep, first_weights
from core.gradients.settings import NORMALISATIONS, Settings
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import INITIALISERS
from core.nn.random_streams import generator
from core.train.network import build, linear_layers
from tests.core.gradients_oracle import Plain

SMALL = Settings(depth=4, width=5)
EACH = [
    *(replace(SMALL, activation=name) for name in ACTIVATIONS),
    *(replace(SMALL, normalisation=name) for name in NORMALISATIONS),
    *(replace(SMALL, normalisation=name, residual=True) for name in NORMALISATIONS),
    *(replace(SMALL, initialisation=name) for name in INITIALISERS),
]


def batch(rows: int = 12) -> torch.Tensor:
    return torch.randn(rows, 3, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("mode", [True, False])
def test_each_network_side_by_side_does_what_it_does_alone(mode: bool) -> None:
    # In float64: a bias before a batch normalisation has no gradient but rounding.
    deep = Deep(EACH, 3, 2, torch.float64)
    deep.train(mode)
    x = batch().double()
    trace = deep.trace(x.expand(len(EACH), -1, -1))
    gradients = torch.autograd.grad(trace.output.square().sum(), deep.weights + deep.biases)
    for place, settings in enumerate(EACH):
        plain = Plain(settings, 3, 2).double().train(mode)
        output, hidden = plain(x)
        assert_close(trace.output[place], output)
        for ours, theirs in zip(trace.hidden, hidden, strict=True):
            assert_close(ours[place], theirs)
        weights = [layer.weight for layer in plain.layers]
        biases = [layer.bias for layer in plain.layers]
        alone = torch.autograd.grad(output.square().sum(), weights + biases)
        for ours, theirs in zip(gradients, alone, strict=True):
            # Biases are (1, out) here, and weights (in, out).
            assert_close(ours[place], theirs.T if theirs.dim() == 2 else theirs[None])


def test_the_trace_keeps_what_each_part_of_a_layer_made() -> None:
    settings = replace(SMALL, normalisation="layer", residual=True)
    trace = Deep([settings], 3, 1).trace(batch()[None])
    for sums, normal, bent in zip(trace.sums, trace.normal, trace.bent, strict=True):
        assert_close(normal, torch.nn.functional.layer_norm(sums, sums.shape[-1:]))
        assert_close(bent, torch.sigmoid(normal))
    assert_close(trace.hidden[0], trace.bent[0])
    assert_close(trace.hidden[2], trace.bent[2] + trace.hidden[1])


@pytest.mark.parametrize("initialisation", INITIALISERS)
def test_first_weights_are_those_of_the_training_page(initialisation: str) -> None:
    settings = Settings(depth=2, width=4, initialisation=initialisation, seed=3)
    same = train.Settings(
        hidden=(4, 4), initialisation=initialisation, init_scale=settings.init_scale, seed=3
    )
    theirs = linear_layers(build(same, 2, 1))
    for ours, layer in zip(first_weights(settings, [2, 4, 4, 1]), theirs, strict=True):
        assert torch.equal(ours, layer.weight)


def test_a_deeper_network_begins_with_the_same_layers() -> None:
    short, long = (first_weights(replace(SMALL, depth=d), [2, *[5] * d]) for d in (3, 7))
    assert all(torch.equal(one, other) for one, other in zip(short, long, strict=False))


@pytest.mark.parametrize("name", ["circle", "plane", "iris", "three blobs"])
def test_every_batch_is_whole_and_an_epoch_repeats_no_row(name: str) -> None:
    data = task(name, 0)
    batches = data.batches(generator(0, "order"))
    assert len(batches) == data.round >= 1
    assert all(len(x) == len(y) == BATCH for x, y in batches)
    rows = torch.cat([x for x, _ in batches])
    distinct = len(data.prepared.x_train.unique(dim=0))
    assert len(rows.unique(dim=0)) >= len(rows) - (len(data.prepared.x_train) - distinct)
    again = data.batches(generator(0, "order"))
    assert all(torch.equal(one[0], two[0]) for one, two in zip(batches, again, strict=True))


def test_losses_are_torchs_for_each_network() -> None:
    data = task("three blobs", 0)
    output = torch.randn(2, len(data.target), 3, generator=torch.Generator().manual_seed(0))
    expected = [torch.nn.functional.cross_entropy(own, data.target) for own in output]
    assert_close(data.losses(output, data.target), torch.stack(expected))
