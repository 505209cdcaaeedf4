"""What the columns of a table hold: numbers, true or false, dates, classes or free text.

Left out: dates and free text as anything that a network learns from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.parsing.layout import MISSING
from core.parsing.names import MAX_NAME
from core.parsing.numbers import read_numbers

MAX_CLASSES = 30
LIKELY_CLASSES = 10  # different whole numbers; where there are more, they are likely measurements
MAX_CATEGORIES = MAX_CLASSES  # different texts in a feature, each of which becomes an input

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = (
    r"(?i)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})"
    rf"|\d{{1,2}}\.? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})(?:[T ,].*)?"
)


@dataclass(frozen=True, eq=False)
class Column:
    """A column as it was understood, gaps being NaN, and a note on what that took.

    ``kind`` is "numbers" (float64), "switch" (true and false as float64 1 and 0), "text"
    (stripped) or "dates".
    """

    kind: str
    values: pd.Series
    notes: tuple[str, ...] = ()

    @property
    def variety(self) -> int:
        """How many different values there are."""
        return self.values.nunique()

    @property
    def is_classes(self) -> bool:
        """Text, true or false, or few whole numbers that repeat: classes, not measurements."""
        if self.kind != "numbers":
            return True
        return self._repeats_whole_numbers(LIKELY_CLASSES)

    @property
    def is_either(self) -> bool:
        """Whole numbers that can be classes or measurements: a guess that a learner may change."""
        return self.kind == "numbers" and self.variety > 2 and self._repeats_whole_numbers()

    def _repeats_whole_numbers(self, most: int = MAX_CLASSES) -> bool:
        values = self.values.dropna()
        whole = bool((values == values.round()).all())
        return whole and self.variety <= min(most, len(values) // 2)

    @property
    def is_free_text(self) -> bool:
        """Text that is too varied or too long to be a category."""
        if self.kind != "text":
            return False
        return self.variety > MAX_CATEGORIES or self.values.str.len().max() > MAX_NAME


def understand(name: str, column: pd.Series) -> Column:
    """The column ``name`` of a table as what it holds."""
    if pd.api.types.infer_dtype(column, skipna=True) == "boolean":
        return Column("switch", column.astype("float64"))
    if pd.api.types.is_numeric_dtype(column):
        numbers, notes = column.astype("float64"), []
    else:
        text = column.astype("str").str.strip()
        text = text.mask(text.isin(MISSING))
        read = read_numbers(name, text)
        if read is None:
            dates = text.dropna().drop_duplicates().head(100).str.fullmatch(DATE).all()
            return Column("dates" if dates else "text", text)
        numbers, notes = read.values, [*read.notes]
    with np.errstate(over="ignore"):  # more than float32 holds becomes infinite
        infinite = np.isinf(numbers.astype("float32"))
    if infinite.any():
        count = counted(infinite.sum(), "value")
        notes.append(f"Treated as missing: {count} of {name}, infinite or too large.")
    return Column("numbers", numbers.mask(infinite), tuple(notes))


def counted(number: int, noun: str) -> str:
    """Such as "1 row" or "1,200 rows"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
