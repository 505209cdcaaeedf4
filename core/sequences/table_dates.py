"""When each row of a table was: from a column of dates, or from two or three that make one.

Left out: dates above the columns, as in a table with a column for each month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.parsing.names import listed
from core.sequences.columns import to_dates, to_times
from core.sequences.numeric_times import from_parts, to_hours, to_moments

if TYPE_CHECKING:
    import pandas as pd


def dates_of(frame: pd.DataFrame) -> tuple[np.ndarray, tuple[str, ...], str] | None:
    """The dates as (N,) datetime64[s], NaT where there is none; the columns; how they were read.

    None where the table has no dates. Written dates come first, then years beside months,
    then times as numbers.
    """
    for name in frame:
        if (written := to_dates(frame[name])) is not None:
            moments = written[0].dt.tz_localize(None).to_numpy().astype("datetime64[s]")
            return _with_time(frame, moments, (name,), written[1])
    if (parts := from_parts(frame)) is not None:
        return _with_time(frame, parts[0], tuple(parts[1]), "")
    for place, name in enumerate(frame):
        if (numbers := to_moments(name, frame[name], first=place == 0)) is not None:
            return _with_time(frame, numbers[0], (name,), f" (read as {numbers[1]})")
    return None


def sorted_by(columns: tuple[str, ...], read: str) -> str:
    """A note that the rows were put into the order of their dates."""
    first, *others = columns
    return f"Sorted by {listed([first + read, *others])}."


def _with_time(
    frame: pd.DataFrame, moments: np.ndarray, columns: tuple[str, ...], read: str
) -> tuple[np.ndarray, tuple[str, ...], str]:
    """Dates with the time of day of another column added, where there is one."""
    for other in frame:
        if other in columns:
            continue
        since = to_times(frame[other])
        if since is not None:
            return moments + since.to_numpy().astype("timedelta64[s]"), (*columns, other), read
        hours = to_hours(other, frame[other])
        if hours is not None:
            return moments + hours, (*columns, other), read
    return moments, columns, read
