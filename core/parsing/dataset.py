"""A ``Table`` to a ``Dataset``: answers to predict, and features as inputs without gaps.

Left out: dates and free text as features, and filling gaps better than by the median. The median
is of the whole column: a small leak from the validation part, accepted so that the data set is
the same at every split.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.datasets import Dataset
from core.parsing.columns import MAX_CLASSES, Column, counted, understand
from core.parsing.names import in_brief, listed, short
from core.parsing.table import MAX_COLUMNS, Table

MIN_ROWS = 10


def to_dataset(
    table: Table, *, target: str, features: tuple[str, ...], task: str = ""
) -> tuple[Dataset, tuple[str, ...]]:
    """The data set that predicts ``target`` from ``features``, and notes on what was changed.

    ``task`` ("classification" or "regression") decides where whole numbers can be either.
    Raises ``ValueError`` for columns that are not there, a target that is neither numbers nor 2
    to ``MAX_CLASSES`` classes that repeat, fewer than ``MIN_ROWS`` usable rows, or no usable
    feature.
    """
    for name in (target, *features):
        if name not in table.frame:
            raise ValueError(f"There is no column {short(name)!r} in {table.name}.")
    if not features or target in features:
        raise ValueError("Choose at least one feature other than the target.")

    answer = understand(target, table.frame[target])
    known = answer.values.notna()
    notes = list(answer.notes)
    if not known.all():
        notes.append(f"Left out: {counted((~known).sum(), 'row')} without a value of {target}.")
    if known.sum() < MIN_ROWS:
        raise ValueError(
            f"Only {counted(known.sum(), 'row')} can be used; the app needs {MIN_ROWS}."
        )
    classes = task == "classification" if task and answer.is_either else answer.is_classes
    y, class_names = _answers(target, answer, classes)

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


def _answers(target: str, answer: Column, are_classes: bool) -> tuple[np.ndarray, tuple[str, ...]]:
    """Class indices (N,) int64 and class names, or targets (N,) float32 and ()."""
    values = answer.values.dropna()
    if answer.kind == "dates":
        raise ValueError(f"{target} holds dates. Choose a target of classes or numbers.")
    if are_classes and answer.variety > max(2, len(values) // 2):
        raise ValueError(
            f"{target} has {answer.variety} different texts in {counted(len(values), 'row')}; "
            "classes have to repeat. Choose another target."
        )
    if are_classes and answer.variety > MAX_CLASSES:
        raise ValueError(
            f"{target} has {answer.variety} different texts; the network learns at most "
            f"{MAX_CLASSES} classes. Choose another target."
        )
    names: tuple[str, ...] = ()
    if are_classes:
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
    known = understand(name, column)
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
        notes.append(f"{counted(gaps, 'missing value')} of {name}, {filling}.")
    return inputs, notes
