"""A page that waits for an answer: it says so, or keeps its picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import streamlit as st

from app.turn import turn
from core.cache import Shared
from core.knobs import Knobs

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Chosen = TypeVar("Chosen", bound=Knobs)


def answer(
    said: str, function: Shared[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
) -> Answer:
    """The answer of a shared function, with a spinner that says ``said`` during computing."""
    if function.held(*args, **kwargs):
        return function(*args, **kwargs)
    with st.spinner(said):
        return function(*args, **kwargs)


def settled(stage: str, wanted: Chosen, ready: Callable[[Chosen], bool]) -> tuple[Chosen, bool]:
    """The settings to draw now, and whether the browser is to ask again when it has drawn them.

    While others are at work, an answer that is not ``ready`` would keep the knob waiting for long.
    Then the picture under the key ``stage`` stays as it is for now: the page answers at once, and
    what is ``wanted`` is computed for the browser's next request.
    """
    key = f"{stage}-settled"
    drawn, asked_for = st.session_state.get(key, (None, None))
    put_off = (
        drawn is not None
        and wanted != asked_for
        and turn.crowded()
        and not ready(wanted)
        and ready(drawn)
    )
    now = drawn if put_off else wanted
    st.session_state[key] = now, wanted
    return now, put_off
