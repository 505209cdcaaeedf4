"""The bytes of a .npy or .tsv file to vectors with their names, or one sentence that says why not.

A .npy file is numpy's own format, read without pickle; its header is looked at before its numbers
are. In a table, columns of numbers are the vector, the first column of words names each thing and
the second says what it belongs to, as the app's own export writes it; so do the files of GloVe and
word2vec.

Left out: .npz and other archives, sparse vectors, and a list of numbers in one cell.

Reference: numpy.lib.format, versions 1 to 3.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.parsing.encoding import decoded
from core.parsing.names import ROW_NUMBER, short

if TYPE_CHECKING:
    import pandas as pd

    from core.parsing.layout import Layout

MAX_BYTES = 20_000_000
MAX_ROWS, LEAST_ROWS = 50_000, 5
MAX_DIMENSIONS = 4096
MAGIC = b"\x93NUMPY"
EXTENSIONS = ("npy", "tsv", "csv", "txt")


@dataclass(frozen=True, eq=False)
class Vectors:
    """``vectors`` is float32 (things, dimensions), all finite; a text and a group for each."""

    vectors: np.ndarray
    texts: tuple[str, ...]
    groups: tuple[str, ...]
    name: str
    notes: tuple[str, ...] = ()


def read_vectors(content: bytes, name: str) -> Vectors:
    """The vectors in a file; ``name`` is the file's, for the learner.

    Raises ``ValueError`` for anything that is no such file, or that is larger than ``MAX_BYTES``,
    ``MAX_ROWS`` or ``MAX_DIMENSIONS``.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB. "
            "Saved as float32, it may be half as large."
        )
    if content.startswith(MAGIC):
        vectors = _array(content)
        texts = tuple(f"row {at + 1}" for at in range(len(vectors)))
        groups = ("",) * len(vectors)
        notes: tuple[str, ...] = ()
    elif name.lower().endswith(".npy"):
        raise ValueError("This is not a .npy file. Save it with numpy.save, or as a text table.")
    else:
        vectors, texts, groups, notes = _table(content)
    if not np.isfinite(vectors).all():
        raise ValueError("Some numbers are missing or infinite; use only finite numbers.")
    if (vectors == vectors[0]).all():
        raise ValueError("All rows are the same, so there is nothing to map.")
    return Vectors(np.ascontiguousarray(vectors), texts, groups, short(name), notes)


def with_labels(vectors: Vectors, lines: tuple[str, ...]) -> Vectors:
    """The same with a text for each row, "text" or "text<tab>group".

    One line more than there are vectors is a header. Raises ``ValueError`` where the lines are
    not as many as the rows.
    """
    notes = vectors.notes
    if len(lines) == len(vectors.texts) + 1:
        notes = (*notes, f"The first line of the labels is their header ({short(lines[0])}).")
        lines = lines[1:]
    if len(lines) != len(vectors.texts):
        raise ValueError(
            f"There are {len(lines):,} labels for {len(vectors.texts):,} vectors; give each vector "
            f"one label."
        )
    cut = [line.split("\t", 1) for line in lines]
    texts = tuple(short(one[0]) or "–" for one in cut)
    groups = tuple(short(one[1]) if len(one) > 1 else "" for one in cut)
    return replace(vectors, texts=texts, groups=groups, notes=notes)


def _fits(rows: int, dimensions: int) -> None:
    if not LEAST_ROWS <= rows <= MAX_ROWS:
        raise ValueError(f"There are {rows:,} rows; use from {LEAST_ROWS} to {MAX_ROWS:,}.")
    if not 2 <= dimensions <= MAX_DIMENSIONS:
        raise ValueError(f"Each row has {dimensions:,} numbers; use from 2 to {MAX_DIMENSIONS:,}.")


def _array(content: bytes) -> np.ndarray:
    file = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(file)
        header = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, _, kind = header(file)
    except ValueError as problem:
        raise ValueError("The .npy file is damaged: its header is not readable.") from problem
    if len(shape) != 2:
        raise ValueError(
            f"An array of shape {short(str(shape))} is not a table of vectors; use the shape "
            f"(rows, numbers)."
        )
    if kind.kind not in "fiu":
        raise ValueError(f"The array holds {short(str(kind))}; use plain numbers.")
    _fits(*shape)
    if len(content) - file.tell() < math.prod(shape) * kind.itemsize:
        raise ValueError("The .npy file ends before its last number.")
    try:
        return np.load(io.BytesIO(content), allow_pickle=False).astype(np.float32)
    except (ValueError, EOFError) as problem:
        raise ValueError("The .npy file ends before its last number.") from problem


def _table(content: bytes) -> tuple[np.ndarray, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    from core.parsing.cells import check_cells, check_frame  # with pandas, too
    from core.parsing.layout import find_layout

    text, encoding = decoded(content, "Use a .npy file or a text table in .tsv format.")
    layout = find_layout(_with_tabs(text))
    if layout.width > MAX_DIMENSIONS + 3:
        raise ValueError(
            f"The first row has {layout.width:,} cells; use a text, a group and at most "
            f"{MAX_DIMENSIONS:,} numbers."
        )
    check_cells(layout.text, layout.delimiter)
    frame = check_frame(_frame(layout))
    frame, notes = _as_numbers(frame)
    numbers = [place for place in frame if frame[place].dtype.kind in "biuf"]
    if 0 in numbers and _counts_rows((layout.header or [""])[0], frame[0]):
        numbers.remove(0)
        frame = frame.drop(columns=0)
        notes.append("The first column numbers the rows, so it is left out.")
    others = [column for column in frame if column not in numbers]
    _fits(len(frame), len(numbers))
    listed = [
        tuple(short(str(value)) if value == value else "–" for value in frame[column])
        for column in others[:2]
    ]
    texts = listed[0] if listed else tuple(f"row {at + 1}" for at in range(len(frame)))
    groups = listed[1] if len(listed) > 1 else ("",) * len(frame)
    return (
        frame[numbers].to_numpy(np.float32),
        texts,
        groups,
        (*filter(None, [encoding]), *layout.notes, *notes),
    )


def _with_tabs(text: str) -> str:
    """A file of words and their vectors as GloVe and word2vec write it, with tabs for blanks."""
    first, second, *_ = [*text.split("\n", 2), "", ""]
    if re.fullmatch(r"\d+ \d+", first):  # word2vec says how many words and dimensions there are
        text = text.partition("\n")[2]
        first = second
    blanks = not re.search(r"[\t;,]", first) and len(first.split(" ")) > 2
    return text.replace(" ", "\t") if blanks else text


def _frame(layout: Layout) -> pd.DataFrame:
    """The rows below the header, with the places of the columns instead of their names."""
    import pandas as pd

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.DtypeWarning)
            return pd.read_csv(
                io.StringIO(layout.text),
                sep=layout.delimiter,
                header=None,
                skiprows=int(layout.has_header_line),
                nrows=MAX_ROWS + 1,
                quotechar='"',
                keep_default_na=True,
            )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        raise ValueError("The rows of the table have different lengths.") from problem


def _as_numbers(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The frame with numbers that only people read as such, and a note where there are any."""
    from core.parsing.numbers import COMMA, read_numbers

    read = {}
    for place, kind in enumerate(frame.dtypes):
        if kind.kind not in "biuf":
            cells = frame.iloc[:, place].astype("str").str.strip()
            cells = cells.mask(frame.iloc[:, place].isna())
            if numbers := read_numbers(str(place), cells, usual=COMMA):
                read[place] = numbers
    for place, numbers in read.items():
        frame.isetitem(place, numbers.values)
    commas = any(numbers.decimal == COMMA for numbers in read.values())
    return frame, ["Commas are read as decimal marks."] if commas else []


def _counts_rows(name: str, values: pd.Series) -> bool:
    """Whether a first column holds the numbers of the rows: 0, 1, 2, … or under such a name."""
    whole = values.dtype.kind in "iu" and values.is_unique
    return bool(whole and (ROW_NUMBER.fullmatch(name) or (np.diff(values) == 1).all()))
