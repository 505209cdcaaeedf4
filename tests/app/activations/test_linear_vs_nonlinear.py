"""Linear vs nonlinear: maps of a stack beside one layer, and the race between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.figures import activations as figures
from app.theme import DARK, LIGHT
from core.activations.linear import collapse
from core.activations.linear_vs_nonlinear import as_race
from core.activations.presets import PRESETS, WHY
from core.activations.settings import Settings
from core.train.race import Race
from tests.app.pictures import check_axes


@pytest.fixture(scope="module")
def race():
    """A race of two epochs."""
    run = Race(*as_race(Settings(stack_width=2)))
    while run.epoch < 2:
        run.advance()
    return run


def race_panels(run, theme=LIGHT):
    frame = run.frame()
    panels = {
        name: figures.race_map(frame, name, run.prepared[0], run.plane, theme)
        for name in frame.variants
    }
    return panels | {"loss": figures.race_loss(frame, frame, run.settings.epochs, theme)}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", PRESETS[WHY])
def test_the_stack_of_every_preset_can_be_drawn(name, theme):
    settings = PRESETS[WHY][name]
    check_axes(figures.collapse_maps(collapse(settings), settings, theme))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_race_can_be_drawn(race, theme):
    check_axes(race_panels(race, theme))


def test_maps_to_compare_share_their_colours():
    settings = Settings()
    maps = figures.collapse_maps(collapse(settings), settings, LIGHT)
    assert np.array_equal(maps["stack"].raster.index, maps["single"].raster.index)
    assert not np.array_equal(maps["bent"].raster.index, maps["plane"].raster.index)
    assert maps["bent"].raster.words == maps["plane"].raster.words


def test_a_silent_stack_has_the_colour_of_zero():
    settings = Settings(between="ReLU")
    silent = replace(collapse(settings), bent=np.zeros((31, 31)), plane=np.zeros((31, 31)))
    assert set(figures.collapse_maps(silent, settings, LIGHT)["bent"].raster.index.flat) == {128}


def test_the_race_marks_an_earlier_picture_and_draws_the_seeds(race):
    latest = race.frame()
    drawn = figures.race_loss(latest, latest, 100, LIGHT)
    assert not drawn.layout["shapes"]
    band, mean = drawn.data[:2]
    losses = latest.validation_loss[0]
    assert mean["y"] == pytest.approx(losses.mean(axis=0))
    assert band["y"] == pytest.approx(np.concatenate([losses.max(0), losses.min(0)[::-1]]))
    earlier = figures.race_loss(replace(latest, epoch=1), latest, 100, LIGHT)
    assert earlier.layout["shapes"][0]["x0"] == 1


def test_the_race_maps_carry_their_points_once(race):
    first, second = race_panels(race)["tanh"], race_panels(race)["tanh"]
    assert first.data is second.data
    assert sum(len(trace["x"]) for trace in first.data) == len(race.prepared[0].raw_validation)


def test_a_variant_that_diverged_is_called_so(race):
    frame = race.frame()
    lost = tuple(replace(one, diverged=4, metric=float("nan")) for one in frame.standings)
    gone = replace(frame, standings=lost, maps=np.full_like(frame.maps, np.nan))
    panel = figures.race_map(gone, "tanh", race.prepared[0], race.plane, LIGHT)
    assert panel.note == "diverged"
