"""Each preset shows what its name promises, on the very run that the page plays."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from core.data.best_possible import best_possible
from core.knobs import changed
from core.train import Frame, Race, RaceSettings, Run, Settings
from core.train.presets import PRESETS

# What a preset shows is no luck of its own seed; by night, two more are asked.
SEEDS = (0, 1, 2) if "NIGHTLY" in os.environ else (0,)
over_seeds = pytest.mark.parametrize("seed", SEEDS)


def preset(name: str, seed: int) -> Settings:
    """A preset with a seed so much larger than its own."""
    return replace(PRESETS[name], seed=PRESETS[name].seed + seed)


def played(settings: Settings, epochs: int) -> tuple[Run, Frame]:
    """The run of these settings after so many epochs, or where it ended before."""
    run = Run(settings)
    while not run.finished and run.epoch < epochs:
        run.advance()
    return run, run.frame()


def accuracies(frame: Frame) -> tuple[float, float]:
    """The accuracy in the end, on the training and on the validation points."""
    return float(frame.history.train_metric[-1]), float(frame.history.validation_metric[-1])


@over_seeds
def test_two_moons_are_told_apart(seed: int) -> None:
    _, frame = played(preset("Two moons", seed), 80)
    assert frame.verdict.name == "good"
    assert min(accuracies(frame)) > 0.95


def test_the_first_preset_is_what_the_page_opens_with() -> None:
    assert not changed(next(iter(PRESETS.values())))


@over_seeds
def test_without_a_hidden_layer_xor_stays_a_guess(seed: int) -> None:
    run, frame = played(preset("No hidden layer", seed), 100)
    assert frame.verdict.name == "underfit"
    assert max(accuracies(frame)) < 0.7
    # It has settled: more epochs would not help.
    assert np.ptp(frame.history.train_loss[len(frame.history) // 2 :]) < 0.01
    # The border is one straight line: no row of the map crosses it twice.
    turns = np.diff(np.sign(frame.map), axis=1) != 0
    assert turns.sum(axis=1).max() <= 1
    _, deeper = played(replace(run.settings, hidden=(8,), learning_rate=0.1), 60)
    assert min(accuracies(deeper)) > 0.85


@over_seeds
def test_better_features_do_without_hidden_layers_what_plain_ones_cannot(seed: int) -> None:
    run, frame = played(preset("Better features", seed), 30)
    assert run.settings.hidden == ()
    assert frame.verdict.name == "good"
    assert min(accuracies(frame)) > 0.9
    _, plain = played(replace(run.settings, features=("x1", "x2")), 30)
    assert max(accuracies(plain)) < 0.7


@over_seeds
def test_the_spiral_is_unrolled(seed: int) -> None:
    _, frame = played(preset("Spiral", seed), 100)
    train, validation = accuracies(frame)
    assert train == 1
    assert validation > 0.9


@over_seeds
def test_overfitting_is_seen_to_begin(seed: int) -> None:
    _, frame = played(preset("Overfitting", seed), 200)
    history, verdict = frame.history, frame.verdict
    assert verdict.name == "overfit"
    # Neither at once nor at the very end: the turn is in the picture.
    assert 5 <= verdict.since <= 100
    train, validation = accuracies(frame)
    # It has learnt more of its training points than anybody could know: their noise.
    assert validation < 0.9 < best_possible("circle", 0.5) + 0.1 < train
    assert history.validation_loss[-1] > 2 * history.validation_loss.min()
    assert history.train_loss[-1] < 0.2


@over_seeds
def test_with_zero_weights_all_units_of_a_layer_stay_the_same(seed: int) -> None:
    _, frame = played(preset("Zero weights", seed), 50)
    assert frame.verdict.name == "underfit"
    assert max(accuracies(frame)) < 0.6
    assert all((weights == weights[0]).all() for weights in frame.weights[:-1])


@over_seeds
def test_too_fast_goes_further_astray_with_each_epoch_and_stops_itself(seed: int) -> None:
    run, frame = played(preset("Too fast", seed), 100)
    assert frame.verdict.name == "diverged"
    assert "no longer a finite number" in run.finished
    assert "a lower learning rate" in run.finished
    # The loss climbs over enough epochs for a curve, not within the first one.
    climb = frame.history.train_loss[-10:]
    assert (np.diff(climb) > 0).all()
    _, slower = played(replace(run.settings, learning_rate=0.1), 100)
    assert slower.verdict.name == "good"


@over_seeds
def test_digits_are_read(seed: int) -> None:
    run, frame = played(preset("Digits", seed), 20)
    assert len(run.dataset.class_names) == 10
    assert frame.verdict.name == "good"
    assert accuracies(frame)[1] > 0.9


def test_the_seed_that_the_page_opens_with_is_a_typical_one() -> None:
    race = Race(Settings(), RaceSettings(activations=(Settings().activation,), seeds=7))
    while race.epoch < 80:
        race.advance()
    results = race.results()
    scores = results["validation_metric"][results["epoch"] == 80]
    assert race.seeds[0] == Settings().seed
    # Half of all seeds lie between the quartiles.
    low, high = np.quantile(scores, [0.25, 0.75])
    assert low <= scores[0] <= high


def test_no_preset_is_left_out_here() -> None:
    assert list(PRESETS) == [
        "Two moons",
        "No hidden layer",
        "Better features",
        "Spiral",
        "Overfitting",
        "Zero weights",
        "Too fast",
        "Digits",
    ]
