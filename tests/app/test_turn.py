"""One turn for all ticks: its order, what goes before it, and that nobody can keep it."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from app.turn import LONGEST, PATIENCE, PRESENT, FairTurn

SOON = 30  # seconds after which a test that waits has failed


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Ticking:
    """A tick in a thread of its own, which holds its turn until it is told to pass it on."""

    def __init__(self, turn: FairTurn, name: str, order: list[str]) -> None:
        self.began, self.go_on = Event(), Event()
        self._turn, self._name, self._order = turn, name, order
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        with self._turn.taken(self._name):
            self._order.append(self._name)
            self.began.set()
            self.go_on.wait(SOON)

    def end(self) -> None:
        self.go_on.set()
        self.thread.join(SOON)
        assert not self.thread.is_alive()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turn(clock: Clock) -> FairTurn:
    return FairTurn(clock)


def waiting(turn: FairTurn, number: int) -> None:
    """Wait until so many ticks stand in line."""
    while len(turn._waiting) < number:
        pass


def test_ticks_take_turns_in_the_order_in_which_they_came(turn: FairTurn) -> None:
    order: list[str] = []
    ticks = []
    for name in "abcde":
        ticks.append(Ticking(turn, name, order))
        if name == "a":
            assert ticks[0].began.wait(SOON)
        else:
            waiting(turn, len(ticks) - 1)
    assert order == ["a"]
    for at, tick in enumerate(ticks):
        assert tick.began.wait(SOON)
        assert order == list("abcde")[: at + 1]
        tick.end()


def test_a_request_never_waits_and_the_running_tick_is_told(turn: FairTurn) -> None:
    tick = Ticking(turn, "a", [])
    assert tick.began.wait(SOON)
    assert not turn.pressing
    with turn.request():
        assert turn.pressing
    assert not turn.pressing
    tick.end()


def test_the_next_tick_waits_until_the_request_is_answered(turn: FairTurn) -> None:
    with turn.request():
        tick = Ticking(turn, "a", [])
        waiting(turn, 1)
        assert not tick.began.wait(2 * PATIENCE)  # however often it looks
    assert tick.began.wait(SOON)
    tick.end()


def test_a_long_request_does_not_keep_ticks_waiting(turn: FairTurn, clock: Clock) -> None:
    with turn.request():
        tick = Ticking(turn, "a", [])
        waiting(turn, 1)
        clock.now += 1.01 * PATIENCE
        assert tick.began.wait(SOON)
        assert not turn.pressing
        tick.end()


def test_a_turn_that_is_held_too_long_is_passed_on(turn: FairTurn, clock: Clock) -> None:
    order: list[str] = []
    stuck = Ticking(turn, "stuck", order)
    assert stuck.began.wait(SOON)
    others = [Ticking(turn, "b", order)]
    waiting(turn, 1)
    others.append(Ticking(turn, "c", order))
    waiting(turn, 2)
    clock.now += 1.01 * LONGEST
    assert others[0].began.wait(SOON)
    stuck.end()  # its end must not call the next one while another holds the turn
    assert not others[1].began.is_set()
    others[0].end()
    assert others[1].began.wait(SOON)
    others[1].end()
    assert order == ["stuck", "b", "c"]


def test_a_tick_that_fails_passes_its_turn_on(turn: FairTurn) -> None:
    with pytest.raises(ZeroDivisionError), turn.taken("a"):
        raise ZeroDivisionError
    with turn.taken("b"):
        pass


def test_a_request_that_fails_is_over(turn: FairTurn) -> None:
    with pytest.raises(ZeroDivisionError), turn.request():
        raise ZeroDivisionError
    assert not turn.pressing


def test_players_count_until_they_have_been_away_for_a_while(turn: FairTurn, clock: Clock) -> None:
    for name in ("a", "b", "a"):
        with turn.taken(name):
            pass
    with turn.taken():  # the turn of something that is no run
        pass
    assert turn.players() == 2
    clock.now += 0.5 * PRESENT
    with turn.taken("b"):
        pass
    clock.now += 0.6 * PRESENT
    assert turn.players() == 1
    clock.now += PRESENT
    assert turn.players() == 0
