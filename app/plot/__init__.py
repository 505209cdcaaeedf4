"""The one door through which a picture that changes reaches the page.

Streamlit rebuilds a plotly chart whenever its data changes. This component keeps its plots and
tells them what is new, plays the frames of a tick evenly, and when the run rests, scrubs through
its film without asking the server. For a picture that never changes, ``st.plotly_chart`` is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from time import time_ns

import streamlit as st

from app import theme
from app.components import component
from app.plot.pack import Message, pack
from app.plot.panel import Panel, Raster

__all__ = ["Message", "Panel", "Raster", "Row", "message", "mount", "show"]

_stage = component("stage", "plot/stage.js")

Row = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Sent:
    """The message that a stage was sent last, and the names of all that the browser then has."""

    number: int
    names: frozenset[str]
    encoded: bytes


# Of messages: each is another, whatever page or visitor it is for, also after a new start.
numbers = count(time_ns() // 1_000_000)


def message(
    frames: Sequence[Mapping[str, Panel]],
    *,
    rows: Sequence[Row] | None = None,
    labels: Sequence[str] = (),
    film: bool = False,
    progress: float | None = None,
    rate: float = 30,
    ask: bool = False,
    crowd: str = "",
    reached: Mapping[str, str | bool] | None = None,
) -> Message:
    """Frames of panels, by name, as ``mount`` puts them on the page.

    Several ``frames`` are played evenly until the next message is expected; with ``film`` they
    rest under a slider and a play button instead, opened at the last one. ``rows`` lays the panels
    out, each with a share of its row's width; on a phone they follow one another. ``labels``
    names each frame ("epoch 12"); ``progress`` (0 to 1) fills the bar beside a live label. ``rate``
    is how many frames a second a film shows. With ``ask``, the browser asks for the next message
    as this one reaches it; ``crowd`` is what it then says beside the bar. ``reached`` is the
    address parameter that says how far a run has come (app/reached.py).
    """
    rows = rows or [[(name, 1) for name in frames[-1]]]
    present = [[list(cell) for cell in row if cell[0] in frames[-1]] for row in rows]
    colours = theme.current()
    stage = {
        "number": next(numbers),
        "rows": [row for row in present if row],
        "film": film,
        "progress": progress,
        "rate": rate,
        "ask": ask,
        "crowd": crowd,
        "reached": reached,
        "colours": {"paper": colours.paper, "ink": colours.ink, "grid": colours.grid},
    }
    return pack(frames, labels or [""] * len(frames), stage)


def mount(message: Message, *, key: str) -> dict | None:
    """Put a message on the page; return what the learner selected in it by a click, if anything.

    The browser says the rest in the session's state of ``key``: under "drawn" the number of the
    message that it has drawn and how many frames of the one before, under "seen" the number of a
    film and the frame of it that was scrubbed to, under "missing" the number of a message that it
    could not read, because it never got the one before.
    """
    said = st.session_state.get(key) or {}
    sent: Sent | None = st.session_state.get(f"{key}-sent")
    number = message.header["number"]
    if sent is None or sent.number != number:
        known = frozenset() if sent is None or said.get("missing") == sent.number else sent.names
        sent = Sent(number, message.names, message.encode(known))
    elif said.get("missing") == number:
        sent = Sent(number, message.names, message.encode())
    st.session_state[f"{key}-sent"] = sent
    return _stage(
        key=key,
        data=sent.encoded,
        on_selected_change=lambda: None,
        on_drawn_change=lambda: None,
        on_seen_change=lambda: None,
        on_missing_change=lambda: None,
        on_reached_change=lambda: None,
    ).selected


def show(
    panels: Mapping[str, Panel], *, key: str, rows: Sequence[Row] | None = None
) -> dict | None:
    """Show panels, by name, without a film; see ``message`` and ``mount``."""
    return mount(message([panels], rows=rows), key=key)
