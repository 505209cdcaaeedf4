"""The pictures of a signal: drawable, and made of the numbers that were computed."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.convolution import signal as figures
from core.convolution import signal
from core.convolution.presets import SIGNAL
from tests.app.convolution.panels import THEMES, check_axes


@THEMES
@pytest.mark.parametrize("name", SIGNAL)
def test_signals_can_be_drawn(name, theme):
    done = signal.filtered(SIGNAL[name])
    drawn = (figures.signal, figures.output, figures.kernel, figures.products)
    panels = {draw.__name__: draw(done, theme) for draw in drawn}
    check_axes(*panels.values())
    assert panels["output"].data[2]["y"] == pytest.approx(done.products.sum())
    np.testing.assert_array_equal(panels["products"].data[0]["y"], done.products)
