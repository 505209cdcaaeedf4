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
        if source == OWN:
            brought = uploads.file(f"{slug}-own-text", "A text file", ["txt", "md"], read_text)
            if brought:
                st.caption(f"Its first {LONGEST} characters are read here.")
                return brought.text[:LONGEST]
        text = st.text_area(
            "Type your own", key=area, height=120, max_chars=LONGEST,
            help="Ctrl+Enter reads it.",
        )  # fmt: skip
    st.session_state[f"{area}-kept"] = text
    unknown = sorted(set(text) - set(vocabulary()))
    if unknown:
        with st.sidebar:
            said = plain(" ".join(named(sign) for sign in unknown[:12]))
            st.caption(f"Never seen in training, so read as one and the same sign: {said}")
    if len(text) < 2:
        with st.sidebar:
            st.warning("Two characters are the least; until then you see a story.")
        return WRITTEN[first]
    return text
