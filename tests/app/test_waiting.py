"""Answers that take long: the page goes on with what it shows while others are at work."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app import waiting
from app.turn import FairTurn
from core.knobs import Knobs, slider


@dataclass(frozen=True)
class Chosen(Knobs):
    """Settings of one knob."""

    size: int = slider(1, low=1, high=9, label="Size")


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> FairTurn:
    """A server's turn and a visit's state of their own."""
    own = FairTurn()
    monkeypatch.setattr(waiting, "turn", own)
    monkeypatch.setattr(waiting.st, "session_state", {})
    return own


def drawn(size: int, *ready: int) -> tuple[int, bool]:
    now, ask = waiting.settled("map", Chosen(size), lambda one: one.size in ready)
    return now.size, ask


def test_a_lone_visitor_waits_for_the_answer(turn: FairTurn) -> None:
    with turn.request():
        assert drawn(1) == (1, False)
        assert drawn(2, 1) == (2, False)


def test_among_others_the_picture_stays_until_the_browser_asks_again(turn: FairTurn) -> None:
    with turn.request(), turn.request():
        assert drawn(1) == (1, False)  # there is nothing to show yet
        assert drawn(2, 1) == (1, True)
        assert drawn(2, 1) == (2, False)  # the browser has asked: now it is computed
        assert drawn(1, 1, 2) == (1, False)


def test_a_knob_turned_twice_shows_the_last_setting(turn: FairTurn) -> None:
    with turn.taken("a player"):
        pass
    with turn.request():
        drawn(1)
        assert drawn(2, 1) == (1, True)
        assert drawn(3, 1) == (1, True)
        assert drawn(3, 1) == (3, False)


def test_what_is_ready_is_shown_at_once(turn: FairTurn) -> None:
    with turn.request(), turn.request():
        drawn(1)
        assert drawn(2, 1, 2) == (2, False)


def test_a_picture_that_is_no_longer_ready_is_not_waited_for(turn: FairTurn) -> None:
    with turn.request(), turn.request():
        drawn(1)
        assert drawn(2) == (2, False)
