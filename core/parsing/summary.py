"""How each column of a table was read, in a few words beside its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from core.parsing.columns import Column, counted, understand
from core.parsing.names import listed, short
from core.parsing.table import Table
from core.parsing.target import aside
from core.percent import bounded_percent


class Row(NamedTuple):
    """A column of the table: what it is, what it is for, and what to know about it."""

    column: str
    read_as: str
    role: str
    note: str


def summary(
    table: Table,
    *,
    target: str,
    features: Collection[str],
    reasons: Mapping[str, str],
    sentinels: Mapping[str, float],
    task: str = "",
) -> list[Row]:
    """A row for each column; ``reasons`` say why some are left out.

    ``task`` is as for ``to_dataset``: what numbers are that can be classes or measurements.
    """
    rows = []
    for name in table.frame:
        column = understand(name, table.frame[name])
        role = "predicted" if name == target else "used" if name in features else "not used"
        why = reasons.get(name) or aside(name, column)
        own = f"{name}: "
        notes = [note.removeprefix(own) for note in table.notes if note.startswith(own)]
        notes += column.notes
        if role == "not used" and why:
            notes.append(f"Not used: {why}.")
        if empty := int(column.values.isna().sum()):
            share = bounded_percent(empty / len(column.values))
            notes.append(f"{counted(empty, 'cell')} empty ({share}).")
        if name in sentinels and (count := int((column.values == sentinels[name]).sum())):
            notes.append(
                f"{sentinels[name]:g} in {counted(count, 'row')} is outside the range of the "
                "others: it may stand for missing."
            )
        classes = column.is_classes
        if column.kind == "numbers":  # only a target of numbers is ever taken for classes
            chosen = task == "classification" if task and column.is_either else classes
            classes = name == target and chosen
        rows.append(Row(name, _kind(column, classes), role, " ".join(notes)))
    return rows


def _kind(column: Column, are_classes: bool) -> str:
    """Such as "numbers" or "3 classes: ash, elm and oak"."""
    if column.variety == 0:
        return "empty"
    if column.kind == "dates":
        return "dates"
    if column.is_free_text:
        return "free text"
    if column.kind == "switch":
        return "true or false"
    if not are_classes:
        return "numbers"
    values = sorted(column.values.dropna().unique())
    say = "{:.0f}".format if column.kind == "numbers" else short
    return f"{len(values)} classes: {listed([say(value) for value in values])}"
