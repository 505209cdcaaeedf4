"""Rasters of many small pictures."""

from __future__ import annotations

import numpy as np

from app.figures import tiles
from core.convolution.images import SHAPES, as_picture, held_out


def test_a_picture_keeps_its_colours_within_what_128_can_do():
    image = as_picture(held_out(SHAPES)[0][6].numpy())
    index, colours = tiles.pictured(image)
    assert np.abs(colours[index].astype(int) - image).mean() < 8
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    index, colours = tiles.pictured(grey)
    assert np.abs(colours[index][..., 0].astype(int) - grey).max() <= 2
