"""The text that the trained models read: written, typed or brought as a file."""

from __future__ import annotations

import streamlit as st

from app import uploads
from app.figures.sequences.heat import named
from app.page import plain
from core.intake.text import read_text
from core.sequences.reading import LONGEST, WRITTEN
from core.sequences.ship import vocabulary

OWN = "Your file"


def chosen(slug: str) -> str:
    """Draw the text field in the sidebar; at least two and at most ``LONGEST`` characters."""
    area, pick = f"{slug}-text", f"{slug}-text-from"

    def turn() -> None:
        if st.session_state[pick] in WRITTEN:
            st.session_state[area] = WRITTEN[st.session_state[pick]]

    first = next(iter(WRITTEN))
    st.session_state.setdefault(area, st.session_state.get(f"{area}-kept", WRITTEN[first]))
    with st.sidebar:
        source = st.selectbox(
            "Text", [*WRITTEN, OWN], key=pick, on_change=turn, persist_state="page"
        )
        brought = _file(slug) if source == OWN else None
        if brought is None:
            text = st.text_area(
                "Type your own", key=area, height=120, max_chars=LONGEST,
                help="Ctrl+Enter reads it.",
            )  # fmt: skip
            st.session_state[f"{area}-kept"] = text
        else:
            text = brought
        unknown = sorted(set(text) - set(vocabulary()))
        if unknown:
            said = plain(" ".join(named(sign) for sign in unknown[:12]))
            st.caption(f"Never seen in training, so read as one and the same sign: {said}")
        if len(text) < 2:
            st.warning("Two characters are the least; until then you see a story.")
            return WRITTEN[first]
    return text


def _file(slug: str) -> str | None:
    """The beginning of the learner's file, once there is one that can be read."""
    brought = uploads.file(f"{slug}-own-text", "A text file", ["txt", "md"], read_text)
    if brought is None:
        return None
    if len(brought.text) > LONGEST:
        st.caption(f"Its first {LONGEST} of {len(brought.text):,} characters are read here.")
    return brought.text[:LONGEST]
