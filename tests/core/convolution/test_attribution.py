"""Saliency, Grad-CAM, occlusion and deletion, on networks whose answer is known by hand."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
import torch
from torch import nn

from core.convolution import network_narration as narration
from core.convolution.attribution import (
    SHARES,
    Deletion,
    deleted,
    deleted_at_random,
    deletions,
    grad_cam,
    occlusion,
    saliency,
)
from core.convolution.build_assets import shipped
from core.convolution.images import SHAPES, held_out


@pytest.fixture
def x() -> torch.Tensor:
    return torch.rand(1, 2, 6, 6, generator=torch.Generator().manual_seed(0))


def drawn(shape: torch.Size, seed: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture
def linear() -> nn.Sequential:
    network = nn.Sequential(nn.Flatten(), nn.Linear(72, 3))
    with torch.no_grad():
        network[1].weight.copy_(drawn(network[1].weight.shape, 1))
        network[1].bias.zero_()
    return network


@pytest.fixture
def small() -> nn.Sequential:
    layers = [
        ("conv 1", nn.Conv2d(2, 4, 3, padding=1)),
        ("ReLU 1", nn.ReLU()),
        ("flatten", nn.Flatten()),
        ("linear", nn.Linear(144, 3)),
    ]
    network = nn.Sequential(OrderedDict(layers))
    with torch.no_grad():
        for seed, parameter in enumerate(network.parameters()):
            parameter.copy_(drawn(parameter.shape, seed))
    return network


def test_the_saliency_of_a_linear_network_is_its_weights(linear, x) -> None:
    weight = linear[1].weight[2].detach().view(2, 6, 6)
    assert np.allclose(saliency(linear, x, 2), weight.abs().amax(dim=0))


def test_grad_cam_by_hand(small, x) -> None:
    """The slope of a logit to a map is the linear layer's weights; each map's mean weighs it."""
    with torch.no_grad():
        maps = small[:2](x)[0]
        weights = small.linear.weight[1].view(4, 6, 6).mean(dim=(1, 2))
        expected = torch.relu((weights[:, None, None] * maps).sum(dim=0))
    assert np.allclose(grad_cam(small, x, 1), expected, atol=1e-5)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_occlusion_by_hand(linear, x, size) -> None:
    fill = x.mean(dim=(2, 3))[0]
    before = linear(x).softmax(dim=1)[0, 0].item()
    total, times = np.zeros((6, 6)), np.zeros((6, 6))
    places = sorted({*range(0, 6 - size, min(size, 2)), 6 - size})
    for top in places:
        for left in places:
            hidden = x.clone()
            for channel in range(2):
                hidden[0, channel, top : top + size, left : left + size] = fill[channel]
            fall = before - linear(hidden).softmax(dim=1)[0, 0].item()
            total[top : top + size, left : left + size] += fall
            times[top : top + size, left : left + size] += 1
    assert times.min() > 0
    assert np.allclose(occlusion(linear, x, 0, size), np.maximum(total / times, 0), atol=1e-6)


def test_deletion_takes_the_most_important_pixels_first(linear, x) -> None:
    order = torch.rand(6, 6, generator=torch.Generator().manual_seed(3)).numpy()
    curve = deleted(linear, x, 1, order)
    for share, kept in zip(SHARES, curve.probabilities, strict=True):
        changed = x.clone()
        gone = np.unravel_index(np.argsort(-order.ravel())[: round(share * 36)], (6, 6))
        for row, column in zip(*gone, strict=True):
            changed[0, :, row, column] = x.mean(dim=(2, 3))[0]
        assert kept == pytest.approx(linear(changed).softmax(dim=1)[0, 1].item(), abs=1e-6)
    assert curve.at(0.0) == pytest.approx(linear(x).softmax(dim=1)[0, 1].item(), abs=1e-6)
    again = deleted_at_random(linear, x, 1, seed=5).probabilities
    assert np.array_equal(again, deleted_at_random(linear, x, 1, seed=5).probabilities)


def test_on_shapes_each_method_finds_pixels_that_matter_more_than_random_ones() -> None:
    network, kept = shipped(SHAPES), {}
    for row in range(20):
        image = held_out(SHAPES)[0][row : row + 1]
        target = int(network(image).argmax())
        maps = {
            "saliency": saliency(network, image, target),
            "Grad-CAM": grad_cam(network, image, target),
            "occlusion": occlusion(network, image, target, 8),
        }
        for name, curve in deletions(network, image, target, maps).items():
            kept.setdefault(name, []).append(curve.at(0.2))
    chance = np.mean(kept.pop("at random"))
    assert all(np.mean(values) < chance for values in kept.values())


@pytest.mark.parametrize(
    ("left", "verdict"),
    [
        (0.4, "These pixels matter more than others."),
        (0.62, "no better than chance."),  # as low as one of the random orders
        (0.74, "no better than chance."),
        (0.9, "This is worse than chance."),
        (0.99, "This is worse than chance, and without them the network is surer of 7"),
    ],
)
def test_a_map_is_praised_only_where_it_beats_every_random_order(left: float, verdict: str) -> None:
    shares, both = np.array([0, 0.2]), np.array([0.93, left])
    random = [np.array([0.93, value]) for value in (0.73, 0.61, 0.8)]
    curves = {
        "Saliency": Deletion(shares, both, both, both),
        "at random": Deletion(shares, *random),
    }
    (said,) = narration.about_deletion(curves, 0.2, "7")
    assert verdict in said
    assert f"the probability of 7 goes from 93.0% to {100 * left:.1f}%" in said
