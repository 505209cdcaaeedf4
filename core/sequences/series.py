"""Time series: synthetic ones, and the date and value columns of a learner's own table.

Left out: several values at a time, and gaps in the dates: rows count as equally far apart, and a
note says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.parsing.columns import counted
from core.parsing.table import Table
from core.sequences.columns import to_dates, to_numbers, to_times

if TYPE_CHECKING:
    import pandas as pd

LENGTH = 600  # values of a synthetic series
LEAST, MOST = 36, 3000  # values of the learner's own: three years of months, at least
LARGEST = 1e100  # whose square is still a number
GAP = 3.5  # usual steps between two dates: from Friday to Monday is no gap
# As tables call what a forecast is about, the surest first.
VALUE_NAMES = (
    "value",
    "y",
    "close",
    "price",
    "sales",
    "average",
    "mean",
    "total",
    "demand",
    "count",
    "passengers",
    "temperature",
)
CALENDAR = re.compile(
    r"(?i)(year|month|week|day|hour|minute|quarter|weekday|day of (week|year)|decimal[ _]?date|time"
    r"|timestamp|date|index|id|row|no|nr|unnamed: ?\d+|row names?)"
)


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


def value_columns(table: Table) -> tuple[str, ...]:
    """The columns of numbers that can be a series, the likeliest first.

    Flags, parts of a date, row numbers and mostly empty columns come last, names that values often
    have come first, and else the last column does.
    """
    numbers = {
        name: values
        for name in table.frame
        if (values := to_numbers(table.frame[name])) is not None
        and to_dates(table.frame[name]) is None
    }
    places = {name: place for place, name in enumerate(numbers)}
    return tuple(
        sorted(
            numbers,
            key=lambda name: (_is_aside(name, numbers[name]), _rank(name), -places[name]),
        )
    )


def _rank(name: str) -> int:
    known = name.casefold().strip()
    return VALUE_NAMES.index(known) if known in VALUE_NAMES else len(VALUE_NAMES)


def _is_aside(name: str, values: pd.Series) -> bool:
    """Whether the numbers are a flag, a part of a date, row numbers, or mostly missing."""
    known = values.dropna()
    steps = np.abs(np.diff(known))
    return bool(
        known.nunique() <= 2
        or CALENDAR.fullmatch(name.strip())
        or (len(steps) and (steps == 1).all())
        or len(known) < len(values) / 2
    )


def from_table(table: Table, value: str | None = None) -> Series:
    """A value column of a table, in the order of its dates where it has them.

    ``value`` is one of ``value_columns``, by default the likeliest. Raises ``ValueError`` where
    there is none, or it has fewer than ``LEAST`` values or some that are not to be calculated with;
    of more than ``MOST``, the latest stay.
    """
    candidates = value_columns(table) if value is None else (value,)
    if not candidates:
        raise ValueError(
            "There is no column of numbers. Use a table with a date column and a value column."
        )
    name = candidates[0]
    values = table.frame[name].astype(float)
    dates, notes = _dates(table, name)
    if dates is not None:
        if lost := int(dates.isna().sum()):
            notes.append(f"Left out: {lost} without a readable date.")
        order = np.argsort(dates.dropna().to_numpy(), kind="stable")
        values = values[dates.notna()].iloc[order]
        notes += _irregular(dates.dropna().iloc[order])
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


def _dates(table: Table, value: str) -> tuple[pd.Series | None, list[str]]:
    """When each row was, from a column of dates and one of times of day where there is one."""
    frame = table.frame.drop(columns=value)
    for name in frame:
        if (found := to_dates(frame[name])) is None:
            continue
        dates, read = found
        for other in frame:
            if (since := to_times(frame[other])) is not None:
                return dates + since, [f"Sorted by {name}{read} and {other}."]
        return dates, [f"Sorted by {name}{read}."]
    return None, []


def _irregular(dates: pd.Series) -> list[str]:
    """Sentences on dates, in their order, that recur or that leave some out."""
    notes = []
    if again := int(dates.duplicated().sum()):
        notes.append(
            f"{again:,} rows have a date that another row has as well: the table may hold several "
            "series. Keep one of them in the file for a forecast of it."
        )
    steps = np.diff(dates.drop_duplicates().to_numpy())
    if not again and len(steps):
        usual = np.median(steps)
        if missing := int((steps > GAP * usual).sum()):
            notes.append(
                f"The dates leave gaps in {counted(missing, 'place')}; the rows count as equally "
                "far apart."
            )
    return notes
