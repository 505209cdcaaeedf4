"""The Run protocol, on everything in ``core`` that follows it, and the Film that keeps frames."""

import importlib
import inspect
import pkgutil
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import core
from core.convolution import training as cnn
from core.convolution.network_settings import Settings as CnnSettings
from core.embeddings import contrastive, skip_gram
from core.gans import comparison, digits, play
from core.gradients import training
from core.gradients.settings import Settings as Gradients
from core.knobs import Knobs
from core.retrieval.index_size import Growth, GrowthSettings
from core.run import Film, Frame, Run
from core.sequences import forecast, learning, memory
from core.train import Race, RaceSettings, Settings
from core.train import Run as TrainRun

SMALL = Settings(samples=50, batch_size=20, epochs=50, hidden=(3,))
REAL = np.random.default_rng(0).normal(size=(200, 32)).astype(np.float32)

# Every run with settings that make it small, from a seed.
RUNS: dict[type, Callable[[int], Run]] = {
    TrainRun: lambda seed: TrainRun(
        Settings(samples=50, batch_size=20, epochs=50, hidden=(3,), seed=seed)
    ),
    Race: lambda seed: Race(
        Settings(samples=50, batch_size=20, epochs=50, hidden=(3,), seed=seed),
        RaceSettings(activations=("ReLU", "tanh"), seeds=2),
    ),
    training.Run: lambda seed: training.Run({"A": Gradients(depth=3, width=4, seed=seed)}),
    cnn.Run: lambda seed: cnn.Run(CnnSettings(data="digits", samples=100, channels=2, seed=seed)),
    memory.Run: lambda seed: memory.Run(memory.Settings(lag=5, seeds=1, seed=seed)),
    learning.Run: lambda seed: learning.Run(learning.Settings(units=16, window=8, seed=seed)),
    forecast.Run: lambda seed: forecast.Run(forecast.Settings(units=4, seed=seed)),
    play.Run: lambda seed: play.Run(play.Settings(batch=16, seed=seed)),
    comparison.Comparison: lambda seed: comparison.Comparison(
        comparison.ComparisonSettings(seed=seed)
    ),
    digits.DigitsRun: lambda seed: digits.DigitsRun(digits.DigitsSettings(seed=seed)),
    skip_gram.Run: lambda seed: skip_gram.Run(
        skip_gram.Settings(sentences=100, batch=16, dimensions=2, seed=seed)
    ),
    contrastive.Run: lambda seed: contrastive.Run(
        contrastive.Settings(images=50, batch=4, dimensions=2, seed=seed)
    ),
    Growth: lambda seed: Growth(
        GrowthSettings(most=10_000, links=4, construction=10, dimensions=16, seed=seed), REAL, 0
    ),
}
# What a learner may wait for, in seconds, is of this machine and this moment.
TIMED = {"exact_seconds", "build_seconds", "seconds"}


def name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


EVERY = pytest.mark.parametrize("kind", RUNS, ids=name_of)


def numbers(value: object) -> object:
    """What there is to draw, as plain values that compare bit by bit."""
    if is_dataclass(value):
        return [
            (one.name, numbers(getattr(value, one.name)))
            for one in fields(value)
            if one.name not in TIMED
        ]
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, dict):
        return [(key, numbers(one)) for key, one in value.items()]
    if isinstance(value, (tuple, list)):
        return [numbers(one) for one in value]
    return repr(value)  # so that NaN equals NaN


def arrays(value: object) -> list[np.ndarray]:
    """All arrays of a frame."""
    if is_dataclass(value):
        return [one for field in fields(value) for one in arrays(getattr(value, field.name))]
    if isinstance(value, dict):
        return [array for one in value.values() for array in arrays(one)]
    if isinstance(value, (tuple, list)):
        return [array for one in value for array in arrays(one)]
    return [value] if isinstance(value, np.ndarray) else []


def random_states() -> list[Any]:
    """Where the global random numbers stand."""
    numpys = numbers(np.random.get_bit_generator().state)
    return [random.getstate(), torch.get_rng_state().tolist(), numpys]


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


def test_every_run_is_held_to_the_protocol() -> None:
    found = set()
    for module in pkgutil.walk_packages(core.__path__, "core."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if kind.__module__.startswith("core.") and kind is not Run:
                found |= {kind} if {"advance", "frame"} <= set(dir(kind)) else set()
    assert sorted(map(name_of, found)) == sorted(map(name_of, RUNS))


@EVERY
def test_a_run_starts_at_zero_with_a_budget_of_whole_rounds(kind: type) -> None:
    run = RUNS[kind](0)
    assert run.step == run.frame().step == 0
    assert run.finished is None
    assert run.round_name in ("round", "epoch", "thousand")
    assert run.round >= 1
    assert run.total > run.round
    assert run.total % run.round == 0
    assert isinstance(run.settings, Knobs)
    assert {run.settings: "a key"}
    assert run.settings.seed == 0


@EVERY
def test_each_advance_is_one_step_until_the_budget_is_used_up(kind: type) -> None:
    run = RUNS[kind](0)
    run.total = run.round if run.round > 4 else 2 * run.round
    for done in range(run.total):
        assert run.step == done
        assert run.finished is None
        run.advance()
    assert run.step == run.frame().step == run.total
    assert run.finished.endswith(".")
    before = numbers(run.frame())
    with pytest.raises(RuntimeError, match=run.finished[:20]):
        run.advance()
    assert run.step == run.total
    assert numbers(run.frame()) == before


@EVERY
def test_the_same_settings_give_the_same_frames_and_looking_changes_nothing(kind: type) -> None:
    one, other = RUNS[kind](0), RUNS[kind](0)
    seen: list[tuple[Frame, object]] = []
    for done in range(3):
        frame = one.frame()
        assert frame.step == one.step == done
        seen.append((frame, numbers(frame)))
        assert numbers(one.frame()) == seen[-1][1]
        one.advance()
        other.advance()  # nobody looks at this one
    assert numbers(one.frame()) == numbers(other.frame())
    assert numbers(one.frame()) != seen[0][1]
    # What was copied out stays as it was while the run goes on.
    assert all(numbers(frame) == then for frame, then in seen)


@EVERY
def test_another_seed_gives_another_run(kind: type) -> None:
    one, other = RUNS[kind](0), RUNS[kind](1)
    for run in (one, other):
        while run.step < run.round:
            run.advance()
    assert numbers(one.frame()) != numbers(other.frame())


@EVERY
def test_a_frame_is_frozen_and_says_what_it_weighs(kind: type) -> None:
    run = RUNS[kind](0)
    run.advance()
    frame = run.frame()
    with pytest.raises(AttributeError):
        frame.step = 5
    assert 0 < frame.nbytes < 300_000
    # It may share arrays with other frames, and has a few texts at most beside them.
    assert frame.nbytes <= sum(array.nbytes for array in arrays(frame)) + 1_000


@EVERY
def test_a_run_leaves_the_global_random_numbers_alone(kind: type) -> None:
    before = random_states()
    run = RUNS[kind](3)
    run.frame()
    while run.step < min(run.round, 20):
        run.advance()
    run.frame()
    assert random_states() == before


def test_a_budget_is_said_in_the_words_of_the_run() -> None:
    run = TrainRun(SMALL)
    assert (run.round, run.total) == (2, 100)  # 25 training examples in batches of 20
    while not run.finished:
        run.advance()
    assert run.finished == "The budget of 50 epochs is used up."
    game = RUNS[play.Run](0)
    game.total = 50
    while not game.finished:
        game.advance()
    assert game.finished == "The budget of 50 iterations is used up."


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
