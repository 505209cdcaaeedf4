"""A verdict on the curves of a run, in words with their numbers.

The rules, tried in this order:

1. *diverged*: the run was stopped by a number that is no longer finite.
2. *not started*: only the initial weights are measured, or early stopping went back to them.
3. *stopped early*: early stopping went back to epoch k, and what it cut off was overfitting: by
   rule 4, with the single best epoch in the place of the best mean.
4. *overfit since epoch k*: the validation loss (a mean over ``SMOOTHING`` epochs) was lowest at
   epoch k, at least ``SETTLED`` epochs ago; it has risen since by ``RISE`` of that lowest value and
   by ``FLOOR`` of its first value. The training loss has fallen meanwhile, and is below
   ``LEARNT`` of that of guessing: what has learnt nothing does not overfit.
5. *underfit*: of the way from guessing to the best possible score on its training data, the
   network has gone less than ``FITTED`` (``core.train.baselines``). Guessing is naming the
   commonest class always, or the mean (R² = 0). The best possible is known for toy sets, and
   otherwise taken to be perfect.
6. *overfit since epoch k* without such a rise: of that way the network has gone more than ``GAP``
   less far on the validation data than on its training data (each a mean over ``SMOOTHING``
   epochs), at every epoch since k, which is at least ``SETTLED`` epochs ago; and by more than
   chance explains, which is ``CHANCE`` standard errors of an accuracy on so few points.
7. *good*: none of these.

Left out: why a network underfits (``core.train.diagnosis``), and other seeds. One run is one draw
of the data and the weights; the race is for that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.percent import percent
from core.train.baselines import Baselines, Guess
from core.train.history import History, brief

NAMES = ("not started", "underfit", "good", "overfit", "stopped early", "diverged")

SMOOTHING = 5
SETTLED = 5
RISE = 0.1
FLOOR = 0.05
LEARNT = 0.9
GAP = 0.15
CHANCE = 2.0
NOISELESS = 0.995  # a best possible score above it is not mentioned

MEANS = f"averaged over {SMOOTHING} epochs"


@dataclass(frozen=True)
class Verdict:
    """One of ``NAMES``, a sentence with its numbers, and the epoch k of its rule, if it has one."""

    name: str
    sentence: str
    since: int | None = None


NOT_STARTED = Verdict("not started", "Not started: these are the initial weights.")


def judge(
    history: History,
    baselines: Baselines,
    *,
    causes: Callable[[History], list[str]],
    diverged: str | None = None,
    kept: int | None = None,
) -> Verdict:
    """The verdict on all epochs of ``history``.

    ``diverged`` is the sentence of a run that did. ``kept`` is the epoch that early stopping went
    back to. ``causes`` says of a history why the network underfits, in sentences.
    """
    if diverged:
        return Verdict("diverged", diverged)
    said = []
    if kept is not None:
        whole, history = history, history.until(kept)
        cut = cut_off(whole, kept, baselines.guess)
        if cut:
            back = f"The weights are those of epoch {kept} again"
            return Verdict("stopped early", f"{cut} {back}: {_scores(history, baselines)}.", kept)
        said = [
            f"Early stopping ended the run after epoch {len(whole) - 1}: no later epoch had a "
            f"lower validation loss than epoch {kept}, {brief(history.validation_loss[-1], 3)}."
        ]
    now = len(history) - 1
    if now < 1:
        return Verdict(NOT_STARTED.name, " ".join([*said, NOT_STARTED.sentence]))
    name, judged, since = _judge(history, baselines, causes)
    return Verdict(name, " ".join([*said, judged]), since)


def _judge(
    history: History, baselines: Baselines, causes: Callable[[History], list[str]]
) -> tuple[str, str, int | None]:
    now, scores = len(history) - 1, _scores(history, baselines)
    since = overfit_since(history, baselines.guess)
    if since is not None:
        smooth = smoothed(history.validation_loss)
        sentence = (
            f"Overfit since epoch {since}: {MEANS}, the validation loss was lowest then, "
            f"{brief(smooth[since], 3)}, and is {brief(smooth[now], 3)} at epoch {now}, while the "
            f"training loss fell from {brief(history.train_loss[since], 3)} to "
            f"{brief(history.train_loss[now], 3)}. Now it gets {scores}."
        )
        return "overfit", sentence, since
    if not history.train_metric[now] >= baselines.least_fit:
        return "underfit", f"Underfit at epoch {now}: {scores}. {' '.join(causes(history))}", None
    since = behind_since(history, baselines)
    if since is not None:
        sentence = (
            f"Overfit since epoch {since}: from then on, the network scores clearly better on its "
            f"training data than on validation ({MEANS}). At epoch {now}: {scores}. "
            f"{_trend(history)}"
        )
        return "overfit", sentence, since
    return "good", f"Good at epoch {now}: {scores}. {_trend(history)}", None


def overfit_since(history: History, guess: Guess) -> int | None:
    """The epoch k of rule 4, or None where the rule does not hold."""
    smooth = smoothed(history.validation_loss)
    now, since = len(smooth) - 1, int(smooth.argmin())
    risen = smooth[now] - smooth[since] > max(RISE * smooth[since], FLOOR * smooth[0])
    last = history.train_loss[now]
    learnt = last < history.train_loss[since] and last < LEARNT * guess.loss
    return since if now - since >= SETTLED and risen and learnt else None


def behind_since(history: History, baselines: Baselines) -> int | None:
    """The epoch k of rule 6, or None where the rule does not hold."""
    validation = smoothed(history.validation_metric)
    gaps = smoothed(history.train_metric) - validation
    # A target that never varies has no R², and NaN is no gap.
    close = np.flatnonzero(~(gaps > _gap(float(validation[-1]), baselines)))
    since = int(close[-1]) + 1 if len(close) else 0
    return since if len(gaps) - 1 - since >= SETTLED else None


def cut_off(whole: History, kept: int, guess: Guess) -> str | None:
    """What early stopping cut off by going back to the epoch ``kept``, if it was overfitting."""
    end = len(whole) - 1
    lowest = whole.validation_loss[kept]
    risen = smoothed(whole.validation_loss)[end]
    trained = whole.train_loss
    learnt = trained[end] < trained[kept] and trained[end] < LEARNT * guess.loss
    rise = max(RISE * lowest, FLOOR * whole.validation_loss[0])
    if end - kept < SETTLED or risen - lowest <= rise or not learnt:
        return None
    return (
        f"Early stopping cut off overfitting: the validation loss was lowest at epoch {kept}, "
        f"{brief(lowest, 3)}, and was {brief(risen, 3)} at epoch {end} ({MEANS}), while the "
        f"training loss fell from {brief(trained[kept], 3)} to {brief(trained[end], 3)}."
    )


def _gap(validation: float, baselines: Baselines) -> float:
    """By how much a validation score has to be below the training score to count."""
    least = GAP * baselines.possible_gain
    if not baselines.classes:
        return least
    error = math.sqrt(max(validation * (1 - validation), 0) / baselines.validation_rows)
    return max(least, CHANCE * error)


def _scores(history: History, baselines: Baselines) -> str:
    """The last scores on training and validation data, and the scores to compare them with."""
    # Kept in float32, as beside the map: 77.5% rounds differently in float64.
    train, validation = history.train_metric[-1], history.validation_metric[-1]
    best = baselines.best
    if baselines.classes:
        said = (
            f"{percent(train)} right on the training data and {percent(validation)} on "
            f"validation, where always predicting the most frequent class gives "
            f"{percent(baselines.guess.score)}"
        )
        limit = f"{percent(best)} of new points" if best else ""
        of = "classifier"
    else:
        said = (
            f"R² {brief(train)} on the training data and {brief(validation)} on validation, where "
            "predicting the mean gives 0"
        )
        limit, of = f"R² {brief(best)}" if best else "", "model"
    if best is not None and best < NOISELESS:
        said += f" and the best possible {of} reaches {limit}"
    return said


def _trend(history: History) -> str:
    """Where the validation loss, which is not rising by much, is going."""
    smooth = smoothed(history.validation_loss)
    least = int(smooth.argmin())
    lowest, last = brief(smooth[least], 3), brief(smooth[-1], 3)
    if len(smooth) - 1 - least < SETTLED or lowest == last:
        return "The validation loss is not rising."
    return (
        f"The validation loss ({MEANS}) has risen since epoch {least}, from {lowest} to {last}; "
        "that is too little to call it overfitting."
    )


def smoothed(values: np.ndarray) -> np.ndarray:
    """The mean of each value (E,) and the ``SMOOTHING - 1`` before it, (E,) float64.

    Before the first value it takes the first value again.
    """
    padded = np.pad(values.astype(np.float64), (SMOOTHING - 1, 0), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, SMOOTHING)  # (E, SMOOTHING)
    return windows.mean(axis=1)
