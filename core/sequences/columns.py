"""Columns of a table as dates, as people write them, and as numbers.

Left out: languages other than English for the names of months.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

MOSTLY = 0.9  # share of a column's cells that have to be of a kind
LONGEST = 60  # characters of a date
YEARS = 1000, 2999  # What lies outside is a misreading.
NUMBERS_ALONE = r"^\s*(\d{1,2})([./-])(\d{1,2})\2(?=\d{2,4}\b)"  # such as 31.12.2024
WHOLE = r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"  # such as 20241231
QUARTERS = {  # such as 2024Q2 and Q2 2024, to the day on which it begins
    rf"^\s*(?:(\d{{4}})[\s/-]*[Qq]{q}|[Qq]{q}[\s/-]*(\d{{4}}))\s*$": rf"\1\2-{3 * q - 2:02}-01"
    for q in range(1, 5)
}
EIGHT_DIGITS = 19_000_101, 20_991_231
TIME = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
LATEST = 2050  # the last year that two digits mean
TIME_OF_DAY = r"\s*\d{1,2}:\d\d"


def to_numbers(column: pd.Series) -> pd.Series | None:
    """The column as float64 with gaps as missing; None if it is not a column of numbers."""
    if column.dtype.kind not in "if" or not column.notna().any():
        return None
    return column.astype(float)


def to_dates(column: pd.Series) -> tuple[pd.Series, str] | None:
    """The column as moments (UTC), and how it was read where that was a choice.

    None where it is no column of dates. Whether 1/2/2024 is the first of February or the second of
    January follows from the other rows: a number above 12, dots, or the reading that sorts them.
    """
    numbers = to_numbers(column)
    if numbers is not None and not numbers.dropna().between(*EIGHT_DIGITS).all():
        return None
    text = column.astype("string")
    text = text.where(text.str.len() <= LONGEST)  # or its digits take minutes
    if numbers is not None:
        return (_moments(text), "") if _all(text, WHOLE) else None
    for quarter, day in QUARTERS.items():
        text = text.str.replace(quarter, day, regex=True)
    if not _mostly(text.where(~text.str.match(TIME_OF_DAY, na=False)), column):
        return None
    plain = text.str.extract(NUMBERS_ALONE)
    if not _mostly(plain[0], column):
        moments = _moments(text)
        return (moments, "") if _mostly(moments, column) else None
    first, second = (plain[i].dropna().astype(int) for i in (0, 2))
    month_first, day_first = (
        _moments(text.str.replace(NUMBERS_ALONE, swapped, regex=True))
        for swapped in (r"\1/\3/", r"\3/\1/")
    )
    if (first > 12).any() or (second > 12).any():
        chosen = bool((first > 12).sum() > (second > 12).sum())
    elif day_first.is_monotonic_increasing != month_first.is_monotonic_increasing:
        chosen = bool(day_first.is_monotonic_increasing)
    else:
        chosen = bool((plain[1] == ".").any())
    moments = day_first if chosen else month_first
    if not _mostly(moments, column):
        return None
    return moments, f" (read as {'day, month' if chosen else 'month, day'}, year)"


def _moments(text: pd.Series) -> pd.Series:
    """Each text by itself as a moment, missing where it is none."""
    import pandas as pd

    short = pd.to_datetime(text, errors="coerce", format="%b-%y", utc=True)  # such as Jan-24
    read = pd.to_datetime(text, errors="coerce", format="mixed", utc=True)
    moments = short.fillna(read.where(read.dt.year.between(*YEARS)))
    in_short = moments.notna() & ~text.str.contains(r"\d{4}", na=False)
    return moments.mask(in_short, _one_span(moments[in_short]))


def _one_span(moments: pd.Series) -> pd.Series:
    """Moments whose years had two digits, in one unbroken span: 60 to 72 are 1960 to 1972."""
    import pandas as pd

    years = np.unique(moments.dt.year % 100)
    if len(years) == 0:
        return moments
    gaps = np.diff(years, append=years[0] + 100)
    first = int(years[(gaps.argmax() + 1) % len(years)])
    last = first + (int(years[gaps.argmax()]) - first) % 100
    century = 2000 if 2000 + last <= LATEST else 1900
    wanted = century + first + (moments.dt.year - first) % 100
    later = wanted - moments.dt.year  # -100, 0 or 100
    hundred = pd.DateOffset(years=100)
    moments = moments.mask(later > 0, moments + hundred)
    return moments.mask(later < 0, moments - hundred)


def to_times(column: pd.Series) -> pd.Series | None:
    """Times of day as lengths of time since midnight; None where it is no column of them."""
    import pandas as pd

    text = column.astype("string").str.strip()
    if not text.notna().any() or not _all(text, TIME):
        return None
    whole = text.where(text.str.count(":") == 2, text + ":00")
    return pd.to_timedelta(whole, errors="coerce")


def _mostly(read: pd.Series, column: pd.Series) -> bool:
    """Whether most cells that say something could be read."""
    return bool(read.notna().sum() >= MOSTLY * max(1, column.notna().sum()))


def _all(text: pd.Series, pattern: str) -> bool:
    return bool(text.dropna().map(lambda cell: re.fullmatch(pattern, cell) is not None).all())
