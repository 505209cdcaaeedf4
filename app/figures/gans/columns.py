"""The plane's axes in the units of a learner's own columns.

The points lie where the game plays, which is the same for all data; the numbers beside them are
those of the table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.figures.common import typed
from core.gans.distributions import SPAN, Column

TICKS = 5  # of an axis, at most about
NICE = (1, 2, 5, 10)


def axis(column: Column) -> dict:
    """The name and the ticks of an axis, to be put over those of the plane."""
    return {
        "title": {"text": typed(column.name)},
        "tickvals": list(column.places(ticks(column))),
        "ticktext": written(ticks(column)),
    }


def ticks(column: Column) -> np.ndarray:
    """Round numbers of a column that lie in the picture; only its number if it is constant."""
    if column.low == column.high:
        return np.array([column.low])
    quarter = Column(column.name, column.low / 4, column.high / 4)  # the whole could overflow
    low, high = quarter.numbers(np.array(SPAN))
    rough = 4 * ((high - low) / TICKS)
    if not rough:  # there is no number between the two
        return np.array([column.low, column.high])
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(digit * power for digit in NICE if digit * power >= rough * 0.999)
    first, last = np.ceil(4 * (low / step)), np.floor(4 * (high / step))
    found = step * np.arange(first, last + 1)
    return found[np.isfinite(found)]


def written(numbers: Sequence[float] | np.ndarray) -> list[str]:
    """Numbers with as many digits as tell them apart."""
    values = np.asarray(numbers, float)
    step = float(np.min(np.diff(values))) if len(values) > 1 else 0.0
    largest = float(np.abs(values).max())
    if step and (step < 1e-6 or largest >= 1e15):
        digits = int(np.ceil(np.log10(max(largest, step) / step))) + 1
        return [f"{value + 0.0:.{max(1, digits)}g}".replace("-", "−") for value in values]
    decimals = max(0, -int(np.floor(np.log10(step)))) if step else 0
    if not step:
        return [f"{value:g}".replace("-", "−") for value in values]
    return [f"{value + 0.0:,.{decimals}f}".replace("-", "−") for value in values]


def said(places: np.ndarray, columns: tuple[Column, Column]) -> list[str]:
    """The hover text of points (N, 2): the names and numbers of both columns."""
    values = [column.numbers(places[:, i].astype(float)) for i, column in enumerate(columns)]
    names = [typed(column.name) for column in columns]
    return [
        ", ".join(f"{name} {value:.4g}" for name, value in zip(names, pair, strict=True))
        for pair in zip(*values, strict=True)
    ]
