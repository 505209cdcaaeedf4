"""Numbers that stand for "missing": -200 or 999 beside measurements that never come near them.

Left out: deciding. Whether such a number is a measurement is for the learner to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.parsing.columns import Column, counted, understand
from core.parsing.table import Table

# As loggers and surveys write them.
CODES = {-9.0, -99, -200, -888, -999, -9999, -99999, 99, 999, 9999, 99999, 999999}
CODES |= {-99.9, -99.99, -999.9, -999.99, 99.9, 99.99, 999.9, 999.99}
REPEATS = 2  # times that a code occurs, at least
LEAST = 10  # other numbers, at least: fewer have no range to be outside of


def find_sentinels(table: Table) -> dict[str, float]:
    """For each column that has one, the number that may stand for "missing"."""
    found = {name: _sentinel(understand(name, table.frame[name])) for name in table.frame}
    return {name: value for name, value in found.items() if value is not None}


def _sentinel(column: Column) -> float | None:
    """A code that repeats and lies outside the range of the other numbers, else None.

    Either it alone is below zero, or the gap to the others is larger than their own range.
    """
    values = column.values.dropna()
    if column.kind != "numbers":
        return None
    for value in (values.min(), values.max()):
        others = values[values != value]
        if len(values) - len(others) < REPEATS or len(others) < LEAST:
            continue
        gap = min(abs(others.min() - value), abs(others.max() - value))
        if value in CODES and (gap > others.max() - others.min() or value < 0 <= others.min()):
            return float(value)
    return None


def as_missing(table: Table, cells: Mapping[str, float]) -> Table:
    """The table without these numbers in these columns, and a note on each."""
    frame, notes = table.frame, list(table.notes)
    for name, value in cells.items():
        same = frame[name] == value
        frame = frame.assign(**{name: frame[name].astype("float64").mask(same)})
        notes.append(
            f"{name}: {value:g} in {counted(int(same.sum()), 'row')} is missing, as you said."
        )
    return replace(table, frame=frame, notes=tuple(notes))
