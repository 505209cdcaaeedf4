"""A link with a run's step: the page plays up to there, or says why it cannot."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from app import reached
from app.playback import Playback
from tests.app.test_pages import PLAYERS, checked, opened, player, press, same, turn
from tests.app.test_player import Walk

NUMBER = 7  # of the message that the browser answers


def first(**walk: object) -> Playback:
    return Playback("identity", Walk(**walk), first=True)


def sentence(held: Playback, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the page notes."""
    said: list[str] = [""]
    place = SimpleNamespace(info=lambda text, **icon: said.append(text))
    monkeypatch.setattr(reached, "st", SimpleNamespace(container=lambda: place))
    reached.note(held)
    return said[-1]


def test_the_address_says_the_step_once_there_is_one() -> None:
    held = first()
    assert reached.parameter("page", held) == {"name": "page_at", "value": "", "first": True}
    held.advance(12)
    assert reached.parameter("page", held) == {"name": "page_at", "value": "12", "first": False}


@pytest.mark.parametrize("how", ["own", "edited"])
def test_the_address_says_what_no_link_carries(how: str) -> None:
    held = first()
    setattr(held if how == "own" else held.run, how, True)
    held.advance(3)
    assert reached.parameter("page", held)["value"] == "3-own"


def test_a_step_that_was_reached_is_played_to_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    held = first()
    assert reached.follow(held, [NUMBER, "1203"], NUMBER)
    assert held.playing
    assert held.goal == 1203
    told = "This run had reached lap 240 (step 1,203). It is played again up to there."
    assert sentence(held, monkeypatch) == told
    held.advance(1203)
    assert held.arrived
    assert sentence(held, monkeypatch) == ""


@pytest.mark.parametrize(
    "asked", ["junk", "", "0", "-5", "1e3", "12.5", "101", "9" * 400, "٣", "<b>"]
)
def test_what_is_no_step_of_the_run_is_answered(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = first(total=100)
    assert reached.follow(held, [NUMBER, asked], NUMBER)
    assert not held.playing
    told = sentence(held, monkeypatch)
    assert "takes whole numbers from 1 to 100" in told
    assert "<b>" not in told
    held.advance(1)
    assert sentence(held, monkeypatch) == ""


def test_a_run_on_data_of_ones_own_begins_anew_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    held = first()
    assert reached.follow(held, [NUMBER, "40-own"], NUMBER)
    assert not held.playing
    told = sentence(held, monkeypatch)
    assert told.startswith("This run had reached lap 8 (step 40). Part of it was your own data")


@pytest.mark.parametrize(
    "said", [None, "40", 40, [], [NUMBER], [NUMBER, 40], [NUMBER - 1, "40"], {"at": 40}]
)
def test_what_no_browser_of_ours_says_changes_nothing(said: object) -> None:
    held = first()
    assert not reached.follow(held, said, NUMBER)
    assert held.first
    assert not held.playing


def test_only_the_first_run_of_a_visit_follows_the_address() -> None:
    held = first()
    held.first = False
    assert not reached.follow(held, [NUMBER, "40"], NUMBER)
    begun = first()
    begun.advance(1)
    assert not reached.follow(begun, [NUMBER, "40"], NUMBER)


def asked(at: AppTest, key: str, text: str) -> AppTest:
    """The page after its browser asked for what the address says."""
    assert reached.follow(at.session_state[f"{key}-playback"], [NUMBER, text], NUMBER)
    return checked(at.run())


@pytest.mark.parametrize(("slug", "view", "key"), PLAYERS)
def test_every_run_is_played_again_to_the_same_frame(slug: str, view: str, key: str) -> None:
    at = player(slug, view)
    for _ in range(3):
        press(at, f"{key}-step")
    press(at, f"{key}-round") if at.session_state[f"{key}-playback"].run.round < 60 else None
    before: Playback = at.session_state[f"{key}-playback"]
    parameter = reached.parameter(key, before)
    assert parameter["value"] == str(before.run.step)
    again = asked(player(slug, view), key, parameter["value"])
    assert any("It is played again up to there." in info.value for info in again.info) or (
        again.session_state[f"{key}-playback"].run.step == before.run.step
    )
    for _ in range(200):
        held: Playback = again.session_state[f"{key}-playback"]
        if not held.playing:
            break
        checked(again.run())
    assert held.run.step == before.run.step
    assert same(held.run.frame(), before.run.frame())
    checked(again.run())
    assert not any("played again" in info.value for info in again.info)
    assert again.button(key=f"{key}-play").label == "Play"


def test_a_weight_that_was_set_by_hand_and_a_table_are_in_no_link() -> None:
    at = press(opened("train"), "train-step")
    held: Playback = at.session_state["train-playback"]
    held.run.edit_weight(0, 0, 0, 1.0)
    assert reached.parameter("train", held)["value"] == "1-own"
    at = turn(opened("train"), "selectbox", "train_data", "own points")
    points = [(-2.0, 1.0, 0), (2.0, 1.0, 1), (-2.0, 0.0, 0), (2.0, 0.0, 1)]
    at.session_state["train-points_kept"] = {"start": [], "count": 0, "points": points}
    press(checked(at.run()), "train-step")
    held = at.session_state["train-playback"]
    assert reached.parameter("train", held)["value"] == "1-own"
