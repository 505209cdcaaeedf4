"""A learner's files and drawn points, which ``core.parsing`` turns into data.

A sentence answers a file that cannot be used, and the data from before stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app import downloads, session, sketch
from app.markdown import escape_markdown
from app.reading import read_table
from app.theme import Theme
from core.data import datasets
from core.data.datasets import Dataset
from core.parsing.names import MAX_NOTES, in_brief, listed, short

if TYPE_CHECKING:
    from core.parsing.table import Table

Read = TypeVar("Read")
TABLES = ("csv", "tsv", "txt", "data", "dat", "tab")


def file(
    key: str, label: str, types: Sequence[str], read: Callable[[bytes, str], Read]
) -> Read | None:
    """A file uploader; the last file that could be read, or None before the first one."""
    return _latest(key, st.file_uploader(label, type=list(types), key=f"{key}-file"), read)


def files(
    key: str, label: str, types: Sequence[str], read: Callable[[bytes, str], Read]
) -> list[Read]:
    """An uploader of several files; those that could be read, in their order.

    Each file is read once. A sentence answers a file that cannot be used, and the others stay.
    An uploader that was not drawn for a while comes back empty; its files stay until others come.
    """
    held: dict[str, Read | ValueError] = st.session_state.get(f"{key}-read", {})
    earlier: list[Read] = st.session_state.get(f"{key}-earlier", [])
    if f"{key}-file" not in st.session_state:
        earlier = _good(held) or earlier
    sent = st.file_uploader(label, type=list(types), key=f"{key}-file", accept_multiple_files=True)
    for one in sent:
        if one.file_id not in held:
            try:
                held[one.file_id] = read(one.getvalue(), one.name)
            except ValueError as problem:
                held[one.file_id] = problem
            # At once: where the next file is slow, another run may take this one's place.
            st.session_state[f"{key}-read"] = held
    now = {one.file_id: held[one.file_id] for one in sent}
    for one in sent:
        if isinstance(refused := now[one.file_id], ValueError):
            st.warning(
                escape_markdown(f"{short(one.name)}: {refused}"), icon=":material/upload_file:"
            )
    if _good(now):
        earlier = []
    elif earlier:
        st.caption("Your earlier files are still loaded; new files replace them.")
    st.session_state[f"{key}-read"] = now
    st.session_state[f"{key}-earlier"] = earlier
    session.release(f"{key}-file")
    return _good(now) or earlier


def _good(read: Mapping[str, Read | ValueError]) -> list[Read]:
    return [one for one in read.values() if not isinstance(one, ValueError)]


def camera(key: str, label: str, read: Callable[[bytes, str], Read]) -> Read | None:
    """The browser's camera; the last photograph that could be read, or None before the first."""
    return _latest(key, st.camera_input(label, key=f"{key}-file"), read)


def _latest(key: str, sent: UploadedFile | None, read: Callable[[bytes, str], Read]) -> Read | None:
    if sent and st.session_state.get(f"{key}-sent") != sent.file_id:
        problem = None
        try:
            got = read(sent.getvalue(), sent.name)
        except ValueError as raised:
            problem = str(raised)
        else:
            st.session_state[f"{key}-read"] = got
            st.session_state[f"{key}-count"] = st.session_state.get(f"{key}-count", 0) + 1
        # Only now: a run that was stopped while it read has read nothing.
        st.session_state[f"{key}-problem"] = problem
        st.session_state[f"{key}-sent"] = sent.file_id
    if sent and (problem := st.session_state.get(f"{key}-problem")):
        st.warning(escape_markdown(problem), icon=":material/upload_file:")
    session.release(f"{key}-file")
    return st.session_state.get(f"{key}-read")


def table(key: str) -> Dataset | None:
    """The learner's table: the file, the column to predict, and the input columns."""
    brought = file(key, "A table as text, one row per example", TABLES, _table_to_learn)
    if brought is None:
        downloads.buttons(key, [downloads.File("Download an example", _example(), "iris.csv")])
        return None
    table, suggested, suggested_features, sentinels = brought
    table = _without(key, settled(key, table), sentinels)
    columns = list(table.frame)
    name = of_this_file(key)
    target = st.selectbox("Predict", columns, columns.index(suggested), key=f"{name}-target")
    task = _task(f"{name}-task-{target}", table, target)
    likely = {suggested, *suggested_features} - {target}
    usable = [column for column in columns if column in likely]
    told = _giveaways(key, table, target, usable)
    features = st.multiselect(
        "from",
        [column for column in columns if column != target],
        [column for column in usable if column not in told] or usable,
        key=f"{name}-features-{target}",
    )
    choice = {"target": target, "features": tuple(features), "task": task}
    from core.parsing.columns import counted
    from core.parsing.dataset import to_dataset
    from core.parsing.summary import summary

    held = st.session_state.get(f"{key}-dataset")
    if held is None or held[0] is not table or held[1] != choice:
        try:
            made = to_dataset(table, **choice)
        except ValueError as problem:
            st.warning(escape_markdown(str(problem)), icon=":material/table:")
            return held and held[2]
        rows = summary(
            table,
            target=target,
            features=features,
            reasons=dict.fromkeys(told, f"it gives {target} away"),
            sentinels=sentinels,
            task=task,
        )
        held = st.session_state[f"{key}-dataset"] = (table, choice, *made, rows)
    _, _, dataset, notes, rows = held
    kind = f"{len(dataset.class_names)} classes" if dataset.class_names else "a number"
    said = (
        f"{counted(len(dataset.x), 'row')}, {counted(len(dataset.feature_names), 'feature')}; "
        f"{target} is {kind}."
    )
    unused = [column for column in columns if column not in (target, *features)]
    named = [told.pop(column) for column in unused if column in told]
    left = [f"Not used: {listed(unused)}."] if unused else []
    tell([said, *left, *named, *table.notes, *notes])
    with st.expander("How each column was read"):
        st.dataframe(
            [row._asdict() for row in rows],
            column_config={"column": "Column", "read_as": "Read as", "role": "Use", "note": "Note"},
            hide_index=True,
        )
    return dataset


def _without(key: str, table: Table, sentinels: Mapping[str, float]) -> Table:
    """The table, without the numbers that stand for "missing" as the learner says."""
    if not sentinels:
        return table
    chosen = st.pills(
        "Treat as missing",
        list(sentinels),
        selection_mode="multi",
        format_func=lambda name: f"{sentinels[name]:g} in {escape_markdown(name)}",
        key=f"{of_this_file(key)}-sentinels",
        help="These numbers repeat and are outside the range of the others, as codes for a missing "
        "value are.",
    )
    if not chosen:
        return table
    from core.parsing.sentinels import as_missing

    held = st.session_state.get(f"{key}-without")
    if held is None or held[:2] != (table, chosen):
        held = table, chosen, as_missing(table, {name: sentinels[name] for name in chosen})
        st.session_state[f"{key}-without"] = held
    return held[2]


def _task(key: str, table: Table, target: str) -> str:
    """Whether whole numbers are classes or measurements, as the learner says; "" where clear."""
    from core.parsing.columns import understand

    column = understand(target, table.frame[target])
    if not column.is_either:
        return ""
    return st.segmented_control(
        f"The numbers of {escape_markdown(target)} are",
        ["classification", "regression"],
        format_func={"classification": "classes", "regression": "measurements"}.__getitem__,
        default="classification" if column.is_classes else "regression",
        required=True,
        key=key,
    )


def _giveaways(key: str, table: Table, target: str, features: Sequence[str]) -> dict[str, str]:
    """``core.parsing.target.giveaways``, once for each target of a file."""
    from core.parsing.target import giveaways

    held = st.session_state.get(f"{key}-giveaways")
    if held is None or held[0] is not table or held[1] != target:
        held = st.session_state[f"{key}-giveaways"] = (
            table,
            target,
            giveaways(table, target, features),
        )
    return dict(held[2])


def settled(key: str, table: Table) -> Table:
    """The table, its doubtful numbers as the learner says; the same for the same answers."""
    otherwise = []
    for name, cell in zip(table.other, table.doubtful, strict=True):
        taken, other = table.meanings(name)
        meant = st.segmented_control(
            f"In {escape_markdown(name)}, {escape_markdown(cell)} means",
            ["taken", "other"],
            format_func={"taken": f"{taken:.12g}", "other": f"{other:.12g}"}.__getitem__,
            default="taken",
            required=True,
            key=f"{of_this_file(key)}-means-{name}",
        )
        if meant == "other":
            otherwise.append(name)
    if not otherwise:
        return table
    held = st.session_state.get(f"{key}-settled")
    if held is None or held[:2] != (table, otherwise):
        held = table, otherwise, table.read_otherwise(otherwise)
        st.session_state[f"{key}-settled"] = held
    return held[2]


def of_this_file(key: str) -> str:
    """What begins the keys of a file's own widgets: each file starts from its own suggestions."""
    return f"{key}-{st.session_state[f'{key}-count']}"


def tell(notes: Sequence[str]) -> None:
    """What was read of a file and what was changed, the first items visible at once."""
    st.caption(escape_markdown(in_brief(notes)))
    if len(notes) > MAX_NOTES:
        with st.expander(f"All {len(notes)} notes"):
            st.caption("  \n".join(map(escape_markdown, notes)))


def _table_to_learn(
    content: bytes, name: str
) -> tuple[Table, str, tuple[str, ...], dict[str, float]]:
    """A table, a target and features that fit it, and numbers that may stand for "missing".

    Raises ``ValueError`` where there is nothing to predict.
    """
    from core.parsing.sentinels import find_sentinels  # with pandas, which is slow to load
    from core.parsing.target import suggest

    table = read_table(content, name)
    target, features, _ = suggest(table)
    return table, target, features, find_sentinels(table)


@cache
def _example() -> str:
    return datasets.to_csv(datasets.load("iris", samples=150, noise=0, seed=0))


def points(key: str, theme: Theme) -> Dataset | None:
    """Points of up to three classes, set by hand."""
    drawn = sketch.points(
        key=key,
        labels=("A", "B", "C"),
        colours=theme.classes[:3],
        x_range=(-3, 3),
        y_range=(-3, 3),
        height=260,
        alt="A drawing area: choose a class, then click or drag to add points.",
    )
    if not drawn:
        st.caption("Choose a class, then click or drag in the square. Draw at least two classes.")
        return None
    places = np.array([point[:2] for point in drawn], dtype=np.float32)
    classes = np.array([point[2] for point in drawn])
    try:
        return datasets.from_points(places, classes)
    except ValueError as problem:
        st.caption(str(problem))
        return None
