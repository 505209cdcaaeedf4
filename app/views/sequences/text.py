"""The text that the trained models read: written, typed or brought as a file."""

from __future__ import annotations

import streamlit as st

from app import boundary, uploads
from app.figures.sequences.heat import named
from app.markdown import escape_markdown
from core.parsing.text import read_text
from core.sequences.build_assets import VOCABULARY
from core.sequences.text_reading import LONGEST, WRITTEN

OWN = "Your file"
LINKED = 120  # characters of a text that a link still carries


def chosen(slug: str) -> str:
    """Draw the text field in the sidebar; at least two and at most ``LONGEST`` characters.

    The page's address has a short one of the learner's own, or the name of a written one.
    """
    area, pick, link = f"{slug}-text", f"{slug}-text-from", f"{slug}_text"

    def turn() -> None:
        if st.session_state[pick] in WRITTEN:
            st.session_state[area] = WRITTEN[st.session_state[pick]]

    first = next(iter(WRITTEN))
    given = st.query_params.get(link, first)
    st.session_state.setdefault(pick, given if given in WRITTEN else first)
    with st.sidebar:
        source = st.selectbox(
            "Text",
            [*WRITTEN, OWN],
            key=pick,
            on_change=boundary.callback(turn),
            persist_state="page",
        )
        brought = _file(slug) if source == OWN else None
        written = WRITTEN.get(source, WRITTEN[first])
        if brought is None:
            linked = WRITTEN.get(given, given[:LONGEST])
            st.session_state.setdefault(area, st.session_state.get(f"{area}-kept", linked))
            text = st.text_area(
                "Type your text",
                key=area,
                height=120,
                help="Press Ctrl+Enter to use it.",
            )
            if len(text) > LONGEST:
                st.caption(f"Only the first {LONGEST} of {len(text):,} characters are used.")
                text = text[:LONGEST]
            st.session_state[f"{area}-kept"] = text
        else:
            text = brought
        if text == written:
            _set(link, source if source in WRITTEN and source != first else None)
        else:
            _own(link, text)
        unknown = sorted(set(text) - set(VOCABULARY))
        if unknown:
            said = escape_markdown(" ".join(named(sign) for sign in unknown[:12]))
            st.caption(f"The model does not know these characters and treats them as one: {said}")
        if len(text) < 2:
            st.warning("Enter at least two characters; until then you see a story.")
            return WRITTEN[first]
    return text


def _own(link: str, text: str) -> None:
    """Put the learner's text into the page's address, or say that it is too long."""
    if 2 <= len(text) <= LINKED:
        _set(link, text)
        st.caption("The page's address contains your text, so a copied link opens with it.")
        return
    _set(link, None)
    if len(text) > LINKED:
        st.caption(
            f"The page's address holds at most {LINKED} characters, so a copied link opens without "
            "your text."
        )


def _set(link: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(link, None)
    elif st.query_params.get(link) != value:
        st.query_params[link] = value


def _file(slug: str) -> str | None:
    """The beginning of the learner's file, once there is one that can be read."""
    brought = uploads.file(f"{slug}-own-text", "A text file", ["txt", "md"], read_text)
    if brought is None:
        return None
    notes = [*brought.notes]
    if len(brought.text) > LONGEST:
        notes.append(f"Only the first {LONGEST} of its {len(brought.text):,} characters are used.")
    if notes:
        uploads.tell(notes)
    return brought.text[:LONGEST]
