"""Keep something of a page to compare the next with: one button that pins, and then unpins."""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

from app import boundary

Kept = TypeVar("Kept")


def pin(slug: str, now: Kept, *, help: str) -> Kept | None:
    """The button, and what is pinned at the moment. ``now`` is what a click would pin."""
    key = f"{slug}-pinned"
    pinned: Kept | None = st.session_state.get(key)
    if pinned is None:
        st.button(
            "Pin",
            icon=":material/keep:",
            key=f"{slug}-pin",
            help=help,
            on_click=boundary.callback(st.session_state.__setitem__),
            args=(key, now),
        )
    else:
        st.button(
            "Unpin",
            icon=":material/keep_off:",
            key=f"{slug}-unpin",
            on_click=boundary.callback(st.session_state.pop),
            args=(key, None),
        )
    return pinned
