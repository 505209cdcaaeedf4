"""The pictures of a digit that is shifted."""

from __future__ import annotations

import numpy as np

from app.figures.convolution import shift_invariance as figures
from core.convolution.build_assets import FLAT, shipped
from core.convolution.feature_maps import features
from core.convolution.images import CANVAS, class_names, held_out
from core.convolution.shift_invariance import AMOUNTS, equivariance, shift
from tests.app.convolution.panels import THEMES, check


@THEMES
def test_shifts_can_be_drawn(theme):
    x = held_out(CANVAS)[0][:1]
    found = features(shipped(FLAT), x)
    maps = found.maps["pool 2"]
    curves = {"a": np.linspace(1, 0, 5)}
    check(
        figures.errors(equivariance(shipped(FLAT), x, shift(x, 4, 4), 4, 4), theme),
        figures.accuracy("shift", "pixels", AMOUNTS["shift"], curves, 2, theme),
        figures.votes(class_names(CANVAS), {"a": found.probabilities}, 3, theme),
        figures.pair(maps[0], maps[1], "pool 2", theme),
    )
