"""The bytes of a .npy or .tsv file to vectors with their labels, or one sentence that says why not.

A .npy file is numpy's own format, read without pickle; its header is looked at before its numbers
are. In a table, the columns of numbers are the vector and all others are labels, as in the app's
own export. The files of GloVe and word2vec are read, too, and tables with a list of numbers in a
cell (lists.py).

Left out: .npz and other archives, and sparse vectors.

Reference: numpy.lib.format, versions 1 to 3.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.parsing.encoding import decoded
from core.parsing.lists import MARK, lists_in
from core.parsing.names import ROW_NUMBER, listed, short, unique

if TYPE_CHECKING:
    import pandas as pd

    from core.parsing.layout import Layout

MAX_BYTES = 20_000_000
MAX_ROWS, LEAST_ROWS = 50_000, 5
MAX_DIMENSIONS = 4096
MAGIC = b"\x93NUMPY"
MAX_LABELS = 50  # columns
EXTENSIONS = ("npy", "tsv", "csv", "txt")
COUNTED = "The first column numbers the rows, so it is left out."
_QUOTED = re.compile(r"""^[^\t\n"]*"[^\t\n]*(?=\t)""", re.MULTILINE)  # a word with a quote in it
_LABEL = re.compile(r"(?i)(.*[_ ])?(labels?|class(es)?|target|y|category|cluster|group|topic|id)")


@dataclass(frozen=True, eq=False)
class Vectors:
    """``vectors`` is float32 (things, dimensions), all finite. ``labels`` has a row of texts for
    each of them, in columns with names; it may have no column. ``total`` is how many the file has.
    """

    vectors: np.ndarray
    labels: pd.DataFrame
    name: str
    total: int
    notes: tuple[str, ...] = ()


def read_vectors(content: bytes, name: str) -> Vectors:
    """The vectors in a file; ``name`` is the file's, for the learner.

    Only the first ``MAX_ROWS`` rows are taken, and a note says so. Raises ``ValueError`` for
    anything that is no such file, or that is larger than ``MAX_BYTES`` or ``MAX_DIMENSIONS``.
    """
    import pandas as pd

    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB. "
            "Saved as float32, it may be half as large."
        )
    labels = pd.DataFrame()
    notes: list[str] = []
    if content.startswith(MAGIC):
        vectors = _array(content)
    elif name.lower().endswith(".npy"):
        raise ValueError("This is not a .npy file. Save it with numpy.save, or as a text table.")
    else:
        vectors, labels, notes = _table(content)
    total = len(vectors)
    if total > MAX_ROWS:
        notes.append(f"The app takes the first {MAX_ROWS:,} of {total:,} rows.")
        vectors, labels = vectors[:MAX_ROWS], labels[:MAX_ROWS]
    if not np.isfinite(vectors).all():
        raise ValueError("Some numbers are missing or infinite; use only finite numbers.")
    if (vectors == vectors[0]).all():
        raise ValueError("All rows are the same, so there is nothing to map.")
    vectors = np.ascontiguousarray(vectors)
    return Vectors(vectors, labels, short(name), total, tuple(notes))


def _fits(rows: int, dimensions: int) -> None:
    if rows < LEAST_ROWS:
        raise ValueError(f"There are {rows:,} rows; use at least {LEAST_ROWS}.")
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


def _table(content: bytes) -> tuple[np.ndarray, pd.DataFrame, list[str]]:
    from core.parsing.cells import check_cells, check_frame  # with pandas, too
    from core.parsing.layout import find_layout

    text, guessed = decoded(content, "Use a .npy file or a text table in .tsv format.")
    in_lists = lists_in(text)
    layout = find_layout(in_lists[1] if in_lists else _with_tabs(text))
    if layout.width > MAX_DIMENSIONS + MAX_LABELS:
        raise ValueError(
            f"The first row has {layout.width:,} cells; use some labels and at most "
            f"{MAX_DIMENSIONS:,} numbers."
        )
    check_cells(layout.text, layout.delimiter)
    frame = check_frame(_frame(layout))
    frame = frame.loc[:, frame.notna().any()]  # a separator may end each line
    names = unique([*_names(layout, max(frame, default=-1) + 1)])
    notes = [*filter(None, [guessed]), *layout.notes]
    if in_lists:
        vectors = in_lists[0]
        if len(frame) != len(vectors):
            raise ValueError(
                f"The table has {len(frame):,} rows, but {len(vectors):,} lists of numbers."
            )
        notes.append(f"The vectors are the lists of {vectors.shape[1]:,} numbers.")
        others = [place for place in frame if not (frame[place] == MARK).all()]
    else:
        frame, told = _as_numbers(frame)
        numbers, more = _dimensions(frame, names, named=layout.header is not None)
        vectors, notes = frame[numbers].to_numpy(), [*notes, *told, *more]
        dropped = [0] if COUNTED in more else []
        others = [place for place in frame if place not in (*numbers, *dropped)]
    _fits(*vectors.shape)
    labels = frame[others].set_axis([names[place] for place in others], axis=1)
    return vectors.astype(np.float32), labels.apply(_texts), notes


def _names(layout: Layout, width: int) -> Iterator[str]:
    """A name for each column: the header's, or by its place."""
    header = layout.header or []
    for at in range(width):
        yield (short(header[at].strip()) if at < len(header) else "") or f"column {at + 1}"


def _dimensions(
    frame: pd.DataFrame, names: Sequence[str], *, named: bool
) -> tuple[list[int], list[str]]:
    """The places of the columns that make up the vectors, and notes on other numbers."""
    numbers = [place for place in frame if frame[place].dtype.kind in "biuf"]
    notes = []
    if 0 in numbers and _counts_rows(names[0] if named else "", frame[0]):
        numbers.remove(0)
        notes.append(COUNTED)
    said = [place for place in numbers if named and _labels(names[place], frame[place])]
    if said and len(numbers) - len(said) >= 2:
        numbers = [place for place in numbers if place not in said]
        notes.append(
            f"Labels by their name, not part of the vectors: {listed([names[at] for at in said])}."
        )
    return numbers, notes


def _labels(name: str, values: pd.Series) -> bool:
    """Whether whole numbers stand for classes or things, as their column's name says."""
    whole = values.dtype.kind in "biu" or bool((values.dropna() % 1 == 0).all())
    return whole and bool(_LABEL.fullmatch(name))


def _texts(column: pd.Series) -> pd.Series:
    """A column's cells as short texts."""
    cells = column.astype(object).where(column.notna(), "–")
    return cells.map(lambda cell: short(f"{cell:.12g}" if isinstance(cell, float) else str(cell)))


def _with_tabs(text: str) -> str:
    """A file of words and their vectors as GloVe and word2vec write it, with tabs for blanks."""
    first, second, *_ = [*text.split("\n", 2), "", ""]
    if re.fullmatch(r"\d+ \d+ ?", first):  # word2vec says how many words and dimensions there are
        text = text.partition("\n")[2]
        first = second
    if re.search(r"[\t;,]", first.partition(" ")[2]) or len(first.split(" ")) < 3:
        return text
    text = re.sub(r" +$", "", text, flags=re.MULTILINE).replace(" ", "\t")
    return _QUOTED.sub(lambda word: '"{}"'.format(word[0].replace('"', '""')), text)


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
