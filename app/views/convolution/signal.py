"""Signal: the same idea in one dimension."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import controls, downloads, page, plot, theme
from app.figures.convolution import signal as figures
from app.markdown import escape_markdown
from core.convolution import export, kernels, narration, signal
from core.convolution.presets import SIGNAL

START = "-1 0 1"


def show(slug: str) -> None:
    """Draw the view's knobs, presets, pictures, words and code."""
    with st.sidebar:
        settings = controls.settings(slug, signal.Settings)
        own = own_kernel(slug) if settings.filter == kernels.OWN else None
    controls.presets(slug, SIGNAL, settings)
    done = signal.filtered(settings, own)
    colours = theme.current()
    plot.show(
        {
            "signal": figures.signal(done, colours),
            "kernel": figures.kernel(done, colours),
            "output": figures.output(done, colours),
            "products": figures.products(done, colours),
        },
        key=f"{slug}-signal",
        rows=[[("signal", 5), ("kernel", 3)], [("output", 5), ("products", 3)]],
    )
    page.explanation(slug, narration.about_signal(done))
    page.code(
        slug,
        {
            "convolve": signal.convolve,
            "filtered": signal.filtered,
            "what is measured": signal.Filtered,
        },
        downloads=lambda: downloads.script(
            slug, export.signal_script(done), "A kernel on a signal"
        ),
    )


def own_kernel(slug: str) -> np.ndarray:
    """The kernel in the text field, or the last one that could be read."""
    text = st.text_input(
        "Your kernel",
        START,
        key=f"{slug}_weights",
        bind=controls.BIND,
        help="A row of numbers: −1 0 1 is a difference, 0.5 0.5 an average.",
    )
    try:
        kernel = signal.read(text)
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/warning:")
        return st.session_state.get(f"{slug}-own-weights", signal.read(START))
    st.session_state[f"{slug}-own-weights"] = kernel
    return kernel
