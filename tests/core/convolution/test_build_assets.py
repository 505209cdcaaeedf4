"""The networks that come with the app: how good they are on what they never saw, and how small."""

from __future__ import annotations

import numpy as np
import pytest

from core.convolution import precomputed
from core.convolution.build_assets import SHIPPED, path, shipped
from core.convolution.hierarchy import levels
from core.convolution.images import SHAPES, SIZES, class_names, held_out
from core.convolution.network import build
from core.convolution.shift_invariance import AMOUNTS, accuracy, parameters

# What each of them is expected to reach on its held-out images, all of them.
REACHED = {
    "digits": 0.97,
    "shapes": 0.98,
    "canvas-flatten": 0.97,
    "canvas-maximum": 0.97,
    "canvas-dense": 0.93,
}


@pytest.mark.parametrize("name", SHIPPED)
def test_held_out_accuracy_and_size(name: str) -> None:
    x, y = held_out(SHIPPED[name].data)
    assert len(x) in (450, 500)
    assert accuracy(shipped(name), x, y) >= REACHED[name]
    assert path(name).stat().st_size < 2_000_000


def test_two_pixels_break_the_fully_connected_network_and_not_the_convolutional_one() -> None:
    found, at = precomputed.accuracies("shift"), AMOUNTS["shift"].index(2)
    assert found["fully connected"][0] > 0.93
    assert found["fully connected"][at] < 0.2
    assert found["convolution, maximum"][at] > 0.95
    assert found["convolution, flatten"][at] > 2 * found["fully connected"][at]
    sizes = parameters().values()
    assert max(sizes) / min(sizes) < 1.1


def test_later_blocks_know_more_of_the_class_and_random_weights_do_not() -> None:
    x, y = held_out(SHAPES)
    trained = levels(shipped(SHAPES), x, y)
    control = levels(build(SHIPPED[SHAPES], SIZES[SHAPES], len(class_names(SHAPES))).eval(), x, y)
    readable = [level.readability for level in trained]
    assert readable == sorted(readable)
    assert readable[-1] > 0.9
    assert max(level.readability for level in control) < 0.3
    selective = [level.selectivity.mean() for level in trained]
    assert selective == sorted(selective)
    assert [level.sees for level in trained] == [5, 14, 32]
    for kept, fresh in zip(precomputed.levels(SHAPES), (trained, control), strict=True):
        for one, other in zip(kept, fresh, strict=True):
            assert (one.layer, one.sees) == (other.layer, other.sees)
            assert np.allclose(one.orientation, other.orientation, atol=1e-4)
            assert np.allclose(one.selectivity, other.selectivity, atol=1e-4)
            assert one.readability == pytest.approx(other.readability, abs=2 / 250)
