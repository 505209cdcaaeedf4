"""Tables as CSV that a spreadsheet may open: no cell is run as a formula.

A text that begins like a formula, as a learner's file may bring it, gets an apostrophe in front,
which spreadsheets take as "this is text". Numbers stay numbers, the negative ones included.

Reference: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def rows_to_csv(
    head: Iterable[str], rows: Iterable[Iterable[object]], *, delimiter: str = ","
) -> str:
    """A table of rows, below a line of names."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(map(as_text, head))
    writer.writerows(map(as_text, row) for row in rows)
    return file.getvalue()


def frame_to_csv(frame: pd.DataFrame) -> str:
    """A frame without its index; missing values are empty cells."""
    safe = frame.set_axis([as_text(name) for name in frame.columns], axis=1)
    for place, kind in enumerate(frame.dtypes):
        if kind.kind not in "biuf":
            safe.isetitem(place, frame.iloc[:, place].map(as_text))
    return safe.to_csv(index=False, lineterminator="\n")


def as_text(cell: object) -> object:
    """The cell, with an apostrophe before a text that a spreadsheet would run."""
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
