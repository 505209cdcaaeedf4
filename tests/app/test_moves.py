"""Hundreds of random moves in CI; a nightly run makes ten thousand (tests/app/moves.py)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import streamlit

from app import page
from tests.app import moves, whole
from tests.app.moves import Move, Walk, undisturbed

LEARNERS, MOVES = 8, 50


@pytest.fixture(autouse=True)
def alone():
    with undisturbed():
        yield


@pytest.mark.parametrize("seed", range(LEARNERS))
def test_no_move_breaks_a_page(seed: int) -> None:
    moves.walk(seed, MOVES)


# --- That it would notice ------------------------------------------------------------------------


def fails(*given: object) -> None:
    raise ZeroDivisionError


def speaks_python(*given: object) -> None:
    streamlit.caption("invalid literal for int() with base 10: 'x'")


def takes_markup(*given: object) -> None:
    streamlit.markdown(streamlit.session_state.get("activations_seen", "**q**"))


@pytest.mark.parametrize("seeing", [fails, speaks_python, takes_markup])
def test_a_fault_is_noticed_and_its_moves_are_left_in(
    monkeypatch: pytest.MonkeyPatch, seeing: Callable
) -> None:
    def only_in_depth(slug: str, sentences: list[str]) -> None:
        if streamlit.session_state.get("activations_view") == "Depth":
            seeing()

    monkeypatch.setattr(page, "explanation", only_in_depth)
    monkeypatch.setattr(moves, "SHRINKING", 30)
    asked = [
        Move("open", "gans"),
        Move("open", "activations"),
        Move("choose", "activations_view", "Linear vs nonlinear"),
        Move("press", "activations-play"),
        Move("choose", "activations_view", "Depth"),
    ]
    problem = moves.replay(asked)
    assert problem
    kept, _ = moves.shrink(asked, problem)
    assert kept == [Move("open", "activations"), Move("choose", "activations_view", "Depth")]


def test_a_run_that_goes_on_unseen_is_noticed() -> None:
    one = Walk()
    for move in (Move("open", "train"), Move("press", "train-step"), Move("open", "gans")):
        one.make(move)
    held = one.session.session_state["train-playback"]
    one.session.tick = lambda name: held.run.advance()
    one.make(Move("press", "gans-play"))
    with pytest.raises(whole.Broken, match="train went on"):
        one.make(Move("tick", "gans-stage"))


def test_a_run_that_nothing_asks_to_go_on_is_noticed() -> None:
    one = Walk()
    one.make(Move("open", "train"))
    one.session.session_state["train-playback"].playing = True
    with pytest.raises(whole.Broken, match="train says Play, and plays"):
        whole.check(one.session)


def test_a_value_out_of_range_is_noticed() -> None:
    one = Walk()
    one.make(Move("open", "train"))
    slider = one.session.slider(key="train_noise")
    slider.proto.max = slider.value - 0.01
    with pytest.raises(whole.Broken, match="train_noise is"):
        whole.check(one.session)


def test_an_address_that_says_too_little_is_noticed() -> None:
    one = Walk()
    one.make(Move("open", "train"))
    one.make(Move("choose", "train_hidden", 3))
    one.session.query_params.pop("train_hidden")
    with pytest.raises(whole.Broken, match="train_hidden is 3; by the address, 2"):
        one.make(Move("address"))
