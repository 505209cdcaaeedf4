"""Time series: synthetic ones, and the date and value columns of a learner's own table.

Left out: several values at a time, and gaps in the dates: rows count as equally far apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.parsing.table import Table
from core.sequences.columns import to_dates, to_numbers

LENGTH = 600  # values of a synthetic series
LEAST, MOST = 120, 3000  # values of the learner's own
LARGEST = 1e100  # whose square is still a number


@dataclass(frozen=True, eq=False)
class Series:
    """Values in their order, (N,) float64, with a name and what was done to them."""

    values: np.ndarray
    name: str
    notes: tuple[str, ...] = ()


def _seasons(rng: np.random.Generator) -> np.ndarray:
    t = np.arange(LENGTH)
    return np.sin(2 * np.pi * t / 24) + 0.5 * np.sin(2 * np.pi * t / 7) + rng.normal(0, 0.1, LENGTH)


def _trend(rng: np.random.Generator) -> np.ndarray:
    t = np.arange(LENGTH)
    return 0.01 * t + np.sin(2 * np.pi * t / 30) + rng.normal(0, 0.15, LENGTH)


def _chaos(rng: np.random.Generator) -> np.ndarray:
    """The Mackey-Glass equation (1977) with a delay of 17, in steps of 1."""
    delay = 17
    x = list(1.2 + 0.1 * rng.normal(size=delay + 1))
    for _ in range(LENGTH + 200):
        x.append(x[-1] + 0.2 * x[-1 - delay] / (1 + x[-1 - delay] ** 10) - 0.1 * x[-1])
    return np.array(x[-LENGTH:])


def _walk(rng: np.random.Generator) -> np.ndarray:
    return np.cumsum(rng.normal(0, 0.3, LENGTH))


SERIES: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "chaos (Mackey-Glass)": _chaos,
    "two seasons": _seasons,
    "trend and season": _trend,
    "random walk": _walk,
}


def load(name: str, seed: int) -> Series:
    """A synthetic series."""
    return Series(SERIES[name](np.random.default_rng(seed)), name)


def from_table(table: Table) -> Series:
    """The value column of a table, in the order of its date column where it has one.

    The value is the last column of numbers, but for those that go up or down by one, as row
    numbers do, where there is another.
    Raises ``ValueError`` where there is none, or it has fewer than ``LEAST`` values or some that
    are not to be calculated with; of more than ``MOST``, the latest stay.
    """
    frame, notes = table.frame, []
    dates = None
    for name in frame:
        if (found := to_dates(frame[name])) is not None:
            dates, order = found
            notes.append(f"Sorted by {name}{order}.")
            frame = frame.drop(columns=name)
            break
    columns = {name: numbers for name in frame if (numbers := to_numbers(frame[name])) is not None}
    if not columns:
        raise ValueError(
            "There is no column of numbers. Use a table with a date column and a value column."
        )
    counting = {name for name in columns if (np.abs(np.diff(columns[name])) == 1).all()}
    name = ([name for name in columns if name not in counting] or [*columns])[-1]
    values = columns[name]
    if dates is not None:
        values = values[dates.notna()].iloc[np.argsort(dates.dropna().to_numpy(), kind="stable")]
        if lost := int(dates.isna().sum()):
            notes.append(f"Left out: {lost} without a readable date.")
    if beyond := int((values.abs() > LARGEST).sum()):
        raise ValueError(f"{name} has {beyond} values that are infinite or too large.")
    gaps = int(values.isna().sum())
    if len(values) - gaps < LEAST:
        raise ValueError(f"{name} has {len(values) - gaps} values; it needs at least {LEAST}.")
    if gaps:
        values = values.interpolate(limit_direction="both")
        notes.append(f"{gaps} missing values were interpolated.")
    if len(values) > MOST:
        notes.append(f"Only the latest {MOST:,} of {len(values):,} values are used.")
    return Series(values.to_numpy()[-MOST:], name, tuple(notes))
