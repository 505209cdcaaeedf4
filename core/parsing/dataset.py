"""A ``Table`` to a ``Dataset``: which columns are classes, numbers, categories or of no use.

Left out: dates and free text as features, and filling gaps better than by the median. The median
is of the whole column: a small leak from the validation part, accepted so that the data set is
the same at every split.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.datasets import Dataset
from core.parsing.names import MAX_NAME, in_brief, listed, short
from core.parsing.table import MAX_COLUMNS, MISSING, Table

MAX_CLASSES = 10
MAX_CATEGORIES = 20  # different texts in a feature, each of which becomes an input
MIN_ROWS = 10

TARGET_NAMES = ("target", "label", "class", "y", "species", "outcome", "diagnosis")

_THOUSANDS = r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?"
_DECIMAL_COMMA = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*),\d+"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    r"(?i)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})"
    rf"|\d{{1,2}}\.? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})(?:[T ,].*)?"
)


@dataclass(frozen=True, eq=False)
class _Column:
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
        values = self.values.dropna()
        whole = bool((values == values.round()).all())
        return whole and self.variety <= min(MAX_CLASSES, len(values) // 2)

    @property
    def is_free_text(self) -> bool:
        """Text that is too varied or too long to be a category."""
        if self.kind != "text":
            return False
        return self.variety > MAX_CATEGORIES or self.values.str.len().max() > MAX_NAME


def _understand(name: str, column: pd.Series) -> _Column:
    if pd.api.types.infer_dtype(column, skipna=True) == "boolean":
        return _Column("switch", column.astype("float64"))
    notes: list[str] = []
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.astype("float64")
    else:
        text = column.astype("str").str.strip()
        text = text.mask(text.isin(MISSING))
        numbers, notes = _numbers(name, text)
        if numbers is None:
            dates = text.dropna().drop_duplicates().head(100).str.fullmatch(_DATE).all()
            return _Column("dates" if dates else "text", text)
    with np.errstate(over="ignore"):  # more than float32 holds becomes infinite
        infinite = np.isinf(numbers.astype("float32"))
    if infinite.any():
        count = _count(infinite.sum(), "value")
        notes.append(f"Treated as missing: {count} of {name}, infinite or too large.")
    return _Column("numbers", numbers.mask(infinite), tuple(notes))


def _numbers(name: str, text: pd.Series) -> tuple[pd.Series | None, list[str]]:
    """Text as float64, or None where it is not numbers; notes on commas and on odd cells."""
    notes = []
    different = text.dropna().drop_duplicates()  # quick where a few texts repeat
    written = different
    commas = different[different.str.contains(",", regex=False)]
    if len(commas) and commas.str.fullmatch(_THOUSANDS).all():
        written = different.str.replace(",", "", regex=False)
        notes = [f"A comma in {name} was read as a thousands separator, as in 1,234."]
    elif len(commas) and commas.str.fullmatch(_DECIMAL_COMMA).all():
        points = commas.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        written = points.reindex(different.index).fillna(different)
        notes = [f"A comma in {name} was read as the decimal mark, as in 3,5."]
    numbers = pd.to_numeric(written, errors="coerce").astype("float64")
    odd = different[numbers.isna()]
    odd_cells = int(text.isin(odd).sum())
    # A few odd cells among many different numbers are slips; among few values they are classes.
    if odd_cells > (text.count() // 10 if len(different) > MAX_CATEGORIES else 0):
        return None, []
    if odd_cells:
        cells = _count(odd_cells, "value")
        notes.append(f"Treated as missing: {cells} of {name}, not a number ({short(odd.iloc[0])}).")
    return text.map(pd.Series(numbers.to_numpy(), index=different)).astype("float64"), notes


def suggest(table: Table) -> tuple[str, tuple[str, ...], str]:
    """Target, features and task ("classification" or "regression") that fit the table.

    The target is a column with a name such as "class" or "target", else the last usable one.
    Left out: row numbers, identifiers, dates, constants and free text. Raises ``ValueError``
    where nothing can be predicted from anything.
    """
    columns = {name: _understand(name, table.frame[name]) for name in table.frame}
    usable = [name for name, column in columns.items() if _is_informative(name, column)]
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
    named = [name for name in targets if name.casefold() in TARGET_NAMES]
    target = named[0] if named else targets[-1]
    task = "classification" if columns[target].is_classes else "regression"
    return target, tuple(name for name in usable if name != target), task


def _is_informative(name: str, column: _Column) -> bool:
    values, variety = column.values.dropna(), column.variety
    if variety < 2 or column.kind == "dates":
        return False
    if column.kind == "text":
        return not column.is_free_text and variety <= len(values) // 2
    counts_rows = values.iloc[0] in (0, 1) and (values.diff().dropna() == 1).all()
    whole_and_different = variety == len(values) and (values == values.round()).all()
    has_id_name = re.search(r"(?i)(^|[^a-z])(id|index|nr|no)$", name)
    return not counts_rows and not (whole_and_different and has_id_name)


def to_dataset(
    table: Table, *, target: str, features: tuple[str, ...]
) -> tuple[Dataset, tuple[str, ...]]:
    """The data set that predicts ``target`` from ``features``, and notes on what was changed.

    Raises ``ValueError`` for columns that are not there, a target that is neither numbers nor 2
    to ``MAX_CLASSES`` classes, fewer than ``MIN_ROWS`` usable rows, or no usable feature.
    """
    for name in (target, *features):
        if name not in table.frame:
            raise ValueError(f"There is no column {short(name)!r} in {table.name}.")
    if not features or target in features:
        raise ValueError("Choose at least one feature other than the target.")

    answer = _understand(target, table.frame[target])
    known = answer.values.notna()
    notes = list(answer.notes)
    if not known.all():
        notes.append(f"Left out: {_count((~known).sum(), 'row')} without a value of {target}.")
    if known.sum() < MIN_ROWS:
        raise ValueError(
            f"Only {_count(known.sum(), 'row')} can be used; the app needs {MIN_ROWS}."
        )
    y, class_names = _answers(target, answer)

    inputs: dict[str, np.ndarray] = {}
    for name in dict.fromkeys(features):
        column, column_notes = _inputs(name, table.frame[name][known])
        inputs |= column
        notes += column_notes
    if not inputs:
        raise ValueError(in_brief(["None of the chosen features can be used.", *notes]))
    if len(inputs) > MAX_COLUMNS:
        raise ValueError(f"The features make {len(inputs)} inputs; the limit is {MAX_COLUMNS}.")
    dataset = Dataset(
        name=table.name,
        x=np.stack(list(inputs.values()), axis=1).astype(np.float32),
        y=y,
        feature_names=tuple(inputs),
        class_names=class_names,
        target_name=target,
        about=f"Each row is a row of {table.name}; the network predicts {target} from "
        f"{listed(features)}.",
    )
    return dataset, tuple(notes)


def _answers(target: str, answer: _Column) -> tuple[np.ndarray, tuple[str, ...]]:
    """Class indices (N,) int64 and class names, or targets (N,) float32 and ()."""
    values = answer.values.dropna()
    if answer.kind == "dates":
        raise ValueError(f"{target} holds dates. Choose a target of classes or numbers.")
    if answer.is_classes and answer.variety > MAX_CLASSES:
        raise ValueError(
            f"{target} has {answer.variety} different texts; the network learns at most "
            f"{MAX_CLASSES} classes. Choose another target."
        )
    names: tuple[str, ...] = ()
    if answer.is_classes:
        y, classes = pd.factorize(values, sort=True)
        say = {"text": short, "switch": lambda c: str(bool(c)), "numbers": "{:.0f}".format}
        names = tuple(map(say[answer.kind], classes))
    else:
        y = values.to_numpy(np.float32)
    if y.min() == y.max():
        raise ValueError(f"{target} is the same in every row, so there is nothing to predict.")
    return y, names


def _inputs(name: str, column: pd.Series) -> tuple[dict[str, np.ndarray], list[str]]:
    """A feature as named inputs (N,) float32 without gaps, none if it is of no use; and notes."""
    known = _understand(name, column)
    notes, gaps = list(known.notes), int(known.values.isna().sum())
    if known.variety == 0:
        return {}, [f"Left out: {name}, which is empty."]
    if known.kind == "dates":
        return {}, [f"Left out: {name}, which holds dates."]
    if known.is_free_text:
        return {}, [f"Left out: {name}, which is free text ({known.variety} different ones)."]
    if known.kind == "text":
        table = pd.get_dummies(known.values, prefix=name, prefix_sep=" = ", dtype="float32")
        inputs = {label: table[label].to_numpy() for label in table}
        notes.append(f"{name} is text: each of its {known.variety} values is an input, 0 or 1.")
        filling = "where all of its inputs are 0"
    else:
        median = known.values.median()
        inputs = {name: known.values.fillna(median).to_numpy(np.float32)}
        filling = f"filled with the median, {median:g}"
    if all(values.min() == values.max() for values in inputs.values()):
        return {}, [f"Left out: {name}, which has the same value in every row."]
    if gaps:
        notes.append(f"{_count(gaps, 'missing value')} of {name}, {filling}.")
    return inputs, notes


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
