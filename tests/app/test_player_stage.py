"""The stage between two whole runs of a page: when it draws again, and when it has nothing new."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from types import SimpleNamespace

import pytest

from app import playback, player, plot
from app.playback import FRAMES, LONGEST, Playback
from tests.app.test_player import Walk


class Browser:
    """What a browser would say in the session's state: which message it has drawn."""

    def __init__(self) -> None:
        self.state: dict = {}

    def get(self, key: str) -> dict | None:
        return self.state if key == "page-stage" else None

    def items(self) -> list[tuple[str, dict]]:
        return [("page-stage", self.state)]

    def __setitem__(self, key: str, value: object) -> None:
        """What the page notes for itself is left out here."""


@pytest.fixture
def shown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A stage without a page: ``again()`` runs its fragment once more, ``drawn`` has its steps."""
    walk = Walk()
    monkeypatch.setattr(player.turn, "players", lambda: 2)
    monkeypatch.setattr(playback, "perf_counter", lambda: walk.now)  # however busy the machine is
    held = Playback("identity", walk)
    drawn: list[int] = []
    fragments: list[Callable[[], None]] = []
    monkeypatch.setattr(
        player.st, "fragment", lambda live, **options: fragments.append(live) or live
    )
    messages: list[dict] = []
    browser = Browser()
    monkeypatch.setattr(player.st, "session_state", browser)
    monkeypatch.setattr(
        player.plot,
        "message",
        lambda frames, **more: (
            messages.append({"frames": len(frames), **more, "number": len(messages) + 1})
            or plot.Message({"number": len(messages)}, {}, {})
        ),
    )
    monkeypatch.setattr(player.plot, "mount", lambda message, key: None)
    held.playing = getattr(request, "param", False)
    below: list[int] = []
    player.stage(
        "page",
        held,
        lambda frame, latest: drawn.append(frame.step) or {},
        rows=[],
        below=lambda frame, selected: below.append(frame.step),
    )

    def again(drawn: object = None, seen: object = None) -> None:
        browser.state = {"drawn": drawn, "seen": seen}
        fragments[0]()

    return SimpleNamespace(held=held, drawn=drawn, below=below, again=again, messages=messages)


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others play at the same time."""
    monkeypatch.setattr(player.turn, "players", lambda: 15)


plays = pytest.mark.parametrize("shown", [True], indirect=True)


def test_at_rest_nothing_is_drawn_again(shown: SimpleNamespace) -> None:
    shown.again()
    assert shown.drawn == [0]


def test_the_words_follow_the_frame_that_was_scrubbed_to(shown: SimpleNamespace) -> None:
    for _ in range(3):
        shown.held.advance(2)
    shown.again()
    film, drawn = shown.messages[-1]["number"], [*shown.drawn]
    for index, step in enumerate((0, 2, 4, 6)):
        shown.again(seen=[film, index])
        assert shown.below[-1] == step
    assert shown.drawn == drawn  # the pictures stay


@pytest.mark.parametrize(
    "seen", [None, "junk", [1], [0, 0], [2, 9], [2, -1], [2, 0.5], [[], []], {"number": 2}]
)
def test_a_place_outside_the_film_is_its_end(shown: SimpleNamespace, seen: object) -> None:
    shown.held.advance(2)
    shown.again()
    assert shown.messages[-1]["number"] == 2
    shown.again(seen=seen)
    assert shown.below[-1] == 2


@plays
def test_a_place_in_a_film_is_not_one_in_what_is_played(shown: SimpleNamespace) -> None:
    number = shown.messages[-1]["number"]
    shown.again([number, FRAMES])
    shown.again(seen=[number, 0])  # of the message before
    assert shown.below[-1] == shown.held.run.step


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
    monkeypatch.setattr(playback, "perf_counter", lambda: 0.0)  # this tick's time is never up
    ticking = Thread(target=held.tick, args=(None,))
    ticking.start()
    while not held.run.step:
        pass
    with held.priority_lock():
        step = held.run.step
    ticking.join(timeout=30)
    assert not ticking.is_alive()
    held.advance(1)
    assert held.run.step > step


@plays
def test_a_browser_that_has_drawn_the_latest_picture_gets_the_next(shown: SimpleNamespace) -> None:
    step = shown.held.run.step
    number = shown.messages[-1]["number"]
    shown.again([number, FRAMES])
    assert shown.held.run.step > step
    assert shown.messages[-1]["number"] > number
    assert shown.messages[-1]["frames"] == FRAMES


@plays
@pytest.mark.parametrize(
    "drawn", [None, [0, 3], [1.5, 1], "junk", {"number": 1}, [[], []], [None, None], [1]]
)
def test_an_answer_to_any_other_picture_neither_trains_nor_draws(
    shown: SimpleNamespace, drawn: object
) -> None:
    step = shown.held.run.step
    shown.again(drawn)
    assert shown.held.run.step == step
    assert len(shown.messages) == 1


@plays
def test_an_answer_given_twice_trains_once(shown: SimpleNamespace, crowd: None) -> None:
    number = shown.messages[-1]["number"]
    shown.again([number, FRAMES])
    step = shown.held.run.step
    shown.again([number, FRAMES])
    assert shown.held.run.step == step


@plays
def test_no_more_frames_are_made_than_the_browser_comes_to_draw(
    shown: SimpleNamespace, crowd: None
) -> None:
    made = []
    for drawn in (0, 1, 2, 10**9, -7):
        shown.again([shown.messages[-1]["number"], drawn])
        made.append(shown.messages[-1]["frames"])
    assert made == [1, 2, FRAMES, FRAMES, 1]


def test_after_a_pause_the_film_comes_when_the_browser_has_drawn_the_picture(
    shown: SimpleNamespace,
) -> None:
    assert shown.messages[-1]["film"]
    shown.held.halted = True
    player.stage("page", shown.held, lambda frame, latest: {}, rows=[])
    assert not shown.messages[-1]["film"]
    assert shown.messages[-1]["ask"]
    assert not shown.held.halted


@plays
def test_a_run_that_was_paused_while_it_waited_for_its_turn_does_not_train(
    shown: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def paused(who: object) -> Iterator[None]:
        shown.held.playing = False
        yield

    monkeypatch.setattr(player.turn, "taken", paused)
    step = shown.held.run.step
    shown.again([shown.messages[-1]["number"], FRAMES])
    assert shown.held.run.step == step
    assert len(shown.messages) == 1


def test_a_request_shortens_the_tick_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Playback("identity", Walk())
    with player.turn.request():
        frames = held.tick(None)
    assert [frame.step for frame in frames] == [1]


def test_a_full_room_is_told_and_a_lone_player_never(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Playback("identity", Walk())
    held.pace = 0.72
    monkeypatch.setattr(player.turn, "players", lambda: 15)
    assert player.crowd(held) == "15 people are training here, so the pictures change every 0.7 s"
    held.pace = 0.1
    assert player.crowd(held) == ""
    held.pace = 5.0
    monkeypatch.setattr(player.turn, "players", lambda: 1)
    assert player.crowd(held) == ""


def test_the_pace_is_that_of_the_latest_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Walk(step_takes=0.01)
    monkeypatch.setattr(playback, "perf_counter", lambda: run.now)
    monkeypatch.setattr(player.turn, "players", lambda: 2)
    held = Playback("identity", run)
    for _ in range(20):
        run.now += 1.5 - LONGEST
        held.tick(None)
    assert held.pace == pytest.approx(1.5 / FRAMES, rel=0.1)
    run.now += 60  # a pause is no slow room
    held.tick(None)
    assert held.pace < 0.3


class Guarded(Walk):
    """A walk that notices when two threads are on it at once, and gives them every chance."""

    met = False

    def advance(self) -> None:
        self.met |= getattr(self, "_inside", False)
        self._inside = True
        time.sleep(0)  # lets another thread in, where nothing keeps it out
        super().advance()
        self._inside = False


def test_scripts_that_overlap_never_step_one_run_at_once() -> None:
    held = Playback("identity", Guarded())

    def tick_on() -> None:
        while held.run.step < 4_500:
            held.tick(None)

    script = [Thread(target=held.advance, args=(2_000,)) for _ in range(2)]
    script.append(Thread(target=tick_on))
    for thread in script:
        thread.start()
    for thread in script:
        thread.join()
    assert held.run.step >= 4_500
    assert not held.run.met
