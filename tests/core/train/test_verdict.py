"""The verdict's rules on curves made to fall on either side of each of them."""

import numpy as np
import pytest

from core.train import Run, Settings, Verdict, verdict
from core.train.baselines import FITTED, Baselines, Guess
from core.train.history import History
from core.train.verdict import GAP, NAMES, RISE, SETTLED, smoothed

EPOCHS = np.arange(101)


def curves(train=None, validation=None, *, right=1.0, unseen=None, epochs=100) -> History:
    """A history of losses that fall from 0.7 unless given, with the accuracies ``right`` on the
    training and ``unseen`` on the validation data, which are one constant unless given."""
    falling = 0.7 * np.exp(-EPOCHS / 20)
    train = falling if train is None else train
    validation = falling + 0.01 if validation is None else validation
    right = np.full(101, right)
    unseen = right if unseen is None else np.broadcast_to(unseen, 101)
    return History(EPOCHS, train, validation, right, unseen, EPOCHS).until(epochs)


def grounds(chance: float | None, best: float | None = None, rows: int = 10**6) -> Baselines:
    """Baselines of two classes, or of a regression where ``chance`` is None."""
    return Baselines(Guess(0.7, chance or 0.0), best, 0 if chance is None else 2, rows)


def judge(history: History, *, chance: float | None, **more) -> Verdict:
    best, rows = more.pop("best", None), more.pop("rows", 10**6)
    causes = lambda judged: [f"A cause after {len(judged) - 1} epochs."]  # noqa: E731
    return verdict.judge(history, grounds(chance, best, rows), causes=causes, **more)


def overfit_since(history: History) -> int | None:
    return verdict.overfit_since(history, Guess(0.7, 0.5))


def behind_since(history: History, chance: float) -> int | None:
    return verdict.behind_since(history, grounds(chance))


def turning(at: int, rise: float) -> np.ndarray:
    """A loss that falls in a straight line from 0.7 to 0.2 until an epoch, then rises in all."""
    down, up = np.linspace(0.7, 0.2, at + 1), np.linspace(0, rise, 100 - at + 1)[1:]
    return np.concatenate([down, 0.2 + up])


def test_first_weights_are_no_start():
    assert judge(curves(epochs=0), chance=0.5).name == "not started"
    assert judge(curves(epochs=1), chance=0.5).name != "not started"


def test_falling_curves_and_right_answers_are_good():
    judged = judge(curves(right=0.97), chance=0.5)
    assert judged.name == "good"
    assert "97%" in judged.sentence
    assert "epoch 100" in judged.sentence


def test_a_half_is_rounded_as_beside_the_map():
    measured = np.full(2, 0.775, np.float32)  # a little less in double precision
    history = History(EPOCHS[:2], measured, measured, measured, measured, measured)
    assert f"{100 * measured[1]:.0f}% right on" in judge(history, chance=0.0).sentence


@pytest.mark.parametrize(("chance", "edge"), [(0.5, 0.9), (0.1, 0.82), (0.9, 0.98)])
def test_underfit_is_less_than_its_share_of_the_way_from_guessing(chance, edge):
    assert edge == pytest.approx(chance + FITTED * (1 - chance))
    below = judge(curves(right=edge - 0.01), chance=chance)
    assert below.name == "underfit"
    assert f"{100 * chance:.0f}%" in below.sentence
    assert judge(curves(right=edge + 0.01), chance=chance).name == "good"


def test_a_regression_is_judged_by_r2():
    judged = judge(curves(right=0.4), chance=None)
    assert judged.name == "underfit"
    assert "R² 0.40" in judged.sentence
    assert judge(curves(right=0.9), chance=None).name == "good"


def test_overfit_says_since_when_and_by_how_much():
    history = curves(validation=turning(at=40, rise=0.3))
    judged = judge(history, chance=0.5)
    assert judged.name == "overfit"
    # The mean over the last five epochs lags a little behind the turn.
    assert 40 <= judged.since <= 43
    assert judged.sentence.startswith(f"Overfit since epoch {judged.since}:")
    smooth = smoothed(history.validation_loss)
    assert f"{smooth[judged.since]:.3f}, and is {smooth[-1]:.3f} at epoch 100" in judged.sentence
    # Those of the training loss stand in the note beside the curve.
    train = history.train_loss
    assert f"from {train[judged.since]:.3f} to {train[-1]:.3f}" in judged.sentence


def test_overfit_goes_before_underfit():
    history = curves(validation=turning(at=40, rise=0.3), right=0.6)
    assert judge(history, chance=0.5).name == "overfit"


def test_a_small_rise_is_no_overfit():
    lowest = smoothed(turning(at=40, rise=0.0)).min()
    assert overfit_since(curves(validation=turning(at=40, rise=0.5 * RISE * lowest))) is None


def test_a_small_rise_is_told_though_it_is_no_overfit():
    small = turning(at=40, rise=0.015)
    told = judge(curves(validation=small), chance=0.5)
    assert told.name == "good"
    assert "not rising" not in told.sentence
    assert f"to {smoothed(small)[-1]:.3f}" in told.sentence
    assert "not rising" in judge(curves(), chance=0.5).sentence


def test_a_rise_from_next_to_nothing_is_no_overfit():
    # Ten times the lowest loss, and still next to nothing beside the loss of the first weights.
    validation = np.concatenate([np.full(50, 0.7), np.full(26, 0.001), np.full(25, 0.01)])
    assert overfit_since(curves(validation=validation)) is None


def test_a_rise_of_both_losses_is_no_overfit():
    both = turning(at=40, rise=0.3)
    assert overfit_since(curves(train=both, validation=both)) is None


def test_a_rise_has_to_last():
    history = curves(validation=turning(at=40, rise=6.0))
    since = overfit_since(history)
    assert overfit_since(history.until(since + SETTLED - 1)) is None
    assert overfit_since(history.until(since + SETTLED)) == since


@pytest.mark.parametrize("chance", [0.5, 0.1, None])
def test_far_behind_on_validation_is_overfit_though_no_loss_rises(chance):
    edge = 1 - GAP * (1 - (chance or 0.0))
    history = curves(right=1.0, unseen=edge - 0.01, validation=np.full(101, 0.6))
    assert overfit_since(history) is None
    judged = judge(history, chance=chance)
    assert (judged.name, judged.since) == ("overfit", 0)
    assert "The validation loss is not rising." in judged.sentence
    assert judge(curves(right=1.0, unseen=edge + 0.01), chance=chance).name == "good"


def test_far_behind_since_the_epoch_after_which_it_never_came_close():
    unseen = np.where(EPOCHS < 30, 0.95, 0.5)
    unseen[60:70] = 0.98
    history = curves(unseen=unseen)
    since = behind_since(history, 0.5)
    assert 70 <= since < 70 + SETTLED
    judged = judge(history, chance=0.5)
    assert (judged.name, judged.since) == ("overfit", since)
    assert judged.sentence.startswith(f"Overfit since epoch {since}: ")
    assert "100% right on the training data and 50% on validation" in judged.sentence


def test_far_behind_has_to_last():
    history = curves(unseen=np.where(EPOCHS < 30, 1.0, 0.5))
    since = behind_since(history, 0.5)
    assert behind_since(history.until(since + SETTLED - 1), 0.5) is None
    assert behind_since(history.until(since + SETTLED), 0.5) == since


def test_who_has_not_learnt_the_training_data_is_not_ahead_of_anything():
    assert judge(curves(right=0.8, unseen=0.5), chance=0.5).name == "underfit"


def test_diverged_goes_before_everything():
    judged = judge(curves(epochs=0), chance=0.5, diverged="Diverged after step 3.")
    assert (judged.name, judged.sentence) == ("diverged", "Diverged after step 3.")


def test_smoothing_is_the_mean_of_the_last_five():
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0])
    expected = [3.0, 2.6, 2.8, 2.4, 2.8, 4.0, 4.2]  # with the first value before the first
    np.testing.assert_allclose(smoothed(values), expected)


def test_what_has_learnt_nothing_does_not_overfit():
    guessing = np.linspace(0.72, 0.7, 101)  # about the loss of guessing, 0.7
    rising = turning(at=7, rise=0.3)
    history = curves(train=guessing, validation=rising, right=0.5)
    assert overfit_since(history) is None
    assert judge(history, chance=0.5).name == "underfit"


def test_underfit_says_why_and_goes_by_the_best_possible():
    poor = judge(curves(right=0.8), chance=0.5, best=1.0)
    assert poor.name == "underfit"
    assert poor.sentence.endswith("gives 50%. A cause after 100 epochs.")
    as_good_as_it_gets = judge(curves(right=0.8), chance=0.5, best=0.82)
    assert as_good_as_it_gets.name == "good"
    assert "the best possible classifier reaches 82% of new points" in as_good_as_it_gets.sentence
    assert "R² 0.80" in judge(curves(right=0.7), chance=None, best=0.8).sentence


def test_a_gap_that_chance_explains_is_no_overfit():
    history = curves(right=1.0, unseen=0.8)
    assert judge(history, chance=0.5, rows=1000).name == "overfit"
    assert judge(history, chance=0.5, rows=5).name == "good"


def test_early_stopping_that_cut_off_overfitting_says_so():
    whole = curves(validation=turning(at=40, rise=0.5))
    told = judge(whole, chance=0.5, kept=40)
    assert (told.name, told.since) == ("stopped early", 40)
    lowest, mean = whole.validation_loss[40], smoothed(whole.validation_loss)[-1]
    assert f"lowest at epoch 40, {lowest:.3f}, and was {mean:.3f} at epoch 100" in told.sentence


def test_early_stopping_on_a_flat_curve_claims_no_overfitting():
    flat = np.concatenate([np.linspace(0.7, 0.2, 41), np.full(60, 0.21)])
    told = judge(curves(validation=flat), chance=0.5, kept=40)
    assert told.name == "good"
    assert told.sentence.startswith("Early stopping ended the run after epoch 100: no later epoch")
    assert "at epoch 40: " in told.sentence
    poor = judge(curves(validation=flat, right=0.6), chance=0.5, kept=40)
    assert poor.sentence.endswith("A cause after 40 epochs.")


CASES = {
    "good": Settings(epochs=100),
    "underfit": Settings(data="circle", hidden=(), epochs=100),
    "overfit": Settings(noise=0.5, samples=100, hidden=(32, 32), activation="ReLU"),
    # Five points to learn from, known by heart before the validation loss could fall.
    "behind": Settings(data="XOR", samples=50, train_share=10, hidden=(16,), seed=2, epochs=100),
    "diverged": Settings(data="plane", optimiser="SGD", learning_rate=10.0, activation="ReLU"),
}


@pytest.mark.parametrize("name", CASES)
def test_real_runs(name):
    run = Run(CASES[name])
    while not run.finished and run.epoch < 150:
        run.advance()
    judged = run.frame().verdict
    assert judged.name == {"behind": "overfit"}.get(name, name)
    assert judged.name in NAMES
    if name == "behind":
        assert overfit_since(run.history) is None
        assert "from then on" in judged.sentence
