"""The text that the trained models read: what is said of one that the learner brought."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.parsing.text import Text
from core.sequences.text_reading import WRITTEN


def view() -> None:
    import streamlit as st

    from app.views.sequences.text import chosen

    st.text(chosen("own"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("é" + "a" * 700, ["first 600 of its 701", "holds at most", "treats them as one: é"]),
        ("a\tb", ["contains your text", "treats them as one: tab"]),
        ("ab", ["contains your text"]),
    ],
)
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


def test_a_short_text_of_ones_own_is_in_the_address_and_a_long_one_is_said_not_to_be() -> None:
    app = AppTest.from_function(view, default_timeout=60).run()
    assert "own_text" not in app.query_params
    assert not app.caption
    app.text_area(key="own-text").set_value("the cat & the hat\n50% (or so)").run()
    assert app.query_params["own_text"] == "the cat & the hat\n50% (or so)"
    opened = AppTest.from_function(view, default_timeout=60)
    opened.query_params["own_text"] = app.query_params["own_text"]
    opened.run()
    assert opened.text[0].value == app.text[0].value
    app.text_area(key="own-text").set_value("long " * 25).run()
    assert "own_text" not in app.query_params
    assert "at most 120 characters" in app.caption[0].value
    app.selectbox(key="own-text-from").set_value("A long aside").run()
    assert app.text[0].value.startswith("My aunt")
    assert app.query_params["own_text"] == "A long aside"
    opened = AppTest.from_function(view, default_timeout=60)
    opened.query_params["own_text"] = "A long aside"
    opened.run()
    assert opened.text[0].value == app.text[0].value
    assert opened.selectbox(key="own-text-from").value == "A long aside"
    opened.selectbox(key="own-text-from").set_value("Your file").run()
    opened.text_area(key="own-text").set_value(WRITTEN["A story"]).run()
    assert "own_text" not in opened.query_params
    assert not app.caption


def test_of_a_text_too_long_the_beginning_is_read_and_that_is_said() -> None:
    app = AppTest.from_function(view, default_timeout=60).run()
    app.text_area(key="own-text").set_value("sword" * 414).run()
    assert app.text[0].value == "sword" * 120
    assert "Only the first 600 of 2,070 characters are used." in [c.value for c in app.caption]
    assert not app.exception
