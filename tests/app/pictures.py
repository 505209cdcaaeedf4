"""What holds for every picture: plotly takes it, words say what it shows, a browser can read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import plotly.graph_objects as go

from app.plot import Panel
from app.plot.pack import pack


def check(
    panels: Mapping[str, Panel] | Iterable[Panel], *, worded: bool = True
) -> dict[str, Panel]:
    """Plotly's own checks; words for those who cannot see; a message that the browser can read.

    The pixels of a picture that is not ``worded`` stand for themselves and say nothing.
    """
    named = (
        dict(panels)
        if isinstance(panels, Mapping)
        else {str(at): panel for at, panel in enumerate(panels)}
    )
    for name, panel in named.items():
        go.Figure(panel.data, panel.layout)
        assert panel.title, name
        assert len(panel.alt) > 20, name
        assert "nan" not in panel.note, name
        for trace in panel.data:
            assert "hovertemplate" in trace or trace.get("hoverinfo") in ("skip", "text"), name
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours) <= 256, name
            assert len(panel.raster.words) == worded * len(panel.raster.colours), name
            if panel.raster.rows:
                named_cells = len(panel.raster.rows), len(panel.raster.columns)
                assert panel.raster.index.shape == named_cells, name
    message = pack([named], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    # JavaScript's JSON knows no such numbers; in arrays they are gaps.
    assert b"NaN" not in header
    assert b"Infinity" not in header
    return named


def check_axes(panels: Mapping[str, Panel] | Iterable[Panel]) -> dict[str, Panel]:
    """The same of panels whose horizontal axis stands still and says what it is."""
    named = check(panels)
    for name, panel in named.items():
        assert panel.layout["xaxis"]["title"]["text"], name
        assert panel.layout["xaxis"]["range"], name
    return named
