"""The text that the trained models read: what is said of one that the learner brought."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.intake.text import Text


def view() -> None:
    import streamlit as st

    from app.views.sequences.text import chosen

    st.text(chosen("own"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("z" + "a" * 700, ["first 600 of 701", "one and the same sign: z"]),
        ("a\tb", ["one and the same sign: tab"]), ("ab", []),
    ],
)  # fmt: skip
def test_of_a_file_it_is_said_what_is_left_out_and_what_is_unknown(text, said) -> None:
    app = AppTest.from_function(view, default_timeout=60)  # the first one loads torch
    app.session_state["own-text-from"] = "Your file"
    app.session_state["own-own-text-read"] = Text(text, "mine.txt")
    app.run()
    assert not app.exception
    assert app.text[0].value == text[:600]
    captions = [caption.value for caption in app.caption]
    assert len(captions) == len(said)
    assert all(part in caption for part, caption in zip(said, captions, strict=True))
