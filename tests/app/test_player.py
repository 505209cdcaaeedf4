"""Playing a run: how far a tick goes, what the film keeps, and what the buttons do to it."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app import playback
from app.playback import ALONE, FRAMES, LONGEST, SHARE, SHORTEST, Playback
from core.train import Run, Settings


@dataclass(frozen=True)
class Snapshot:
    step: int
    nbytes: int = 1000


class Walk:
    """A run whose steps and frames take a known time on a clock of its own."""

    round_name = "lap"

    def __init__(
        self,
        total: int = 10**6,
        step_takes: float = 0.001,
        frame_takes: float = 0.0,
        ends: str = "",
    ) -> None:
        self.settings = SimpleNamespace(seed=3)
        self.step, self.round, self.total = 0, 5, total
        self.finished: str | None = None
        self.now, self._ends = 100.0, ends or "The budget is used up."
        self._step_takes, self._frame_takes = step_takes, frame_takes

    def advance(self) -> None:
        if self.finished:
            raise RuntimeError(self.finished)
        self.step += 1
        self.now += self._step_takes
        if self.step == self.total:
            self.finished = self._ends

    def frame(self) -> Snapshot:
        self.now += self._frame_takes
        return Snapshot(self.step)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch):
    """Makes playbacks of walks, on the walk's own clock, in a room of so many players."""

    def make(players: int = 2, **walk: object) -> Playback:
        run = Walk(**walk)
        monkeypatch.setattr(playback, "perf_counter", lambda: run.now)
        monkeypatch.setattr(playback.turn, "players", lambda: players)
        return Playback("identity", run)

    return make


def steps(frames: list[Snapshot]) -> list[int]:
    return [frame.step for frame in frames]


def test_a_playback_opens_with_the_first_picture(played) -> None:
    assert steps(played().film.frames) == [0]


def test_at_full_speed_a_tick_is_evenly_cut_into_pictures(played) -> None:
    held = played()
    held.ticked = held.run.now - SHORTEST
    frames = steps(held.tick(None))
    assert len(frames) == FRAMES
    np.testing.assert_allclose(np.diff([0, *frames]), SHORTEST / FRAMES / 0.001, atol=1)


@pytest.mark.parametrize(
    ("away", "budget"), [(0.0, SHORTEST), (0.07, SHARE * 0.07), (0.1, SHARE * 0.1), (60.0, LONGEST)]
)
def test_a_tick_takes_a_share_of_the_time_since_the_last_one_within_limits(
    played, away: float, budget: float
) -> None:
    held = played()
    held.ticked = held.run.now - away
    begun = held.run.now
    held.tick(None)
    assert held.run.now - begun == pytest.approx(budget, abs=0.0011)


@pytest.mark.parametrize(("away", "budget"), [(0.07, SHARE * 0.07), (60.0, ALONE)])
def test_who_plays_alone_gets_longer_ticks_with_more_pictures(
    played, away: float, budget: float
) -> None:
    held = played(players=1)
    held.ticked = held.run.now - away
    begun = held.run.now
    frames = held.tick(None)
    assert held.run.now - begun == pytest.approx(budget, abs=0.0011)
    assert len(frames) == (2 * FRAMES if budget > LONGEST else FRAMES)
    assert len(held.tick(None, at_most=2)) == 2


def test_the_first_tick_is_no_longer_than_any_other(played) -> None:
    held = played()
    begun = held.run.now
    held.tick(None)
    assert held.run.now - begun <= LONGEST + 0.0011


def test_pictures_that_take_long_become_fewer_and_the_tick_no_longer(played) -> None:
    held = played(frame_takes=0.03)
    held.ticked = held.run.now - 60
    begun = held.run.now
    frames = held.tick(None)
    assert 1 <= len(frames) < FRAMES
    assert held.run.now - begun <= LONGEST + 0.03 + 0.0011


def test_a_step_longer_than_a_tick_still_gets_on(played) -> None:
    held = played(step_takes=1.0)
    assert steps(held.tick(None)) == [1]
    assert steps(held.tick(1)) == [2]


@pytest.mark.parametrize("pace", [1, 5])
def test_at_a_fixed_pace_each_picture_is_so_many_steps_on(played, pace: int) -> None:
    held = played()
    assert steps(held.tick(pace)) == [pace * share for share in range(1, FRAMES + 1)]


def test_a_round_a_picture_shows_whole_rounds_also_where_one_outlasts_a_tick(played) -> None:
    held = played(step_takes=0.03)
    shown = [frame.step for _ in range(6) for frame in held.tick(held.run.round)]
    assert len(shown) > 2
    assert all(step % held.run.round == 0 for step in shown)


@pytest.mark.parametrize("pace", [None, 1, 5])
def test_a_run_stops_at_its_end_and_a_further_tick_shows_the_end(played, pace: int | None) -> None:
    held = played(total=7)
    frames = [frame for _ in range(4) for frame in held.tick(pace)]
    assert held.run.finished
    assert frames[-1].step == held.film[-1].step == 7
    assert steps(held.tick(pace)) == [7]


def test_steps_go_as_far_as_the_run_does(played) -> None:
    held = played(total=12)
    held.advance(5)
    held.advance(100)
    assert steps(held.film) == [0, 5, 12]
    held.advance(1)
    assert steps(held.film) == [0, 5, 12]


def test_the_film_is_bounded_and_keeps_both_ends(played) -> None:
    held = played()
    for _ in range(1000):
        held.tick(None)
    assert len(held.film) <= held.film.most
    assert held.film.nbytes <= held.film.most_bytes
    assert held.film[0].step == 0
    assert held.film[-1].step == held.run.step


def test_a_film_that_is_begun_again_has_the_picture_of_now(played) -> None:
    held = played()
    held.advance(5)
    held.restart_film()
    assert steps(held.film) == [5]


# --- On a page ---------------------------------------------------------------------------------


def page() -> None:
    """A page with a run of three knobs, played without pictures."""
    from types import SimpleNamespace

    import streamlit as st

    from app import player, plot
    from core.train import Run, Settings

    drawn = []

    def message(frames, *, film, labels, **more):
        drawn.append((film, list(labels)))
        return plot.Message({"number": len(drawn)}, {}, {})

    kept = plot.message, plot.mount
    plot.message, plot.mount = message, lambda message, key: None
    try:
        seed = st.number_input("Seed", 0, 9999, 0, key="page_seed")
        rate = st.select_slider("Rate", (0.01, 10.0), 0.01, key="page_rate")
        epochs = st.selectbox("Epochs", (5000, 50), key="page_epochs")
        settings = Settings(
            samples=50,
            hidden=(3,),
            epochs=epochs,
            seed=seed,
            learning_rate=rate,
            data="plane",
            optimiser="SGD",
        )
        held = player.playback("page", settings, lambda: Run(settings))
        player.transport("page", held)
        player.stage("page", held, lambda frame, latest: {}, rows=[])
    finally:
        plot.message, plot.mount = kept
    st.session_state["seen"] = SimpleNamespace(film=drawn[-1][0], labels=drawn[-1][1], held=held)


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def press(at: AppTest, button: str) -> AppTest:
    at.button(key=f"page-{button}").click().run()
    assert not at.exception
    return at


def seen(at: AppTest) -> SimpleNamespace:
    return at.session_state["seen"]


def buttons(at: AppTest) -> dict[str, bool]:
    """Which buttons of the row can be pressed."""
    return {button.key.removeprefix("page-"): not button.disabled for button in at.button}


def same(one: object, other: object) -> bool:
    """Whether two frames are equal, bit for bit."""
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    return one == other


def test_at_rest_there_is_a_film_of_one_picture(at: AppTest) -> None:
    assert seen(at).film
    assert seen(at).labels == ["epoch 0 · step 0"]
    assert at.button(key="page-play").label == "Play"


def test_one_step_one_round_many_steps(at: AppTest) -> None:
    press(at, "step")
    assert seen(at).labels[-1] == "epoch 0 · step 1"
    press(at, "round")
    assert seen(at).labels[-1] == "epoch 1 · step 4"
    at.number_input(key="page-steps").set_value(20)
    press(at, "several")
    assert seen(at).labels[-1] == "epoch 8 · step 24"


def test_play_moves_on_with_each_tick_until_pause(at: AppTest) -> None:
    press(at, "play")
    first = seen(at).held.run.step
    assert first > 0
    assert not seen(at).film
    assert at.button(key="page-play").label == "Pause"
    assert not buttons(at)["step"]
    press(at, "play")
    rested = seen(at).held.run.step
    assert at.button(key="page-play").label == "Play"
    at.run()
    assert seen(at).held.run.step == rested
    assert seen(at).film
    assert seen(at).labels[0] == "epoch 0 · step 0"


def test_a_step_a_picture_is_a_step_a_picture(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playback.turn, "players", lambda: 2)
    at.segmented_control(key="page-pace").set_value("after every step")
    press(at, "step")  # the first one waits for what torch loads then
    press(at, "play")
    assert seen(at).labels == [f"epoch {at // 3} · step {at}" for at in range(2, 2 + FRAMES)]


def play_to_the_end(at: AppTest) -> None:
    """Tick until the run is finished; how many ticks that takes is up to the machine."""
    for _ in range(200):
        if seen(at).held.run.finished:
            break
        at.run()


def test_a_run_that_is_through_says_so_and_rests(at: AppTest) -> None:
    at.selectbox(key="page_epochs").set_value(50).run()
    at.number_input(key="page-steps").set_value(5000)
    press(at, "several")
    play_to_the_end(at)
    assert [info.value for info in at.info] == ["The budget of 50 epochs is used up."]
    assert buttons(at) == {
        "play": False,
        "step": False,
        "round": False,
        "reset": True,
        "reseed": True,
        "several": False,
    }


def test_a_run_that_ends_while_it_plays_stops_playing(at: AppTest) -> None:
    at.selectbox(key="page_epochs").set_value(50).run()
    press(at, "play")
    play_to_the_end(at)
    assert not seen(at).held.playing
    assert at.button(key="page-play").label == "Play"
    assert seen(at.run()).film


def test_a_run_that_diverges_says_where_and_what_to_try(at: AppTest) -> None:
    at.select_slider(key="page_rate").set_value(10.0)
    at.run()
    press(at, "play")
    assert not seen(at).held.playing
    (said,) = at.info
    assert said.value.startswith("Diverged after step ")
    assert "Try a lower learning rate" in said.value


def test_reset_goes_back_to_the_very_same_weights(at: AppTest) -> None:
    first = seen(at).held.run.frame()
    press(at, "round")
    later = seen(at).held.run.frame()
    assert not same(first, later)
    press(at, "reset")
    assert same(seen(at).held.run.frame(), first)
    press(at, "round")
    assert same(seen(at).held.run.frame(), later)


def test_reset_stops_a_run_that_plays(at: AppTest) -> None:
    press(at, "play")
    press(at, "reset")
    assert not seen(at).held.playing
    assert seen(at).labels == ["epoch 0 · step 0"]


def test_a_new_seed_gives_other_weights_and_the_old_one_the_old(at: AppTest) -> None:
    first = seen(at).held.run.frame()
    press(at, "reseed")
    assert at.number_input(key="page_seed").value == 1
    assert not same(seen(at).held.run.frame(), first)
    at.number_input(key="page_seed").set_value(0)
    at.run()
    assert same(seen(at).held.run.frame(), first)


def test_the_last_seed_is_followed_by_the_first(at: AppTest) -> None:
    at.number_input(key="page_seed").set_value(9999)
    at.run()
    press(at, "reseed")
    assert at.number_input(key="page_seed").value == 0


def test_new_settings_begin_anew_and_go_on_playing(at: AppTest) -> None:
    press(at, "play")
    before = seen(at).held
    at.number_input(key="page_seed").set_value(7)
    at.run()
    now = seen(at).held
    assert now is not before
    assert now.playing
    assert now.run.settings.seed == 7
    assert now.run.step > 0
    at.number_input(key="page_seed").set_value(8)
    press(at, "play")
    assert not seen(at).held.playing


def test_a_session_holds_one_run_however_often_the_settings_change(at: AppTest) -> None:
    for seed in range(5):
        at.number_input(key="page_seed").set_value(seed)
        at.run()
    state = at.session_state.to_dict()
    assert [key for key, value in state.items() if isinstance(value, Playback)] == ["page-playback"]


def test_frames_of_the_same_settings_are_bit_equal() -> None:
    settings = Settings(samples=50, hidden=(3,), dropout=0.2)
    pair = [Run(settings) for _ in range(2)]
    for run in pair:
        held = Playback(settings, run)
        held.advance(10)
    assert same(*(run.frame() for run in pair))
