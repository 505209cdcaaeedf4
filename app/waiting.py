"""A line that says what the page waits for, where an answer is not there yet."""

from __future__ import annotations

from typing import ParamSpec, TypeVar

import streamlit as st

from core.cache import Shared

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def answer(
    said: str, function: Shared[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
) -> Answer:
    """What a shared function answers, with a spinner that says ``said`` while it is computed."""
    if function.held(*args, **kwargs):
        return function(*args, **kwargs)
    with st.spinner(said):
        return function(*args, **kwargs)
