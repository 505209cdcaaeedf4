"""What a learner brings to a page: files and drawn points, turned into data by ``core.intake``.

A file that cannot be used is answered by a sentence; what was there before stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import streamlit as st

from app import sketch
from app.theme import Theme
from core import datasets, intake
from core.datasets import Dataset

Read = TypeVar("Read")


def file(
    key: str, label: str, types: Sequence[str], read: Callable[[bytes, str], Read]
) -> Read | None:
    """A file uploader; the last file that could be read, or None before the first one."""
    sent = st.file_uploader(label, type=list(types), key=f"{key}-file")
    if sent and st.session_state.get(f"{key}-sent") != sent.file_id:
        st.session_state[f"{key}-sent"] = sent.file_id
        st.session_state.pop(f"{key}-problem", None)
        try:
            st.session_state[f"{key}-read"] = read(sent.getvalue(), sent.name)
        except ValueError as problem:
            st.session_state[f"{key}-problem"] = str(problem)
    if problem := st.session_state.get(f"{key}-problem"):
        st.warning(problem, icon=":material/upload_file:")
    return st.session_state.get(f"{key}-read")


def table(key: str) -> Dataset | None:
    """A table of the learner's own: the file, what to predict, and from what."""
    example = datasets.to_csv(datasets.load("iris", samples=150, noise=0, seed=0))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        brought = file(
            key, "A table: CSV or TSV, one row an example", ["csv", "tsv", "txt"], intake.read_table
        )
        st.download_button(
            "An example to try", example, "iris.csv", "text/csv", key=f"{key}-example"
        )
    if brought is None:
        return None
    try:
        target, features, _ = intake.suggest(brought)
        columns = list(brought.frame)
        # The file's name in the keys: another file starts from its own suggestion.
        left, right = st.columns([1, 2])
        target = left.selectbox(
            "Predict", columns, columns.index(target), key=f"{key}-target-{brought.name}"
        )
        features = right.multiselect(
            "from", [name for name in columns if name != target],
            [name for name in features if name != target], key=f"{key}-features-{brought.name}-{target}",
        )  # fmt: skip
        dataset, notes = intake.to_dataset(brought, target=target, features=tuple(features))
    except ValueError as problem:
        st.warning(str(problem), icon=":material/table:")
        return st.session_state.get(f"{key}-dataset")
    kind = f"{len(dataset.class_names)} classes" if dataset.class_names else "a number"
    said = [f"{len(dataset.x)} rows, {len(dataset.feature_names)} features; {target} is {kind}."]
    st.caption(" ".join([*said, *brought.notes, *notes]))
    st.session_state[f"{key}-dataset"] = dataset
    return dataset


def points(key: str, theme: Theme) -> Dataset | None:
    """Points of up to three classes, set by hand."""
    drawn = sketch.points(
        key=key, labels=("A", "B", "C"), colours=theme.classes[:3], x_range=(-3, 3), y_range=(-3, 3),
        height=300, alt="A pad: choose a class, then click or drag to add points of it.",
    )  # fmt: skip
    if not drawn:
        st.caption("Choose a class, then click or drag on the pad. Two classes are needed.")
        return None
    places = np.array([point[:2] for point in drawn], dtype=np.float32)
    classes = np.array([point[2] for point in drawn])
    try:
        return datasets.from_points(places, classes)
    except ValueError as problem:
        st.caption(str(problem))
        return None
