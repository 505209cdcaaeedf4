"""A visit to the page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

VIEW = "gradients_view"


def seeing(at: AppTest) -> str:
    assert not at.exception
    return next(one.value for one in at.markdown if "What you are seeing" in one.value)


def turn(at: AppTest, view: str) -> str:
    at.segmented_control(key=VIEW).set_value(view).run()
    return seeing(at)
