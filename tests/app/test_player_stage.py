"""The stage between two whole runs of a page: when it draws again, and when it has nothing new."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from types import SimpleNamespace

import pytest

from app import player
from app.player import Playback
from tests.app.test_player import Walk


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A stage without a page: ``again()`` runs its fragment once more, ``drawn`` has its steps."""
    held = Playback("identity", Walk())
    drawn: list[int] = []
    fragments: list[Callable[[], None]] = []
    monkeypatch.setattr(
        player.st, "fragment", lambda live, **options: fragments.append(live) or live
    )
    monkeypatch.setattr(player.plot, "message", lambda frames, **more: None)
    monkeypatch.setattr(player.plot, "mount", lambda message, key: None)
    player.stage("page", held, lambda frame, latest: drawn.append(frame.step) or {}, rows=[])
    return SimpleNamespace(held=held, drawn=drawn, again=fragments[0])


def test_at_rest_nothing_is_drawn_again(shown: SimpleNamespace) -> None:
    shown.again()
    assert shown.drawn == [0]


def test_a_film_begun_again_is_drawn_wherever_its_frame_lies_in_memory(
    shown: SimpleNamespace,
) -> None:
    # The old frame makes room for the new one, which then often has the old one's identity.
    for times in range(2, 20):
        shown.held.restart_film()
        shown.again()
        assert len(shown.drawn) == times


def test_a_click_ends_the_tick_that_it_meets(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Playback("identity", Walk(step_takes=0.0))
    monkeypatch.setattr(player, "perf_counter", lambda: 0.0)  # this tick's time is never up
    ticking = Thread(target=held.tick, args=(None,))
    ticking.start()
    while not held.run.step:
        pass
    with held.taken():
        step = held.run.step
    ticking.join(timeout=30)
    assert not ticking.is_alive()
    held.advance(1)
    assert held.run.step > step
