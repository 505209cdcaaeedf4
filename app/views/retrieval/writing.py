"""A language model for the page: its name in the sidebar, and what it writes."""

from __future__ import annotations

import streamlit as st

from app import hub
from core.cache import shared
from core.retrieval.generator import LONGEST, NAME, Generator, load, write


def generator(slug: str) -> Generator | None:
    """The model that was loaded, or None and why; to be called where its knobs are to stand."""
    on = st.toggle(
        "A language model",
        key=f"{slug}-writing",
        persist_state="session",
        help="Optional: everything else works without it. The first time, the app downloads its "
        f"weights, about 270 MB for {NAME}. You need no key.",
    )
    if not on:
        return None
    return hub.model(f"{slug}-writing", NAME, load, until=_missing)


def _missing(name: str) -> None:
    st.caption("Press Load. Without a network, only models already on this computer work.")


def written(model: Generator, prompt: str) -> str:
    """What the model writes, or why it cannot; the latest answers are kept."""
    with st.spinner(f"Writing at most {LONGEST} tokens"):
        try:
            return _kept(model.name, prompt, model) or "(The model wrote nothing.)"
        except ValueError as problem:
            return str(problem)


@shared
def _kept(name: str, prompt: str, _model: Generator) -> str:
    return write(_model, prompt).text
