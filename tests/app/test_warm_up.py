"""What is loaded behind the picture: step by step, once for all, and said."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app import encoder, warm_up


def page():
    import streamlit as st

    from app import warm_up

    warm_up.status("page", st.session_state.steps, meanwhile="You can play.")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has loaded nothing."""
    monkeypatch.setattr(warm_up, "_done", set())
    monkeypatch.setattr(warm_up, "_problems", {})
    monkeypatch.setattr(encoder, "loaded", lambda: False)
    warm_up._do.cache.clear()


def runs(steps: dict, times: int) -> AppTest:
    """The page after so many requests of the browser's timer."""
    at = AppTest.from_function(page, default_timeout=30)
    at.session_state["steps"] = steps
    for _ in range(times):
        at.run()
        assert not at.exception
    return at


def test_every_step_is_taken_once_and_said(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    steps = {name: lambda name=name: taken.append(name) for name in ("first", "second")}
    line = lines(monkeypatch)
    warm_up.status("page", steps, meanwhile="You can play.")
    said = []
    for _ in range(4):
        line[0]()
        said.append([*taken])
    # The picture comes first, and between two steps a click has its turn.
    assert said == [[], ["first"], ["first"], ["first", "second"]]


def test_the_line_says_what_comes_and_what_works_meanwhile(fresh: None) -> None:
    (line,) = runs({"loading A": lambda: None, "loading B": lambda: None}, 1).caption
    assert line.value.endswith("Warming up, 0 of 2 done: loading A. You can play.")


def test_what_cannot_be_loaded_is_said_to_everybody(fresh: None) -> None:
    def refused() -> None:
        raise ValueError("The weights are not the published ones.")

    warm_up._do("loading A", refused)
    at = runs({"loading A": refused}, 2)
    assert [warning.value for warning in at.warning] == ["The weights are not the published ones."]
    assert not at.caption


def test_an_encoder_that_is_there_is_not_loaded_again(
    fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "loaded", lambda: True)
    assert not runs(warm_up.ENCODER, 1).caption


def lines(monkeypatch: pytest.MonkeyPatch) -> list:
    """The fragments that are drawn, to run as the browser's timer would; no page is there."""
    drawn: list = []

    def fragment(function, **options):
        drawn.append(function)
        return lambda: None

    monkeypatch.setattr(warm_up.boundary, "fragment", fragment)
    monkeypatch.setattr(warm_up.st, "rerun", lambda: None)
    return drawn
