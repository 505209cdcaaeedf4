"""Input that arrives together with a picture's request for the next one.

Streamlit's browser part sends the changes of one moment together, and where one of them belongs to
a fragment, that fragment runs alone (``WidgetStateManager.scheduleFlush``, Streamlit 1.67). A click
on Pause would then act, and no button would show it; a knob that was turned would do nothing. So
every run notes at its end what the widgets say, and a fragment that runs by itself looks first
whether they say something else by now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import streamlit as st

NOTED = "unanswered-noted"
PRESSED, RELEASED = "true", "false"


@dataclass(frozen=True)
class _Noted:
    said: dict[str, str]
    whole: bool
    """Noted by a run of the whole page, in which a button that was clicked is still pressed."""


def note(*, whole: bool = False) -> None:
    """Note what all widgets say, now that the page shows it."""
    st.session_state[NOTED] = _Noted(_said(), whole)


def missed(own: str) -> bool:
    """Whether a widget says something that the page does not show.

    ``own`` is the key of the component that asks, whose state changes each time.
    """
    noted: _Noted | None = st.session_state.get(NOTED)
    if noted is None:
        return False
    now = _said()
    return any(
        now[key] != said
        for key, said in noted.said.items()
        if key in now
        and key != own
        and not (noted.whole and (said, now[key]) == (PRESSED, RELEASED))
    )


def _said() -> dict[str, str]:
    """The session's state as text by key: plain values as they are, other objects by identity."""
    return {
        str(key): json.dumps(value, default=_which, skipkeys=True)
        for key, value in st.session_state.items()
        if key != NOTED
    }


def _which(thing: object) -> object:
    # Streamlit makes the object of a file anew in each run.
    return getattr(thing, "file_id", id(thing))
