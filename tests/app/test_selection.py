"""What was clicked in a picture: taken once, and nothing that a browser sends breaks a page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app import selection

CLICK = {"panel": "map", "point": 3}


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict:
    """The session's state without a session."""
    kept: dict = {}
    monkeypatch.setattr(selection, "st", SimpleNamespace(session_state=kept))
    return kept


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        {"selected": None},
        {"selected": "junk"},
        {"selected": [1]},
        {"selected": 5},
        {"selected": {}},
    ],
)
def test_what_is_no_selection_is_none(state: dict, sent: object) -> None:
    state["stage"] = sent
    assert selection.selected("stage") is None
    assert selection.unanswered("stage") is None
    assert selection.take("stage") is None


def test_a_selection_is_taken_once_and_stays_selected(state: dict) -> None:
    assert selection.take("stage") is None
    state["stage"] = {"selected": CLICK}
    assert selection.unanswered("stage") == CLICK
    assert selection.take("stage") == CLICK
    assert selection.take("stage") is None
    assert selection.unanswered("stage") is None
    assert selection.selected("stage") == CLICK
    state["stage"] = {"selected": CLICK | {"point": 4}}
    assert selection.take("stage") == CLICK | {"point": 4}
