"""Several series in one table, below one another: one of them, or all of them by date.

    >>> import pandas as pd
    >>> days = np.repeat(np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[s]"), 2)
    >>> frame = pd.DataFrame({"store": list("ABAB"), "sales": [1.0, 5.0, 2.0, 6.0]})
    >>> parts_of(frame, days, "sales")
    ('store: A', 'store: B', 'the sum by date', 'the mean by date')
    >>> take(frame, days, "sales", "the sum by date")[0].tolist()
    [6.0, 8.0]

Left out: series that more than two columns tell apart.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from core.parsing.columns import counted

if TYPE_CHECKING:
    import pandas as pd

SUM, MEAN, ROWS = "the sum by date", "the mean by date", "every row"
MOST = 1_000  # series to choose from
SPARE = 5  # times as many series as one date has rows: not all of them run all the time
PAIRED = 6  # columns of which two may tell the series apart together


def parts_of(
    frame: pd.DataFrame, moments: np.ndarray, value: str, *, least: int = 1
) -> tuple[str, ...]:
    """What can be forecast of a table whose dates recur, the default first; else nothing.

    ``moments`` is (N,), a date for each row. Where columns tell the series apart, the longest comes
    first, unless it has fewer values than ``least``; where none do, every row counts as one value
    of a single series.
    """
    dates = _dates(frame, moments)
    if not dates.dropna().duplicated().any():
        return ()
    names = _names(frame, dates, value)
    if names is None:
        return ROWS, SUM, MEAN
    counts = frame[value].notna().groupby(names, sort=False).sum()
    longest_first = counts.sort_values(ascending=False, kind="stable")
    if longest_first.iloc[0] < least <= dates.nunique():
        return (SUM, MEAN, *longest_first.index)
    return (*longest_first.index, SUM, MEAN)


def take(
    frame: pd.DataFrame, moments: np.ndarray, value: str, part: str
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """The values and dates of one of the ``parts_of``, in the table's order, and notes on it."""
    dates = _dates(frame, moments)
    values = frame[value].astype(float)
    if part in (SUM, MEAN):
        grouped = values.groupby(dates)
        made = grouped.sum(min_count=1) if part == SUM else grouped.mean()
        rows = grouped.count()
        notes = []
        if part == SUM and (fewer := int((rows < rows.max()).sum())):
            notes.append(
                f"{counted(fewer, 'date')} of {len(rows):,} have fewer than {rows.max():,} rows, "
                "and so a smaller sum."
            )
        return made.to_numpy(), made.index.to_numpy().astype("datetime64[s]"), notes
    if part == ROWS:
        return values.to_numpy(), moments, []
    names = _names(frame, dates, value)
    chosen = (names == part).to_numpy() if names is not None else np.zeros(len(values), bool)
    return values.to_numpy()[chosen], moments[chosen], []


def _dates(frame: pd.DataFrame, moments: np.ndarray) -> pd.Series:
    import pandas as pd

    return pd.Series(moments, index=frame.index)


def _names(frame: pd.DataFrame, dates: pd.Series, value: str) -> pd.Series | None:
    """The series that each row belongs to, by the fewest columns that tell the series apart."""
    most = SPARE * int(dates.value_counts().max())
    columns = sorted(
        (
            name
            for name in frame
            if name != value and _may_name(frame[name]) and frame[name].nunique() <= min(MOST, most)
        ),
        key=lambda name: frame[name].nunique(),
    )
    pairs = combinations(columns[:PAIRED], 2)
    for chosen in [*((name,) for name in columns), *pairs]:
        cells = [f"{name}: " + frame[name].astype("string").fillna("none") for name in chosen]
        names = cells[0] if len(cells) == 1 else cells[0] + ", " + cells[1]
        known = dates.notna()
        if names.nunique() <= MOST and not _recur(dates[known], names[known]):
            return names
    return None


def _may_name(column: pd.Series) -> bool:
    """Whether cells can be names: texts, or whole numbers that repeat."""
    if column.dtype.kind == "f":
        return False
    return 2 <= column.nunique() <= len(column) / 2


def _recur(dates: pd.Series, names: pd.Series) -> bool:
    import pandas as pd

    return bool(pd.DataFrame({"date": dates, "name": names}).duplicated().any())
