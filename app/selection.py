"""What a learner selected in a picture by a click, as the browser says it.

A browser can send anything: what comes out of here is at least a dictionary with names for keys.
What the values mean, and whether the picture still has such a thing, is for the view to check.
"""

from __future__ import annotations

import streamlit as st


def selected(stage: str) -> dict | None:
    """The last selection in the picture mounted under this key, or None."""
    sent = (st.session_state.get(stage) or {}).get("selected")
    return sent if isinstance(sent, dict) and sent else None


def unanswered(stage: str) -> dict | None:
    """The last selection, unless ``take`` gave it out already."""
    click = selected(stage)
    return None if click == st.session_state.get(f"{stage}-answered") else click


def take(stage: str) -> dict | None:
    """The last selection, once, so that a view turns its widgets by it a single time."""
    click = unanswered(stage)
    if click is not None:
        st.session_state[f"{stage}-answered"] = click
    return click
