"""The labels of vectors, from a file of their own: a line for each vector.

    >>> read_labels(b"word\\tkind\\ndog\\tpet\\n", "labels.tsv")
    [['word', 'kind'], ['dog', 'pet']]

Several columns are cut by tabs, as in the metadata of the Embedding Projector, or in a .csv file by
what that uses. Whether the first line is a header, the number of vectors says.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from core.parsing.encoding import decoded
from core.parsing.layout import find_layout
from core.parsing.names import listed, short, unique
from core.parsing.vectors import MAX_BYTES, Vectors

EXTENSIONS = ("txt", "tsv", "csv")
MAX_COLUMNS = 50
NAMES = ("label", "group")  # of columns without a header


def read_labels(content: bytes, name: str) -> list[list[str]]:
    """The cells of each line. Raises ``ValueError`` for what is no text or too large."""
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    text = decoded(content, "Use plain text, one label per line.")[0].rstrip("\n")
    if not text.strip():
        raise ValueError("The file is empty.")
    if not name.lower().endswith(".csv"):
        return [line.split("\t") for line in text.split("\n")]
    try:
        lines = csv.reader(io.StringIO(text), delimiter=find_layout(text).delimiter)
        return [cells or [""] for cells in lines]
    except csv.Error as problem:
        raise ValueError("The file has a cell that is too long, or an open quote.") from problem


def with_labels(vectors: Vectors, rows: Sequence[Sequence[str]]) -> Vectors:
    """The same with these labels instead of its own; one row more than vectors is a header.

    Raises ``ValueError`` where the rows are not as many as the vectors.
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
            f"one label."
        )
    width = max(map(len, rows))
    if width > MAX_COLUMNS:
        raise ValueError(f"The labels have {width:,} columns; the limit is {MAX_COLUMNS}.")
    usual = [*NAMES, *(f"label {at + 1}" for at in range(len(NAMES), width))]
    named = unique(
        [short(name.strip()) or usual[at] for at, name in enumerate(header[:width])]
        + usual[len(header) : width]
    )
    columns = {
        name: [short(row[at].strip()) if at < len(row) else "" for row in rows]
        for at, name in enumerate(named)
    }
    labels = pd.DataFrame(columns, dtype=str)[: len(vectors.vectors)].replace("", "–")
    return replace(vectors, labels=labels, notes=tuple(notes))
