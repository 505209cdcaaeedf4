"""What a forecast shows, in sentences that follow from its numbers.

Each that calls a model better or worse compares it with another one on the same windows.

Left out: why a model is better.
"""

from __future__ import annotations

import numpy as np

from core.parsing.columns import counted
from core.percent import percent
from core.sequences.forecast import NAIVE, SEASONAL, Frame, Run
from core.sequences.forecast_errors import WITHIN, apart
from core.sequences.season import Season

NO_BETTER = 0.95  # share of the last value's error from which a forecast is no better
OUTSIDE = 0.2  # share of the validation part outside the training range worth a sentence
WORSE = 1.1  # times the lowest validation loss that count as clearly above it
RECENT = 5  # epochs, whose median does not depend on a single one


def narrated(frame: Frame, run: Run) -> list[str]:
    """Sentences on a frame of this run, and on its series."""
    said = [_errors(frame), _best(frame)]
    if frame.step == 0:
        said.append("Press Play to train: the network has not learnt anything yet.")
    if (shares := _beside_the_last_value(frame)) is not None:
        said.append(shares)
    said += [*_overfitting(frame), about_season(run.season), *_outside(frame, run.beyond)]
    said.append(_future(frame, run))
    return said


def _means(frame: Frame) -> dict[str, float]:
    return dict(zip(frame.models, frame.errors.mean(axis=1).tolist(), strict=True))


def _errors(frame: Frame) -> str:
    each = ", ".join(f"{name} {mean:.3g}" for name, mean in _means(frame).items())
    return f"Mean absolute error over the horizon in validation: {each}."


def _best(frame: Frame) -> str:
    """Which model has the lowest error, by how much, and whether chance explains it."""
    means = frame.errors.mean(axis=1)
    best, second = np.argsort(means, kind="stable")[:2]
    names = frame.models[best], frame.models[second]
    if means[second] == means[best]:
        return f"Best now: {names[0]} and {names[1]}, with the same error."
    margin = percent(1 - means[best] / means[second])
    number = frame.stretches.shape[1]
    count = "1 stretch" if number == 1 else f"{number:,} stretches"
    if apart(frame.stretches[best], frame.stretches[second]):
        return (
            f"Best now: {names[0]}, {margin} below {names[1]}, by more than the difference varies "
            f"over {count} of the validation part."
        )
    return (
        f"Lowest now: {names[0]}, {margin} below {names[1]}. Over {count} of the validation part, "
        "that is too little to call it better."
    )


def _beside_the_last_value(frame: Frame) -> str | None:
    """How the models compare with the simplest of all."""
    means = _means(frame)
    naive = means.pop(NAIVE)
    if naive == 0:
        return "The series does not change here: repeating the last value is always correct."
    if min(means.values()) > NO_BETTER * naive:
        return (
            f"No model has less than {percent(NO_BETTER)} of the error of repeating the last "
            "value. In a random walk, none can."
        )
    if frame.step == 0:
        return None
    cell, linear, *_ = frame.models
    said = f"The {cell} has {percent(means[cell] / naive)} of the error of repeating the last value"
    if means[linear] > 0:
        said += f" and {percent(means[cell] / means[linear])} of that of a linear fit"
    return f"{said}."


def overfits(frame: Frame) -> int | None:
    """The epoch from which on a falling training loss has only raised the validation loss.

    None where the validation loss is not clearly above its lowest. A single epoch may be high by
    chance, so the median of the last few counts.
    """
    train, held = frame.losses
    best = int(held.argmin())
    recent = frame.losses[:, -RECENT:]
    if len(held) - 1 - best < RECENT:
        return None
    later_train, later_held = np.median(recent, axis=1)
    return best if later_held > WORSE * held[best] and later_train < train[best] else None


def _overfitting(frame: Frame) -> list[str]:
    if (best := overfits(frame)) is None:
        return []
    train, held = frame.losses
    return [
        f"The {frame.models[0]} overfits: since epoch {best} its training loss has fallen from "
        f"{train[best]:.3g} to {train[-1]:.3g}, while its validation loss has risen from "
        f"{held[best]:.3g} to {held[-1]:.3g}. Its mean absolute error in validation was "
        f"{frame.absolute[best]:.3g} then and is {frame.absolute[-1]:.3g} now."
    ]


def about_season(season: Season | None) -> str:
    """How long the season is, and how that is known."""
    if season is None:
        return (
            f"No {SEASONAL}: the training part has no period, by its dates or its autocorrelation, "
            "whose repetition would beat the last value."
        )
    if season.passed:
        why = f"{season.passed} by the dates"
    else:
        why = (
            "in the training part, changes from step to step have a correlation of "
            f"{season.correlation:.2f} with those one period before"
        )
    return f"The {SEASONAL} is the value {counted(season.period, 'step')} before: {why}."


def _outside(frame: Frame, share: float) -> list[str]:
    if share <= OUTSIDE or np.isnan(frame.outside).any():
        return []
    each = ", ".join(
        f"{name} {error:.3g}" for name, error in zip(frame.models, frame.outside, strict=True)
    )
    return [
        f"{percent(share)} of the validation part lies outside the range of the training data. "
        f"Mean absolute error there: {each}."
    ]


def _future(frame: Frame, run: Run) -> str:
    """The best model's forecast of the next value, and its errors in validation."""
    low, high = frame.band[:, 0]
    count = len(run.series.values)
    (date,) = run.series.labels(count, count + 1)
    named = "the next value" if run.series.step is None else date
    windows = counted(count - run.cut - run.settings.horizon + 1, "window")
    value = f"{frame.future[frame.best, 0]:.4g}".replace("-", "−")
    return (
        f"Beyond the data, the model with the lowest error ({frame.models[frame.best]}) forecasts "
        f"{value} for {named}. In {percent(WITHIN)} of {windows} in "
        f"validation, the true value minus its forecast was {_signed(low)} to {_signed(high)}."
    )


def _signed(number: float) -> str:
    return f"{number:+.3g}".replace("-", "−")
