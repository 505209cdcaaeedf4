"""Time series: synthetic ones, and one from the date and value columns of a learner's own table.

Left out: several values at a time. Rows count as equally far apart; where dates are missing, a
note says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.parsing.columns import counted
from core.parsing.table import Table
from core.sequences import stacked
from core.sequences.columns import to_dates, to_numbers
from core.sequences.dates import Step, label, missing, usual_step
from core.sequences.table_dates import dates_of, sorted_by

if TYPE_CHECKING:
    import pandas as pd

LENGTH = 600  # values of a synthetic series
LEAST, MOST = 36, 3000  # values of the learner's own: three years of months, at least
LARGEST = 1e100  # whose square is still a number
FAR = 1e12  # times a typical size: the square of a larger one is too much for 32 bits
FEW_GAPS = 0.05  # share of a column
OFTEN = 20  # times that each number of a code stands in its column
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
    "annual",
    "demand",
    "count",
    "passengers",
    "temperature",
)
UNNAMED = re.compile(r"column \d+")  # as core/parsing/table.py calls a column without a name
CALENDAR = re.compile(
    r"(?i)(year|decade|month|week|day|hour|minute|quarter|weekday|day of (week|year)"
    r"|decimal[ _]?date|time|timestamp|date|index|id|row|no|nr|unnamed: ?\d+|row names?)"
)


@dataclass(frozen=True, eq=False)
class Series:
    """Values in their order, (N,) float64, with a name and what was done to them.

    ``moments`` is (N,) datetime64[s] where the values have dates, and ``step`` how far apart most
    of them are.
    """

    values: np.ndarray
    name: str
    notes: tuple[str, ...] = ()
    moments: np.ndarray | None = None

    @cached_property
    def step(self) -> Step | None:
        """From one date to the next; None without dates, and where they are uneven."""
        return None if self.moments is None else usual_step(self.moments)

    def labels(self, start: int, end: int) -> list[str]:
        """The axis labels of the places from ``start`` up to ``end``, also after the last value.

        Without dates, a label is the place's number. With uneven dates, the label of a place after
        the last value says how many steps ahead it is.
        """
        if self.moments is None:
            return [str(place) for place in range(start, end)]
        count = len(self.values)
        said = [label(one, self.step) for one in self.moments[start : min(end, count)]]
        if end <= count:
            return said
        if self.step is None:
            ahead = [f"{place} ahead" for place in range(1, end - count + 1)]
        else:
            dates = self.step.after(self.moments[-1], end - count)
            ahead = [label(one, self.step) for one in dates]
        return said + ahead[max(0, start - count) :]


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
    have come first; codes and columns with gaps stand behind the others, each in the table's order.
    """
    dates = dates_of(table.frame)
    when = dates[1] if dates else ()
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
            key=lambda name: (
                name in when or _is_aside(name, numbers[name]),
                _rank(name),
                _is_code(numbers[name]),
                numbers[name].isna().mean() > FEW_GAPS,
                places[name],
            ),
        )
    )


def _rank(name: str) -> int:
    known = name.casefold().strip()
    return VALUE_NAMES.index(known) if known in VALUE_NAMES else len(VALUE_NAMES)


def _is_code(values: pd.Series) -> bool:
    """Whether few whole numbers recur so often that they are likely names, such as of shops."""
    known = values.dropna()
    return bool((known == known.round()).all() and len(known) > OFTEN * known.nunique())


def _is_aside(name: str, values: pd.Series) -> bool:
    """Whether the numbers are a flag, a part of a date, row numbers, or mostly missing."""
    known = values.dropna()
    steps = np.abs(np.diff(known))
    return bool(
        known.nunique() <= 2
        or CALENDAR.fullmatch(name.strip())
        or (UNNAMED.fullmatch(name) and known.is_unique and (known == known.round()).all())
        or (len(steps) and (steps == 1).all())
        or len(known) < len(values) / 2
    )


def parts(table: Table, value: str) -> tuple[str, ...]:
    """Where dates recur, what can be forecast of the column ``value``, the default first."""
    frame = table.frame
    found = dates_of(frame.drop(columns=value))
    return stacked.parts_of(frame, found[0], value, least=LEAST) if found else ()


def from_table(table: Table, value: str | None = None, part: str | None = None) -> Series:
    """A value column of a table, in the order of its dates where it has them.

    ``value`` is one of ``value_columns``, ``part`` one of its ``parts``, each by default the
    first. Raises ``ValueError`` where there is none, or it has fewer than ``LEAST`` values or some
    that are infinite or too large; of more than ``MOST``, the latest stay.
    """
    candidates = value_columns(table) if value is None else (value,)
    if not candidates:
        raise ValueError(
            "There is no column of numbers. Use a table with a date column and a value column."
        )
    name = value = candidates[0]
    frame = table.frame
    found = dates_of(frame.drop(columns=value))
    values, moments = frame[value].astype(float).to_numpy(), None
    notes: list[str] = []
    if found is not None:
        choices = stacked.parts_of(frame, found[0], value, least=LEAST)
        part = part if part in choices else (choices or (stacked.ROWS,))[0]
        values, moments, notes = stacked.take(frame, found[0], value, part)
        notes = [*_stacked(choices, part, found[0]), *notes]
        name = value if part == stacked.ROWS else f"{value}, {part}"
        values, moments, sorting = _in_order(values, moments)
        notes = [sorted_by(*found[1:]), *sorting, *notes]
    sizes = np.abs(values)
    typical = np.median(sizes[sizes > 0]) if (sizes > 0).any() else 0.0
    if beyond := int((sizes > min(LARGEST, FAR * typical)).sum()):
        raise ValueError(f"{value} has {beyond} values that are infinite or too large.")
    gaps = int(np.isnan(values).sum())
    if len(values) - gaps < LEAST:
        raise ValueError(f"{name} has {len(values) - gaps} values; it needs at least {LEAST}.")
    if gaps:
        places = np.arange(len(values))
        known = ~np.isnan(values)
        values = np.interp(places, places[known], values[known])
        notes.append(f"Interpolated: {counted(gaps, 'missing value')}.")
    if len(values) > MOST:
        notes.append(f"Only the latest {MOST:,} of {len(values):,} values are used.")
    kept = None if moments is None else moments[-MOST:]
    return Series(values[-MOST:], name, tuple(notes), kept)


def _in_order(values: np.ndarray, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Values and dates in the order of the dates, and notes on unreadable and uneven dates."""
    known = ~np.isnat(moments)
    notes: list[str] = []
    if lost := int((~known).sum()):
        notes.append(f"Left out: {counted(lost, 'row')} without a readable date.")
    values, moments = values[known], moments[known]
    order = np.argsort(moments, kind="stable")
    values, moments = values[order], moments[order]
    return values, moments, notes + _uneven(moments)


def _stacked(choices: tuple[str, ...], part: str, moments: np.ndarray) -> list[str]:
    """A sentence on dates that recur."""
    if not choices:
        return []
    series = len(choices) - len((stacked.SUM, stacked.MEAN))
    if stacked.ROWS in choices:
        known = moments[~np.isnat(moments)]
        again = counted(len(known) - len(np.unique(known)), "row")
        return [f"Dates recur in {again}, and no column tells the rows apart. Shown: {part}."]
    return [f"The table holds {series:,} series below one another. Shown: {part}."]


def _uneven(moments: np.ndarray) -> list[str]:
    """A sentence on dates, in their order, that have gaps or are unevenly spaced."""
    if len(np.unique(moments)) < LEAST:
        return []
    step = usual_step(moments)
    if step is None:
        return ["The dates are unevenly spaced; the values count as equally far apart."]
    lost, places = missing(moments, step)
    if not lost:
        return []
    return [
        f"The dates leave out {counted(lost, step.name)} in {counted(places, 'place')}; the values "
        "count as equally far apart."
    ]
