"""The pictures of the numbers of parameters: drawable, and made of what was counted."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.convolution import parameters as figures
from app.theme import LIGHT
from core.convolution import parameters
from core.convolution.presets import PARAMETERS
from tests.app.convolution.panels import THEMES, check_axes


@THEMES
@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters_can_be_drawn(name, theme):
    done = parameters.saving(PARAMETERS[name])
    panels = {
        "growth": figures.growth(done, theme),
        "matrix": figures.matrix(done, theme),
    }
    check_axes(*panels.values())
    for count in done.counts:
        assert f"{count.name} {count.parameters:,}" in panels["growth"].alt
    low, high = panels["growth"].layout["yaxis"]["range"]
    for curve in done.curves.values():
        assert 10**low < curve.min()
        assert curve.max() < 10**high


def test_the_matrix_stands_the_right_way_up():
    done = parameters.saving(parameters.Settings(window=7, same=False))
    panel = figures.matrix(done, LIGHT)
    crisp = figures.CRISP
    # A raster's first row is the lowest one of the picture.
    np.testing.assert_array_equal(panel.raster.index[::-crisp, ::crisp], done.matrix)
    assert len(panel.raster.words) == len(panel.raster.colours) == 50
