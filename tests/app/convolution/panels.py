"""What every picture of the convolution page has to be."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest

from app.plot import Panel
from app.plot.pack import pack
from app.theme import DARK, LIGHT

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def check(*panels: Panel) -> None:
    """Plotly's own checks; words for those who cannot see; a message that the browser can read."""
    for panel in panels:
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert panel.layout["xaxis"]["range"]
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours) <= 256
    readable(*panels)


def check_axes(*panels: Panel) -> None:
    """The same for panels with numbers along their axes: a title, and something to hover."""
    check(*panels)
    for panel in panels:
        assert panel.layout["xaxis"]["title"]["text"]
        assert all("hovertemplate" in trace or trace["hoverinfo"] == "skip" for trace in panel.data)


def readable(*panels: Panel) -> None:
    """The browser's own reader takes the message that carries the panels."""
    message = pack([dict(enumerate(panels))], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    # JavaScript's JSON knows no such numbers; in arrays they are gaps.
    json.loads(header, parse_constant=pytest.fail)
