"""Small convolutional networks: their size, their first weights, and what a cell sees."""

from __future__ import annotations

import pytest
import torch

from core.convolution.feature_maps import forward_with_layers
from core.convolution.images import CANVAS, DIGITS, SHAPES, SIZES
from core.convolution.network import build, count, sights
from core.convolution.network_settings import DENSE, POOLING, Settings


def test_the_number_of_weights_is_that_of_the_formula() -> None:
    network = build(Settings(data=DIGITS, channels=4, depth=2, kernel=3), SIZES[DIGITS], 10)
    first, second, last = 4 * 1 * 9 + 4, 8 * 4 * 9 + 8, 8 * 2 * 2 * 10 + 10
    assert count(network) == first + second + last


def test_the_same_settings_give_the_same_first_weights_and_another_seed_others() -> None:
    one, same, other = (
        build(Settings(seed=seed), SIZES[SHAPES], 10).state_dict() for seed in (1, 1, 2)
    )
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["conv 1.weight"], other["conv 1.weight"])


@pytest.mark.parametrize("data", [DIGITS, CANVAS, SHAPES])
def test_the_fully_connected_network_has_as_many_weights_within_one_unit(data: str) -> None:
    convolutional = count(build(Settings(data=data), SIZES[data], 10))
    dense = build(Settings(data=data, kind=DENSE), SIZES[data], 10)
    one_unit = dense.hidden.in_features + 1 + 10
    assert abs(count(dense) - convolutional) <= one_unit / 2


@pytest.mark.parametrize("pooling", POOLING)
@pytest.mark.parametrize("kernel", [1, 3, 5])
def test_a_cell_sees_the_pixels_that_its_gradient_reaches(pooling: str, kernel: int) -> None:
    """With all weights positive, no path cancels another: the gradient's support is the sight."""
    network = build(Settings(kernel=kernel, pooling=pooling, depth=2), (3, 32, 32), 10)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.abs_()
    found = sights(network)
    for name in found:
        # Averages in place of maxima, so that every cell of a pool passes something on.
        x = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0)).requires_grad_()
        layer = forward_with_layers(network, x)[name]
        row, column = layer.shape[2] // 2, 1
        layer[0, :, row, column].sum().backward()
        rows, columns = x.grad[0].sum(dim=0).nonzero().T
        for cell, reached, size in ((row, rows, 32), (column, columns, 32)):
            first, end = found[name].pixels(cell)
            assert reached.min() >= max(first, 0)
            assert reached.max() < min(end, size)
            if pooling != "max":  # a maximum passes on one of its four cells alone
                assert (reached.min(), reached.max()) == (max(first, 0), min(end, size) - 1)
