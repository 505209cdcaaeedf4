"""The pictures of the convolution page: drawable, and made of the numbers that were computed."""

from __future__ import annotations

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.convolution import parameters as parameter_figures
from app.figures.convolution import signal as signal_figures
from app.figures.convolution import slide as slide_figures
from app.plot.pack import pack
from app.theme import DARK, LIGHT
from core.convolution import narration, parameters, signal
from core.convolution.presets import PARAMETERS, SIGNAL, SLIDE
from core.convolution.settings import AVERAGE, MAXIMUM, Settings
from core.convolution.slide import slide
from core.data import images

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def check(panels):
    """Plotly's own checks; words, titled axes and a message that the browser can read."""
    for panel in panels.values():
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert panel.layout["xaxis"]["title"]["text"]
        assert panel.layout["xaxis"]["range"]
        assert all("hovertemplate" in trace or trace["hoverinfo"] == "skip" for trace in panel.data)
    readable(panels)


def readable(panels):
    message = pack([panels], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    # JavaScript's JSON knows no such numbers; in arrays they are gaps.
    json.loads(header, parse_constant=pytest.fail)


@THEMES
@pytest.mark.parametrize("name", SIGNAL)
def test_signals_can_be_drawn(name, theme):
    done = signal.filtered(SIGNAL[name])
    drawn = (
        signal_figures.signal,
        signal_figures.output,
        signal_figures.kernel,
        signal_figures.products,
    )
    panels = {draw.__name__: draw(done, theme) for draw in drawn}
    check(panels)
    assert panels["output"].data[2]["y"] == pytest.approx(done.products.sum())
    np.testing.assert_array_equal(panels["products"].data[0]["y"], done.products)


@THEMES
@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters_can_be_drawn(name, theme):
    done = parameters.saving(PARAMETERS[name])
    panels = {
        "growth": parameter_figures.growth(done, theme),
        "matrix": parameter_figures.matrix(done, theme),
    }
    check(panels)
    for count in done.counts:
        assert f"{count.name} {count.parameters:,}" in panels["growth"].alt
    low, high = panels["growth"].layout["yaxis"]["range"]
    for curve in done.curves.values():
        assert 10**low < curve.min()
        assert curve.max() < 10**high


def test_the_matrix_stands_the_right_way_up():
    done = parameters.saving(parameters.Settings(window=7, same=False))
    panel = parameter_figures.matrix(done, LIGHT)
    crisp = parameter_figures.CRISP
    # A raster's first row is the lowest one of the picture.
    np.testing.assert_array_equal(panel.raster.index[::-crisp, ::crisp], done.matrix)
    assert len(panel.raster.words) == len(panel.raster.colours) == 50


def test_rounding_is_not_painted_as_an_edge():
    even = images.Picture("even", np.full((1, 1), 85, np.uint8), "An even grey.")
    done = slide(even, Settings())
    assert 0 < np.abs(done.output).max() < 1e-6
    look = slide_figures.slide(done, (0, 0), LIGHT).diagram["pictures"]["output"]["look"]
    assert look == {"kind": "plain", "limit": 1.0}


EXTREMES = {
    "average beyond the end": Settings(
        operation=AVERAGE,
        pool_size=3,
        overhang=True,
        colour=True,
        takes="the image itself",
        resolution=7,
    ),
    "border that cannot win": Settings(operation=MAXIMUM, pool_padding=1, resolution=7),
    "seven by seven": Settings(size=7, padding=6, colour=True, resolution=64),
    "nothing but zeros": Settings(kernel="edges", size=1),
}


@THEMES
@pytest.mark.parametrize("name", SLIDE | EXTREMES)
def test_a_slide_tells_the_browser_every_number(name, theme):
    done = slide(images.drawing("house"), (SLIDE | EXTREMES)[name])
    panel = slide_figures.slide(done, narration.strongest(done), theme)
    readable({"slide": panel})
    spec = panel.diagram
    assert spec["padded"] is done.padded
    assert spec["output"] is done.output
    assert spec["kernel"] is done.kernel
    assert spec["formula"] == narration.formulas(done)
    assert len(spec["channels"]) == len(done.taken)
    # Every window of the output lies within the numbers that were sent.
    for side in (0, 1):
        span = spec["dilation"][side] * (spec["window"][side] - 1) + 1
        last = (done.output.shape[1 + side] - 1) * spec["stride"][side] + span
        assert last <= done.padded.shape[1 + side]
    for picture in spec["pictures"].values():
        finite = picture["array"][np.isfinite(picture["array"])]
        assert np.abs(finite).max(initial=0) <= picture["look"]["limit"] * (1 + 1e-6)
        assert len(picture["alt"]) > 20
    coloured = done.kernel is not None and len(done.kernel) == 3
    assert ("red" in spec["pictures"]) == coloured
