"""The labels of vectors, from a file of their own: a line for each vector.

    >>> read_labels(b"word\\tkind\\ndog\\tpet\\n", "labels.tsv")
    [['word', 'kind'], ['dog', 'pet']]

Tabs separate several columns, as in the metadata of the Embedding Projector; a .csv file may use
any delimiter of a table. The number of vectors decides whether the first line is a header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from core.parsing.encoding import decoded
from core.parsing.layout import SNIFFED, find_layout
from core.parsing.names import listed, short, unique
from core.parsing.vectors import MAX_BYTES, Vectors

EXTENSIONS = ("txt", "tsv", "csv")
MAX_COLUMNS = 50
MAX_CELLS = 1_000_000  # in all: each is an object, far larger than its characters
NAMES = ("label", "group")  # of columns without a header


def read_labels(content: bytes, name: str) -> list[list[str]]:
    """The cells of each line.

    Raises ``ValueError`` for what is no text, is empty, or has more than ``MAX_BYTES`` or
    ``MAX_CELLS``.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    text = decoded(content, "Use plain text, one label per line.")[0].rstrip("\n")
    if not text.strip():
        raise ValueError("The file is empty.")
    as_csv = name.lower().endswith(".csv")
    try:
        # One character more, so that a last line that is cut in two does not count.
        delimiter = find_layout(text[: SNIFFED + 1]).delimiter if as_csv else "\t"
        if text.count("\n") + text.count(delimiter) >= MAX_CELLS:
            raise ValueError(f"The file has more than {MAX_CELLS:,} labels, which is the limit.")
        if not as_csv:
            return [line.split(delimiter) for line in text.split("\n")]
        lines = csv.reader(io.StringIO(text), delimiter=delimiter)
        return [cells or [""] for cells in lines]
    except csv.Error as problem:
        raise ValueError("The file has a cell that is too long, or an open quote.") from problem


def with_labels(vectors: Vectors, rows: Sequence[Sequence[str]]) -> Vectors:
    """The vectors with these labels instead of their own; one row more than vectors is a header.

    Raises ``ValueError`` where there are not as many rows as vectors, or more than ``MAX_COLUMNS``.
    """
    import pandas as pd

    notes = list(vectors.notes)
    header: Sequence[str] = ()
    if len(rows) == vectors.total + 1:
        header, rows = rows[0], rows[1:]
        names = listed([short(name) or "no name" for name in header])
        notes.append(f"The first line of the labels is their header ({names}).")
    if len(rows) != vectors.total:
        raise ValueError(
            f"There are {len(rows):,} labels for {vectors.total:,} vectors; give each vector "
            "one label."
        )
    width = max(map(len, rows))
    if width > MAX_COLUMNS:
        raise ValueError(f"The labels have {width:,} columns; the limit is {MAX_COLUMNS}.")
    usual = [*NAMES, *(f"label {at + 1}" for at in range(len(NAMES), width))]
    named = unique(
        [short(name.strip()) or usual[at] for at, name in enumerate(header[:width])]
        + usual[len(header) : width]
    )
    taken = rows[: len(vectors.vectors)]
    columns = {
        name: [short(row[at].strip()) if at < len(row) else "" for row in taken]
        for at, name in enumerate(named)
    }
    labels = pd.DataFrame(columns, dtype=str).replace("", "–")
    return replace(vectors, labels=labels, notes=tuple(notes))
