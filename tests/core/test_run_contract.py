"""The Run protocol, on everything that follows it, and the Film that keeps frames."""

import pickle
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.gans import digits, pair
from core.gans import play as game
from core.run import Film
from core.sequences import forecast, learning, memory
from core.train import Race, RaceSettings, Run, Settings

SMALL = Settings(samples=50, batch_size=20, epochs=50, hidden=(3,))
RUNS = {
    "run": lambda: Run(SMALL),
    "race": lambda: Race(SMALL, RaceSettings(activations=("ReLU", "tanh"), seeds=2)),
}


@pytest.fixture(params=RUNS)
def run(request):
    return RUNS[request.param]()


# Runs whose rounds, budgets and endings are tested beside what they teach.
OTHERS = {
    "memory": lambda seed: memory.Run(memory.Settings(lag=5, seeds=1, seed=seed)),
    "characters": lambda seed: learning.Run(learning.Settings(units=16, window=8, seed=seed)),
    "forecast": lambda seed: forecast.Run(forecast.Settings(units=4, seed=seed)),
    "game": lambda seed: game.Run(game.Settings(batch=16, seed=seed)),
    "pair of games": lambda seed: pair.Pair(pair.PairSettings(seed=seed)),
    "digits": lambda seed: digits.DigitsRun(digits.DigitsSettings(seed=seed)),
}


@dataclass(frozen=True)
class Still:
    step: int
    nbytes: int = 1
    mark: str = ""


def film_of(frames: int, **limits) -> Film:
    film = Film(**limits)
    for step in range(frames):
        film.append(Still(step))
    return film


def test_a_run_starts_at_zero_with_a_budget_of_whole_rounds(run):
    assert run.step == 0
    assert run.finished is None
    assert run.round_name == "epoch"
    assert run.round == 2  # 25 training examples in batches of 20
    assert run.total == run.round * SMALL.epochs
    assert run.settings == SMALL


def test_each_advance_is_one_step_until_the_budget_is_used_up(run):
    for done in range(run.total):
        assert run.step == done
        assert run.finished is None
        run.advance()
    assert run.step == run.total
    assert "50 epochs" in run.finished
    with pytest.raises(RuntimeError, match="50 epochs"):
        run.advance()


def test_a_frame_tells_its_step_and_its_weight(run):
    run.advance()
    frame = run.frame()
    assert frame.step == 1
    assert 1_000 < frame.nbytes < 100_000


@pytest.mark.parametrize("name", OTHERS)
def test_every_run_follows_the_protocol(name):
    one, other = OTHERS[name](0), OTHERS[name](0)
    assert (one.step, one.finished, one.settings.seed) == (0, None, 0)
    assert one.round_name in ("round", "epoch")
    assert one.total % one.round == 0
    for done in range(3):
        assert one.frame().step == one.step == done
        assert 0 < one.frame().nbytes < 100_000
        one.advance()
        other.advance()  # nobody looks at this one
    assert pickle.dumps(one.frame()) == pickle.dumps(other.frame())
    assert pickle.dumps(one.frame()) != pickle.dumps(OTHERS[name](0).frame())


def test_the_protocol_needs_no_torch():
    code = "import sys, core.run; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(frames=st.integers(1, 300), most=st.integers(2, 40))
def test_a_film_keeps_the_first_the_latest_and_an_even_stride(frames, most):
    steps = [frame.step for frame in film_of(frames, most=most)]
    assert steps[0] == 0
    assert steps[-1] == frames - 1
    assert len(steps) <= most
    strides = {after - before for before, after in pairwise(steps[:-1])}
    assert len(strides) <= 1
    # Thinned no more than it has to be: with half the stride there would be too many.
    stride = next(iter(strides), 1)
    assert stride == 1 or (frames - 1) // (stride // 2) + 1 > most // 2


def test_a_film_stays_under_its_weight():
    film = Film(most_bytes=100)
    for step in range(1_000):
        film.append(Still(step, nbytes=10))
    assert film.nbytes <= 100
    assert len(film) > 5
    assert (film[0].step, film[-1].step) == (0, 999)


def test_a_film_keeps_two_frames_however_heavy():
    film = Film(most_bytes=1)
    for step in range(10):
        film.append(Still(step, nbytes=10))
    assert [frame.step for frame in film] == [0, 9]


def test_a_frame_of_the_same_step_takes_the_place_of_the_latest():
    film = film_of(5)
    film.append(Still(4, mark="edited"))
    film.append(Still(5))
    assert [(frame.step, frame.mark) for frame in film][-2:] == [(4, "edited"), (5, "")]
    assert len(film) == 6


def test_the_nearest_frame():
    film = film_of(100, most=10)
    kept = [frame.step for frame in film]
    assert film.nearest(50).step == min(kept, key=lambda step: abs(step - 50))
    assert film.nearest(10_000).step == 99
