"""A window that slides over a picture, with the arithmetic of the cell it stands on.

The browser gets every number at once and does one cell at a time by itself, so that pointing at
a cell, stepping and playing need no server. Only an edited kernel is sent back.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import theme
from app.components import component
from app.plot import Panel
from app.plot.pack import pack

__all__ = ["show"]

_slide = component("slide", "slide/slide.js")


def show(panel: Panel, *, key: str, edited: Callable[[str], None]) -> None:
    """Show the slide that ``panel.diagram`` describes; see ``app.figures.convolution.slide``.

    ``edited`` is called with the text of a kernel, as ``core.convolution.kernels.write`` makes it,
    before the rerun that follows an edit. A browser can send anything: what is no text is dropped.
    """

    def tell() -> None:
        text = st.session_state[key].get("kernel")
        if isinstance(text, str):
            edited(text)

    colours = theme.current()
    stage = {"colours": {"paper": colours.paper, "ink": colours.ink, "grid": colours.grid}}
    _slide(key=key, data=pack([{"slide": panel}], [""], stage).encode(), on_kernel_change=tell)
