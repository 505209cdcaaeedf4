"""The sentence encoder loaded behind the picture, with a line that says so."""

from __future__ import annotations

import streamlit as st

from app import boundary, encoder
from app.encoding_job import SETTLED
from app.markdown import escape_markdown


def warm_up(slug: str) -> None:
    """Load the encoder, and say so; to be called when the page is drawn."""
    if encoder.loaded():
        return
    times, refused = 0, ""

    def tick() -> None:
        nonlocal times, refused
        times += 1
        # While another visitor's page loads it, this one does not wait: a click here would as well.
        if times > 1 and not refused and not encoder.load.busy():
            try:
                encoder.load()
            except ValueError as problem:
                refused = str(problem)
            else:
                st.rerun()
        if refused:
            st.warning(escape_markdown(refused), icon=":material/cloud_off:")
            return
        st.caption(
            f":material/hourglass_top: {encoder.LOADING}; until then, the examples use "
            "precomputed vectors."
        )

    boundary.fragment(tick, run_every=SETTLED, key=f"{slug}-warming")()
