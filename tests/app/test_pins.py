"""Pinning: the first click pins, the second unpins, and a doubled click changes nothing."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from app import pins

    now = st.number_input("Now", value=1)
    kept = pins.pin("demo", now, help="Keep it.")
    st.text(f"{now} beside {kept}")


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def turn(at: AppTest, now: int) -> str:
    at.number_input[0].set_value(now).run()
    return at.text[0].value


def test_a_pin_keeps_what_was_there_until_it_is_taken_out(at):
    assert at.text[0].value == "1 beside None"
    at.button(key="demo-pin").click().run()
    assert at.text[0].value == "1 beside 1"
    assert turn(at, 5) == "5 beside 1"
    at.button(key="demo-unpin").click().run()
    assert at.text[0].value == "5 beside None"
    at.button(key="demo-pin").click().run()
    assert turn(at, 2) == "2 beside 5"
    assert not at.exception


def test_there_is_one_button_at_a_time(at):
    assert [button.key for button in at.button] == ["demo-pin"]
    at.button(key="demo-pin").click().run()
    assert [button.key for button in at.button] == ["demo-unpin"]


def test_clicks_that_are_delivered_twice(at):
    """The second delivery calls the callback again, when the first one has done its work."""
    at.session_state["demo-pinned"] = 1
    at.button(key="demo-pin").click().run()
    assert turn(at, 7) == "7 beside 1"
    del at.session_state["demo-pinned"]
    at.button(key="demo-unpin").click().run()
    assert at.text[0].value == "7 beside None"
    assert not at.exception


def test_the_gradients_page_compares_with_what_is_pinned():
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    at.switch_page("../pages/gradients.py").run()
    at.button(key="gradients-pin").click().run()
    at.slider(key="gradients_depth").set_value(12).run()
    said = next(one.value for one in at.markdown if "What you are seeing" in one.value)
    assert "From A to B: Hidden layers 20 → 12" in said
    at.segmented_control(key="gradients_view").set_value("Training").run()
    assert at.button(key="gradients-unpin")
    at.button(key="gradients-unpin").click().run()
    said = next(one.value for one in at.markdown if "What you are seeing" in one.value)
    assert "**A**" not in said
    assert not at.exception
