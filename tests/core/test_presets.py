"""Each preset shows what its name promises, on the very run that the page plays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.knobs import changed
from core.train import Frame, Run, Settings
from core.train.presets import PRESETS


def played(settings: Settings, epochs: int) -> tuple[Run, Frame]:
    """The run of these settings after so many epochs, or where it ended before."""
    run = Run(settings)
    while not run.finished and run.epoch < epochs:
        run.advance()
    return run, run.frame()


def accuracies(frame: Frame) -> tuple[float, float]:
    """The accuracy in the end, on the training and on the validation points."""
    return float(frame.history.train_metric[-1]), float(frame.history.validation_metric[-1])


def test_two_moons_are_told_apart() -> None:
    _, frame = played(PRESETS["Two moons"], 80)
    assert frame.verdict.name == "good"
    assert min(accuracies(frame)) > 0.95


def test_the_first_preset_is_what_the_page_opens_with() -> None:
    assert not changed(next(iter(PRESETS.values())))


def test_without_a_hidden_layer_xor_stays_a_guess() -> None:
    run, frame = played(PRESETS["No hidden layer"], 100)
    assert frame.verdict.name == "underfit"
    assert max(accuracies(frame)) < 0.7
    # It has settled: more epochs would not help.
    assert np.ptp(frame.history.train_loss[len(frame.history) // 2 :]) < 0.01
    # The border is one straight line: no row of the map crosses it twice.
    turns = np.diff(np.sign(frame.map), axis=1) != 0
    assert turns.sum(axis=1).max() <= 1
    _, deeper = played(replace(run.settings, hidden=(8,), learning_rate=0.1), 60)
    assert min(accuracies(deeper)) > 0.85


def test_better_features_do_without_hidden_layers_what_plain_ones_cannot() -> None:
    run, frame = played(PRESETS["Better features"], 30)
    assert run.settings.hidden == ()
    assert frame.verdict.name == "good"
    assert min(accuracies(frame)) > 0.9
    _, plain = played(replace(run.settings, features=("x1", "x2")), 30)
    assert max(accuracies(plain)) < 0.7


def test_the_spiral_is_unrolled() -> None:
    _, frame = played(PRESETS["Spiral"], 100)
    train, validation = accuracies(frame)
    assert train == 1
    assert validation > 0.9


def test_overfitting_is_seen_to_begin() -> None:
    _, frame = played(PRESETS["Overfitting"], 200)
    history, verdict = frame.history, frame.verdict
    assert verdict.name == "overfit"
    # Neither at once nor at the very end: the turn is in the picture.
    assert 5 <= verdict.since <= 100
    train, validation = accuracies(frame)
    assert train > 0.95
    assert validation < 0.9
    assert history.validation_loss[-1] > 2 * history.validation_loss.min()
    assert history.train_loss[-1] < 0.2


def test_with_zero_weights_all_units_of_a_layer_stay_the_same() -> None:
    _, frame = played(PRESETS["Zero weights"], 50)
    assert frame.verdict.name == "underfit"
    assert max(accuracies(frame)) < 0.6
    assert all((weights == weights[0]).all() for weights in frame.weights[:-1])


def test_too_fast_goes_further_astray_with_each_epoch_and_stops_itself() -> None:
    run, frame = played(PRESETS["Too fast"], 100)
    assert frame.verdict.name == "diverged"
    assert "no longer a finite number" in run.finished
    assert "a lower learning rate" in run.finished
    # The loss climbs over enough epochs for a curve, not within the first one.
    climb = frame.history.train_loss[-10:]
    assert (np.diff(climb) > 0).all()
    _, slower = played(replace(run.settings, learning_rate=0.1), 100)
    assert slower.verdict.name == "good"


def test_digits_are_read() -> None:
    run, frame = played(PRESETS["Digits"], 20)
    assert len(run.dataset.class_names) == 10
    assert frame.verdict.name == "good"
    assert accuracies(frame)[1] > 0.9


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
