"""Times that are written as numbers: years, YYYYMM, seconds since 1970, a year beside its month.

    >>> import pandas as pd
    >>> moments, how = to_moments("month", pd.Series([202411, 202412, 202501]), first=True)
    >>> moments.astype(str).tolist(), how
    (['2024-11-01T00:00:00', '2024-12-01T00:00:00', '2025-01-01T00:00:00'], 'year and month')

A number is a time only where its name or its even steps say so: prices are often near 2000, too.

Left out: days since 1900, as spreadsheets count them, and weeks of a year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.sequences.columns import to_numbers

if TYPE_CHECKING:
    import pandas as pd

YEARS = 1500, 2100
EPOCH = 2e8, 4.2e9  # seconds since 1970, of 1976 to 2103
MOSTLY = 0.9  # share of even steps
CLOSE = 0.05  # of a month, by which a fraction of a year may miss it
NAMED = re.compile(
    r"(?i)(.*[^a-z])?(year|yr|yyyy|yyyymm|month|period|quarter|date|datetime|time|timestamp|ts|t"
    r"|epoch|unix|utc|since)([^a-z].*)?"
)
PARTS = {
    "year": re.compile(r"(?i)(year|yr|yyyy)"),
    "quarter": re.compile(r"(?i)(quarter|qtr|q)"),
    "month": re.compile(r"(?i)(month|mon|mo|mm|mnth)"),
    "day": re.compile(r"(?i)(day|dd|mday|day of month|day_of_month)"),
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HOUR = re.compile(r"(?i)(hour|hr|hh)")


def to_moments(
    name: str, column: pd.Series, *, first: bool = False
) -> tuple[np.ndarray, str] | None:
    """The column as (N,) datetime64[s], NaT where it is empty, and what its numbers were read as.

    None where they are not times. ``first`` says that the column comes first in its table.
    """
    numbers = to_numbers(column)
    if numbers is None:
        return None
    values = numbers.to_numpy()
    known = values[~np.isnan(values)]
    if not NAMED.fullmatch(name.strip()) and not (first and _steady(known)):
        return None
    for how, fits, read in READINGS:
        if fits(known):
            moments = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[s]")
            moments[~np.isnan(values)] = read(known)
            return moments, how
    return None


def from_parts(frame: pd.DataFrame) -> tuple[np.ndarray, list[str]] | None:
    """Dates from a column of years and one of months or quarters, and of days where there is one.

    Returns (N,) datetime64[s] and the names of the columns.
    """
    found = {
        part: name
        for part, pattern in PARTS.items()
        for name in reversed(list(frame))
        if pattern.fullmatch(name.strip()) and _part(part, frame[name]) is not None
    }
    if "year" not in found or not {"month", "quarter"} & found.keys():
        return None
    used = ["year", "month" if "month" in found else "quarter"]
    if "month" in found and "day" in found:
        used.append("day")
    numbers = [_part(part, frame[found[part]]) for part in used]
    year, within, *day = [part for part in numbers if part is not None]
    month = within if "month" in found else 3 * within - 2
    known = ~np.isnan(year + month + (day[0] if day else 0))
    moments = np.full(len(frame), np.datetime64("NaT"), dtype="datetime64[s]")
    months = _months(12 * year[known] + month[known] - 1)
    moments[known] = months
    if day:
        moments[known] += ((day[0][known] - 1) * 86_400).astype("timedelta64[s]")
    return moments, [found[part] for part in used]


def to_hours(name: str, column: pd.Series) -> np.ndarray | None:
    """Hours of the day as (N,) timedelta64[s]; None where the column holds none."""
    numbers = to_numbers(column)
    if not HOUR.fullmatch(name.strip()) or numbers is None or numbers.isna().any():
        return None
    hours = numbers.to_numpy()
    fits = bool((hours == hours.round()).all() and (hours >= 0).all() and (hours <= 24).all())
    return (hours * 3_600).astype("timedelta64[s]") if fits else None


def _part(part: str, column: pd.Series) -> np.ndarray | None:
    """The numbers of a part of a date, missing as NaN; None where the column holds none."""
    numbers = to_numbers(column)
    if numbers is None:
        text = column.astype("string").str.strip().str.casefold()
        if part == "month":
            numbers = text.str[:3].map({m: i for i, m in enumerate(MONTHS, 1)}).astype(float)
        elif part == "quarter":
            numbers = text.str.extract(r"q?([1-4])", expand=False).astype(float)
        if numbers is None or not numbers.notna().sum() >= MOSTLY * column.notna().sum() > 0:
            return None
    low, high = {"year": YEARS, "quarter": (1, 4), "month": (1, 12), "day": (1, 31)}[part]
    known = numbers.dropna()
    fits = bool((known == known.round()).all() and known.between(low, high).all())
    return numbers.to_numpy() if fits else None


def _steady(known: np.ndarray) -> bool:
    """Whether numbers go up or down in even steps."""
    steps = np.diff(known)
    if len(steps) < 2 or not ((steps > 0).all() or (steps < 0).all()):
        return False
    usual = np.median(steps)
    return bool(np.mean(np.abs(steps - usual) <= 0.15 * abs(usual)) >= MOSTLY)


def _whole(values: np.ndarray) -> bool:
    return bool((values == np.round(values)).all())


def _within(values: np.ndarray, low: float, high: float) -> bool:
    return bool((values >= low).all() and (values < high).all())


def _is_year_and_month(values: np.ndarray) -> bool:
    if not _whole(values) or not _within(values, 100 * YEARS[0], 100 * YEARS[1]):
        return False
    return _within(values % 100, 1, 13)


def _months(since_zero: np.ndarray) -> np.ndarray:
    """Months since January of the year 0 as datetime64[s]."""
    return (since_zero.astype(np.int64) - 12 * 1970).astype("datetime64[M]").astype("datetime64[s]")


def _from_fractions(values: np.ndarray) -> np.ndarray:
    """Years with a fraction, to the month where it says one: its beginning or its middle."""
    months = 12 * values
    for shift in (0.0, 0.5):
        if (np.abs(months - shift - np.rint(months - shift)) <= CLOSE).all():
            return _months(np.rint(months - shift))
    year = np.floor(values)
    begins, ends = _months(12 * year), _months(12 * (year + 1))
    length = (ends - begins).astype(float)
    # To the hour: a fraction has no more digits.
    hours = np.rint((values - year) * length / 3_600).astype(np.int64)
    return begins + (hours * 3_600).astype("timedelta64[s]")


Reading = tuple[str, Callable[[np.ndarray], bool], Callable[[np.ndarray], np.ndarray]]
READINGS: tuple[Reading, ...] = (
    (
        "years",
        lambda v: _whole(v) and _within(v, *YEARS),
        lambda v: _months(12 * v),
    ),
    ("years with a fraction", lambda v: _within(v, *YEARS), _from_fractions),
    (
        "year and month",
        _is_year_and_month,
        lambda v: _months(12 * (v // 100) + v % 100 - 1),
    ),
    (
        "seconds since 1970",
        lambda v: _within(v, *EPOCH),
        lambda v: np.rint(v).astype(np.int64).astype("datetime64[s]"),
    ),
    (
        "milliseconds since 1970",
        lambda v: _within(v, 1e3 * EPOCH[0], 1e3 * EPOCH[1]),
        lambda v: np.rint(v / 1e3).astype(np.int64).astype("datetime64[s]"),
    ),
)
