"""The pictures of filters: galleries, weights and the hierarchy."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.convolution import filters as figures
from core.convolution.build_assets import shipped
from core.convolution.hierarchy import Level
from core.convolution.images import DIGITS, SHAPES, as_picture, held_out
from tests.app.convolution.panels import THEMES, check


@THEMES
@pytest.mark.parametrize("name", [DIGITS, SHAPES])
def test_images_and_weights_can_be_drawn(name, theme):
    image = as_picture(held_out(name)[0][0].numpy())
    words = {"title": "Two", "note": "of them"}
    check(
        figures.gallery([image, image[:4, :3]], ["a", "b"], theme, **words, across=4, selected=1),
        figures.weights(
            shipped(name).get_submodule("conv 2").weight.numpy(), theme, title="Weights"
        ),
    )


@THEMES
def test_the_hierarchy_can_be_drawn(theme):
    levels = [
        Level(f"ReLU {k}", 5 * k, np.full(4, 0.2 * k), np.full(4, 0.1), 0.3 * k) for k in (1, 2)
    ]
    check(figures.ladder(levels, levels, theme))
