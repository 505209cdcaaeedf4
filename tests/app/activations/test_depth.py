"""Depth: the pictures of a signal on its way through a deep stack."""

from __future__ import annotations

import pytest

from app.figures import activations as figures
from app.theme import DARK, LIGHT
from core.activations.depth import signal_propagation
from core.activations.presets import DEPTH, PRESETS
from core.activations.settings import Settings
from tests.app.pictures import check_axes


def depth_panels(settings, theme=LIGHT):
    measured = signal_propagation(settings)
    draw = (figures.signal, figures.push, figures.spread, figures.contrast)
    return {one.__name__: one(measured, theme) for one in draw}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", PRESETS[DEPTH])
def test_the_depth_of_every_preset_can_be_drawn(name, theme):
    check_axes(depth_panels(PRESETS[DEPTH][name], theme))


def test_the_axes_of_the_depth_stand_still_when_knobs_turn():
    calm = Settings(shown=("sigmoid",), depth=2)
    wild = Settings(shown=("ReLU", "identity"), depth=20)
    first, second = depth_panels(calm), depth_panels(wild)
    for name in first:
        for axis in ("xaxis", "yaxis"):
            assert first[name].layout[axis]["range"] == second[name].layout[axis]["range"]


def test_the_band_is_the_mean_and_one_spread_on_each_side():
    settings = Settings(shown=("tanh",), depth=3)
    measured = signal_propagation(settings)
    band, mean = depth_panels(settings)["signal"].data
    assert mean["y"] == pytest.approx(measured.mean[0])
    assert band["y"][:4] == pytest.approx(measured.mean[0] + measured.spread[0])
    assert band["y"][::-1][:4] == pytest.approx(measured.mean[0] - measured.spread[0])
