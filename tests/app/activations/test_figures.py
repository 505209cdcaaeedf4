"""The pictures of the activations page: plotly accepts them, and they say what was measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures import activations as figures
from app.figures.activations.colours import colour
from app.figures.activations.curves import INPUTS, OUTPUTS
from app.plot.pack import pack
from app.theme import DARK, LIGHT
from core.activations.curves import curve, probe
from core.activations.depth import centring
from core.activations.linear import collapse
from core.activations.linear_vs_nonlinear import contest
from core.activations.preactivations import bell, landing
from core.activations.presets import CURVES, DEPTH, PRESETS, WHY
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.train.race import Race


def curve_panels(settings, theme=LIGHT):
    arriving = bell(settings)
    shown = [curve(name) for name in settings.shown]
    probes = [probe(name, settings.probe) for name in settings.shown]
    landings = [landing(name, arriving) for name in settings.shown]
    return {
        "curves": figures.curves(shown, probes, landings[0], theme),
        "slopes": figures.slopes(shown, probes, theme),
        "outputs": figures.outputs(landings, theme),
        "states": figures.states(landings, theme),
    }


def depth_panels(settings, theme=LIGHT):
    measured = centring(settings)
    draw = (figures.signal, figures.push, figures.spread, figures.contrast)
    return {one.__name__: one(measured, theme) for one in draw}


@pytest.fixture(scope="module")
def race():
    """A race of two epochs."""
    run = Race(*contest(Settings(stack_width=2)))
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


def check(panels):
    """Plotly's own checks; and words, titled axes and a message that the browser can read."""
    for panel in panels.values():
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert panel.layout["xaxis"]["title"]["text"]
        assert panel.layout["xaxis"]["range"]
        assert all("hovertemplate" in trace or trace["hoverinfo"] == "skip" for trace in panel.data)
    message = pack([panels], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    # JavaScript's JSON knows no such numbers; in arrays they are gaps.
    assert b"NaN" not in header
    assert b"Infinity" not in header


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", PRESETS[CURVES])
def test_the_curves_of_every_preset_can_be_drawn(name, theme):
    check(curve_panels(PRESETS[CURVES][name], theme))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", PRESETS[DEPTH])
def test_the_depth_of_every_preset_can_be_drawn(name, theme):
    check(depth_panels(PRESETS[DEPTH][name], theme))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", PRESETS[WHY])
def test_the_stack_of_every_preset_can_be_drawn(name, theme):
    settings = PRESETS[WHY][name]
    check(figures.collapse_maps(collapse(settings), settings, theme))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_race_can_be_drawn(race, theme):
    check(race_panels(race, theme))


def test_an_activation_keeps_its_colour_whatever_else_is_shown():
    for name in ACTIVATIONS:
        alone = curve_panels(Settings(shown=(name,)))
        together = curve_panels(Settings(shown=tuple(ACTIVATIONS)))
        for panels in (alone, together):
            drawn = {trace.get("name"): trace for trace in panels["curves"].data}
            assert drawn[name]["line"]["color"] == colour(name, LIGHT)
    assert len({colour(name, LIGHT) for name in ACTIVATIONS}) == len(ACTIVATIONS)


def test_the_axes_stand_still_when_knobs_turn():
    calm = Settings(shown=("sigmoid",), depth=2)
    wild = Settings(shown=("ReLU", "identity"), probe=-6.0, mean=5.0, spread=5.0, depth=20)
    for draw in (curve_panels, depth_panels):
        first, second = draw(calm), draw(wild)
        for name in first:
            for axis in ("xaxis", "yaxis") if name not in ("outputs", "states") else ("xaxis",):
                assert first[name].layout[axis]["range"] == second[name].layout[axis]["range"]


def marker(panel, name):
    """The probe's marker on one activation."""
    return next(
        trace
        for trace in panel.data
        if trace["mode"] == "markers" and trace["hovertemplate"].startswith(f"{name} at")
    )


@pytest.mark.parametrize(
    ("x", "symbol"), [(1.0, "circle"), (6.0, "triangle-up"), (-6.0, "triangle-down")]
)
def test_the_probe_stays_in_the_frame_and_says_its_value(x, symbol):
    shown = marker(curve_panels(Settings(shown=("identity",), probe=x))["curves"], "identity")
    assert shown["marker"]["symbol"] == symbol
    assert OUTPUTS[0] < shown["y"][0] < OUTPUTS[1]
    assert f"has output {x:.3f}" in shown["hovertemplate"]


def test_the_probe_lies_on_curve_and_slope():
    panels = curve_panels(Settings(shown=("tanh",), probe=0.5))
    assert marker(panels["curves"], "tanh")["y"][0] == pytest.approx(np.tanh(0.5))
    assert marker(panels["slopes"], "tanh")["y"][0] == pytest.approx(1 - np.tanh(0.5) ** 2)


def test_data_beyond_the_frame_are_counted_in_words():
    inside = curve_panels(Settings(spread=1.0))["curves"]
    assert "outside" not in inside.note
    wide = Settings(spread=5.0)
    share = float((np.abs(bell(wide)) > INPUTS[1]).mean())
    assert f"{100 * share:.0f}% of the data lie outside" in curve_panels(wide)["curves"].note
    outputs = curve_panels(Settings(shown=("identity",), spread=2.0))["outputs"]
    values = bell(Settings(spread=2.0))
    share = float(((values < OUTPUTS[0]) | (values > OUTPUTS[1])).mean())
    assert outputs.layout["annotations"][0]["text"] == f"{100 * share:.0f}% beyond"


def test_each_row_of_outputs_is_its_histogram():
    settings = Settings(shown=("ReLU", "tanh"))
    panel = curve_panels(settings)["outputs"]
    for row, name, trace in zip((1, 0), settings.shown, panel.data, strict=False):
        histogram = landing(name, bell(settings)).outputs
        assert trace["y"].min() == row
        assert trace["y"].max() == pytest.approx(row + 0.82)
        fullest = trace["x"][trace["y"].argmax()]
        assert fullest == histogram.edges[histogram.share.argmax()]
        assert trace["customdata"].max() == pytest.approx(100 * histogram.share.max())


def test_states_fill_each_row():
    panel = curve_panels(Settings(shown=tuple(ACTIVATIONS), spread=3.0))["states"]
    assert sum(trace["x"] for trace in panel.data) == pytest.approx(np.full(10, 100))


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


def test_the_band_is_the_mean_and_one_spread_on_each_side():
    settings = Settings(shown=("tanh",), depth=3)
    measured = centring(settings)
    band, mean = depth_panels(settings)["signal"].data
    assert mean["y"] == pytest.approx(measured.mean[0])
    assert band["y"][:4] == pytest.approx(measured.mean[0] + measured.spread[0])
    assert band["y"][::-1][:4] == pytest.approx(measured.mean[0] - measured.spread[0])
