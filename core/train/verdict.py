"""A verdict on the curves of a run, in words with their numbers.

The rules, tried in this order:

1. *diverged*: the run was stopped by a number that is no longer finite.
2. *not started*: only the initial weights are measured, or early stopping went back to them.
3. *overfit since epoch k*: the validation loss (a mean over ``SMOOTHING`` epochs) was lowest at
   epoch k, at least ``SETTLED`` epochs ago; it has risen since by ``RISE`` of that lowest value and
   by ``FLOOR`` of its first value, and the training loss has fallen meanwhile.
4. *underfit*: of the way from guessing to perfect on its own training data, the network has gone
   less than ``FITTED``. Guessing is naming the commonest class always, or the mean (R² = 0).
5. *overfit since epoch k* without such a rise: of that way the network has gone more than ``GAP``
   less far on the validation data than on its training data (each a mean over ``SMOOTHING``
   epochs), at every epoch since k, which is at least ``SETTLED`` epochs ago. Scores are compared
   here, not losses, since a loss near zero is many times smaller than another that is just as good.
6. *good*: none of these.

Left out: significance. One run is one draw of the data and the weights; the race is for that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.train.history import History

NAMES = ("not started", "underfit", "good", "overfit", "diverged")

SMOOTHING = 5
SETTLED = 5
RISE = 0.1
FLOOR = 0.05
FITTED = 0.8
GAP = 0.25


@dataclass(frozen=True)
class Verdict:
    """One of ``NAMES``, a sentence with the numbers behind it, and for "overfit" since when."""

    name: str
    sentence: str
    since: int | None = None


def judge(history: History, *, chance: float | None, diverged: str | None = None) -> Verdict:
    """The verdict on all epochs of ``history``.

    ``chance`` is the accuracy of always naming the commonest training class, or None for a
    regression. ``diverged`` is the sentence of a run that did.
    """
    if diverged:
        return Verdict("diverged", diverged)
    if len(history) < 2:
        return Verdict("not started", "Not started: these are the initial weights.")
    now = len(history) - 1
    since = overfit_since(history)
    if since is not None:
        smooth = smoothed(history.validation_loss)
        return Verdict(
            "overfit",
            f"Overfit since epoch {since}: the validation loss rose from {smooth[since]:.3g} to "
            f"{smooth[now]:.3g}, while the training loss fell from "
            f"{history.train_loss[since]:.3g} to {history.train_loss[now]:.3g}.",
            since,
        )
    train, validation = history.train_metric[now], history.validation_metric[now]
    if chance is None:
        scores = f"R² {train:.2f} on the training data and {validation:.2f} on validation"
        guessing = "predicting the mean gives 0"
    else:
        # In the numbers' own precision, as beside the map: 77.5 rounds another way in a finer one.
        scores = f"{100 * train:.0f}% right on the training data and {100 * validation:.0f}% on "
        scores += "validation"
        guessing = f"always predicting the most frequent class gives {100 * chance:.0f}%"
    if not train - (chance or 0.0) >= FITTED * (1 - (chance or 0.0)):
        return Verdict(
            "underfit",
            f"Underfit at epoch {now}: {scores}, where {guessing}. More epochs, more units, other "
            "initial weights or another learning rate may help, unless the remaining error is "
            "noise.",
        )
    since = behind_since(history, chance or 0.0)
    if since is not None:
        return Verdict(
            "overfit",
            f"Overfit since epoch {since}: the network scores much better on its training data "
            f"than on validation. At epoch {now}: {scores}, where {guessing}. {_trend(history)}",
            since,
        )
    return Verdict("good", f"Good at epoch {now}: {scores}. {_trend(history)}")


def overfit_since(history: History) -> int | None:
    """The epoch k of rule 3, or None where the rule does not hold."""
    smooth = smoothed(history.validation_loss)
    now, since = len(smooth) - 1, int(smooth.argmin())
    risen = smooth[now] - smooth[since] > max(RISE * smooth[since], FLOOR * smooth[0])
    fallen = history.train_loss[now] < history.train_loss[since]
    return since if now - since >= SETTLED and risen and fallen else None


def behind_since(history: History, guessing: float) -> int | None:
    """The epoch k of rule 5, or None where the rule does not hold; ``guessing`` scores so much."""
    gaps = smoothed(history.train_metric) - smoothed(history.validation_metric)
    close = np.flatnonzero(gaps <= GAP * (1 - guessing))
    since = int(close[-1]) + 1 if len(close) else 0
    return since if len(gaps) - 1 - since >= SETTLED else None


def _trend(history: History) -> str:
    """Where the validation loss, which is not rising by much, is going."""
    smooth = smoothed(history.validation_loss)
    least = int(smooth.argmin())
    lowest, last = f"{smooth[least]:.3g}", f"{smooth[-1]:.3g}"
    if len(smooth) - 1 - least < SETTLED or lowest == last:
        return "The validation loss is not rising."
    return (
        f"The validation loss has risen since epoch {least}, from {lowest} to {last}; that is too "
        "little to call it overfitting."
    )


def smoothed(values: np.ndarray) -> np.ndarray:
    """The mean of each value (E,) and the ``SMOOTHING - 1`` before it, (E,) float64.

    Before the first value it takes the first value again.
    """
    padded = np.pad(values.astype(np.float64), (SMOOTHING - 1, 0), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, SMOOTHING)  # (E, SMOOTHING)
    return windows.mean(axis=1)
