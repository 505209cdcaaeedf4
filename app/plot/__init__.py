"""The one door through which a picture that changes reaches the page.

Streamlit rebuilds a plotly chart whenever its data changes. This component keeps its plots and
tells them what is new, plays the frames of a tick evenly, and when the run rests, scrubs through
its film without asking the server. For a picture that never changes, ``st.plotly_chart`` is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app import theme
from app.components import component
from app.plot.pack import pack
from app.plot.panel import Panel, Raster

__all__ = ["Panel", "Raster", "Row", "message", "mount", "show"]

_stage = component("stage", "plot/stage.js")

Row = Sequence[tuple[str, float]]


def message(
    frames: Sequence[Mapping[str, Panel]],
    *,
    rows: Sequence[Row] | None = None,
    labels: Sequence[str] = (),
    film: bool = False,
    progress: float | None = None,
    rate: float = 30,
    ask: int | None = None,
    crowd: str = "",
) -> bytes:
    """Frames of panels, by name, as ``mount`` puts them on the page.

    Several ``frames`` are played evenly until the next message is expected; with ``film`` they
    rest under a slider and a play button instead, opened at the last one. ``rows`` lays the panels
    out, each with a share of its row's width; on a phone they follow one another. ``labels``
    names each frame ("epoch 12"); ``progress`` (0 to 1) fills the bar beside a live label. ``rate``
    is how many frames a second a film shows. With ``ask``, the number of this message, the browser
    asks for the next one when it has drawn this; ``crowd`` is what it then says beside the bar.
    """
    rows = rows or [[(name, 1) for name in frames[-1]]]
    present = [[list(cell) for cell in row if cell[0] in frames[-1]] for row in rows]
    colours = theme.current()
    stage = {
        "rows": [row for row in present if row],
        "film": film,
        "progress": progress,
        "rate": rate,
        "ask": ask,
        "crowd": crowd,
        "colours": {"paper": colours.paper, "ink": colours.ink, "grid": colours.grid},
    }
    return pack(frames, labels or [""] * len(frames), stage)


def mount(message: bytes, *, key: str) -> dict | None:
    """Put a message on the page; return what the learner selected in it by a click, if anything.

    Where the message asks for the next one, the browser's answer stands under "drawn" in the
    session's state of ``key``: the message's number, and how many frames of the last it has drawn.
    """
    silent = {"on_selected_change": lambda: None, "on_drawn_change": lambda: None}
    return _stage(key=key, data=message, **silent).selected


def show(
    panels: Mapping[str, Panel], *, key: str, rows: Sequence[Row] | None = None
) -> dict | None:
    """Show panels, by name, that are no film; see ``message`` and ``mount``."""
    return mount(message([panels], rows=rows), key=key)
