"""Curves: their pictures stand still, and they say what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures import activations as figures
from app.figures.activations.colours import colour
from app.figures.activations.curves import INPUTS, OUTPUTS
from app.theme import DARK, LIGHT
from core.activations.curves import curve, probe
from core.activations.preactivations import bell, measure
from core.activations.presets import CURVES, PRESETS
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS
from tests.app.pictures import check_axes


def curve_panels(settings, theme=LIGHT):
    arriving = bell(settings)
    shown = [curve(name) for name in settings.shown]
    probes = [probe(name, settings.probe) for name in settings.shown]
    preactivations = [measure(name, arriving) for name in settings.shown]
    return {
        "curves": figures.curves(shown, probes, preactivations[0], theme),
        "slopes": figures.slopes(shown, probes, theme),
        "outputs": figures.outputs(preactivations, theme),
        "states": figures.states(preactivations, theme),
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", PRESETS[CURVES])
def test_the_curves_of_every_preset_can_be_drawn(name, theme):
    check_axes(curve_panels(PRESETS[CURVES][name], theme))


def test_an_activation_keeps_its_colour_whatever_else_is_shown():
    for name in ACTIVATIONS:
        alone = curve_panels(Settings(shown=(name,)))
        together = curve_panels(Settings(shown=tuple(ACTIVATIONS)))
        for panels in (alone, together):
            drawn = {trace.get("name"): trace for trace in panels["curves"].data}
            assert drawn[name]["line"]["color"] == colour(name, LIGHT)
    assert len({colour(name, LIGHT) for name in ACTIVATIONS}) == len(ACTIVATIONS)


def test_the_axes_stand_still_when_knobs_turn():
    calm = Settings(shown=("sigmoid",))
    wild = Settings(shown=("ReLU", "identity"), probe=-6.0, mean=5.0, spread=5.0)
    first, second = curve_panels(calm), curve_panels(wild)
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
        histogram = measure(name, bell(settings)).outputs
        assert trace["y"].min() == row
        assert trace["y"].max() == pytest.approx(row + 0.82)
        fullest = trace["x"][trace["y"].argmax()]
        assert fullest == histogram.edges[histogram.share.argmax()]
        assert trace["customdata"].max() == pytest.approx(100 * histogram.share.max())


def test_states_fill_each_row():
    panel = curve_panels(Settings(shown=tuple(ACTIVATIONS), spread=3.0))["states"]
    assert sum(trace["x"] for trace in panel.data) == pytest.approx(np.full(10, 100))
