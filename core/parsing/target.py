"""What a table suggests: a column to predict, and the columns to predict it from.

Left out: what only a person knows, such as which column was known before the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from core.parsing.columns import MAX_CLASSES, Column, understand
from core.parsing.layout import ROW_NAMES
from core.parsing.names import ROW_NUMBER
from core.parsing.table import Table
from core.parsing.target_names import name_rank
from core.percent import bounded_percent

UNNAMED = "column 1"  # as a first column without a name is called
SOME = 0.5  # share of a column's cells that have to hold something
LEAST_ROWS = 20  # with fewer, a feature may match the target by chance
ROWS_EACH = 5  # of each value of a feature, on average
TELLING = 0.99  # share of right answers, at least, where a feature gives the target away
SAME = 0.99999  # correlation of the same number on two scales

_IDENTIFIER = re.compile(
    r"(?:^|[^A-Za-z])(?i:id|ids|index|nr|no|code)$|(?<=[a-z])(?:Id|ID|Nr|No|Code)$"
    r"|(?i:^(?:uid|pid|ssn|identifier|(?:sample|order|account|phone|serial)[ _.]?number)$)"
)


def suggest(table: Table) -> tuple[str, tuple[str, ...], str]:
    """Target, features and task ("classification" or "regression") that fit the table.

    The target is the column with the likeliest name (core/parsing/target_names.py). Among equally
    likely ones it is the last, or the first in a table from R.
    Left out: row numbers, identifiers, dates, constants and free text. Raises ``ValueError``
    where nothing can be predicted from anything.
    """
    columns = {name: understand(name, table.frame[name]) for name in table.frame}
    usable = [name for name, column in columns.items() if not aside(name, column)]
    targets = [
        name
        for name in usable
        if not columns[name].is_classes or columns[name].variety <= MAX_CLASSES
    ]
    if not targets or len(usable) < 2:
        raise ValueError(
            "The table needs at least two columns with repeating texts or numbers: "
            "one to predict and one to predict it from."
        )
    again = _said_again(columns, targets)
    order = targets if _is_from_r(table, columns, targets) else targets[::-1]
    places = {"x", "X"} & columns.keys() and len(targets) > 2  # then "y" is one of them
    ranks = {name: name_rank("" if places and name in "yY" else name, table.name) for name in order}
    target = min(order, key=lambda name: (*ranks[name], name in again))
    task = "classification" if columns[target].is_classes else "regression"
    return target, tuple(name for name in usable if name != target), task


def _is_from_r(table: Table, columns: dict[str, Column], targets: list[str]) -> bool:
    """Whether R wrote the table and its target is probably first.

    R first writes a column of row names, or of numbers from 1 where the rows have no names. In its
    tables the target usually comes first, unless the last column is a text of two values or there
    are fewer than three possible targets.
    """
    name, last = next(iter(columns)), columns[targets[-1]]
    if (name != UNNAMED and not ROW_NUMBER.fullmatch(name)) or len(targets) < 3:
        return False
    first = table.frame[name].tolist()
    from_one = first == list(range(1, len(first) + 1))
    named = all(isinstance(cell, str) for cell in first) and len(set(first)) == len(first)
    return (from_one or named) and not (last.kind == "text" and last.variety == 2)


def _said_again(columns: dict[str, Column], targets: list[str]) -> set[str]:
    """Targets that order the rows just as an earlier column does, such as its logarithm."""
    seen: set[bytes] = set()
    again = set()
    for name in targets if len(targets) > 2 else ():
        if columns[name].kind == "numbers" and not columns[name].is_classes:
            order = columns[name].values.rank(method="dense").to_numpy("float32").tobytes()
            if order in seen:
                again.add(name)
            seen.add(order)
    return again


def aside(name: str, column: Column) -> str:
    """Why a column is neither predicted nor used by default, such as "it holds dates"; else ""."""
    values, variety = column.values.dropna(), column.variety
    if len(values) < SOME * len(column.values):
        return "it is mostly empty"
    if variety < 2:
        return "it is the same in every row"
    if column.kind == "dates":
        return "it holds dates"
    if column.kind == "text":
        if name == ROW_NAMES:
            return "it names the rows"
        free = column.is_free_text or variety > len(values) // 2
        return "its texts hardly repeat" if free else ""
    if column.kind == "switch":
        return ""
    whole = bool((values == values.round()).all())
    ascending = np.sort(values.to_numpy())
    # Only from 0 or 1 on: consecutive years, for example, are no row numbers.
    counts_rows = (
        ascending[0] in (0, 1) and variety == len(values) and (np.diff(ascending) == 1).all()
    )
    if counts_rows:
        return "it numbers the rows"
    return "it is an identifier" if whole and _names_things(name, values) else ""


def _names_things(name: str, values: pd.Series) -> bool:
    """Whether whole numbers under this name number customers, passengers and the like."""
    if name == UNNAMED or ROW_NUMBER.fullmatch(name):
        return values.nunique() == len(values)
    # A thing may have several rows, but a few values are classes.
    return bool(_IDENTIFIER.search(name)) and values.nunique() > len(values) // 20


def giveaways(table: Table, target: str, features: Iterable[str]) -> dict[str, str]:
    """The features that give the target away, each with a sentence that says how.

    A table may hold the answer twice, in other words: who survived, and who is alive. A network
    that sees the second learns nothing about the first.
    """
    answer = understand(target, table.frame[target])
    found = {}
    for name in features:
        column = understand(name, table.frame[name])
        known = answer.values.notna() & column.values.notna()
        values, answers = column.values[known], answer.values[known]
        if known.sum() < LEAST_ROWS or values.nunique() < 2 or answers.nunique() < 2:
            continue
        if answer.is_classes:
            said = _class_told(values, answers)
        else:
            said = _number_told(column, values, answers)
        if said:
            found[name] = f"{name} gives {target} away ({said}), so it is left out."
    return found


def _class_told(values: pd.Series, answers: pd.Series) -> str:
    if len(values) < values.nunique() * ROWS_EACH:  # too few rows of each value
        return ""
    counts = pd.crosstab(values, answers).to_numpy()
    right = counts.max(axis=1).sum() / counts.sum()
    if right < TELLING or counts.sum(axis=0).max() / counts.sum() >= TELLING:
        return ""
    same = right == 1 and counts.shape[0] == counts.shape[1]
    return (
        "it says the same in other words"
        if same
        else f"alone it is right in {bounded_percent(right)} of the rows"
    )


def _number_told(column: Column, values: pd.Series, answers: pd.Series) -> str:
    if column.kind != "numbers":
        return ""
    correlation = np.corrcoef(values, answers)[0, 1]
    return "it is the same number on another scale" if abs(correlation) > SAME else ""
