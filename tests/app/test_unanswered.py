"""A click or a knob that reaches the server together with a stage's request for a picture."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from app import unanswered
from tests.app.session import Session


@pytest.fixture
def playing() -> Session:
    """A visit to Train, whose run plays."""
    session = Session().open("train")
    session.button(key="train-play").click()
    session.act(session.button(key="train-play").id)
    assert session.button(key="train-play").label == "Pause"
    return session


def arrive_with_a_request(session: Session) -> None:
    """Send what was turned or clicked as a browser does that asks in the same moment."""
    session.tick("train-stage")


def test_pause_shows_on_the_page(playing: Session) -> None:
    playing.button(key="train-play").click()
    arrive_with_a_request(playing)
    assert playing.button(key="train-play").label == "Play"


def test_a_knob_acts(playing: Session) -> None:
    held = playing.session_state["train-playback"]
    playing.slider(key="train_noise").set_value(0.4)
    arrive_with_a_request(playing)
    assert playing.session_state["train-playback"].run.settings.noise == 0.4 != held.run.settings


def test_a_request_alone_draws_no_page(playing: Session) -> None:
    with patch.object(unanswered, "note", wraps=unanswered.note) as noted:
        for _ in range(3):
            playing.tick("train-stage")
    assert [call.kwargs for call in noted.call_args_list] == [{}, {}, {}]
