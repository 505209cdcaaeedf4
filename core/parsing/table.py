"""The bytes of a CSV or TSV file to a ``Table``, or one sentence that says why not.

Left out: spreadsheets and other binary formats (each is named and refused). What the columns mean
is for core/parsing/dataset.py.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from core.parsing.cells import check_cells, check_frame
from core.parsing.names import short
from core.parsing.text import decoded

MAX_BYTES = 5_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 200


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read: ``frame`` has unique text column names and at least one row."""

    frame: pd.DataFrame
    name: str
    notes: tuple[str, ...]


_OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or a zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
}
_DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma"}
# As a cell may write it, with points and commas in any place.
_NUMBER = re.compile(r"[+-]?(\d[\d,]*(\.\d*)?|[.,]\d+)([eE][+-]?\d+)?")
# What pandas takes as missing, and two signs that many tables use.
MISSING = ("", "?", "-", "NA", "N/A", "n/a", "nan", "NaN", "null", "NULL", "None")


def read_table(content: bytes, name: str, *, least: int = 2) -> Table:
    """The table in a CSV or TSV file; ``name`` is the file's, for the learner.

    Recognises comma, semicolon (then with a decimal comma) and tab, UTF-8, UTF-16 and Western
    European text, and a missing header. Raises ``ValueError`` for anything that is no such table,
    that has fewer than ``least`` columns, or that is larger than ``MAX_BYTES``, ``MAX_ROWS`` or
    ``MAX_COLUMNS``.
    """
    text, notes = _decode(content)
    delimiter, sample = _sniff(text)
    check_cells(text, delimiter)
    has_header = _has_header(sample)
    width = max(len(sample[0]), _usual_width(sample))
    if width < least:
        raise ValueError(
            "The table has only one column. It needs at least two, "
            "with a comma, a semicolon or a tab between the cells."
        )
    if width > MAX_COLUMNS:
        raise ValueError(f"The table has {width} columns; the limit is {MAX_COLUMNS}.")
    frame = _parse(text, delimiter, width, sample, skiprows=int(has_header))

    # Separators at the ends of lines and below the last row, as spreadsheets write them, are empty.
    header = dict(enumerate(sample[0] if has_header else []))
    used = [i for i in frame if header.get(i) or frame[i].notna().any()]
    frame = frame[used].dropna(how="all", ignore_index=True)
    if frame.empty:
        raise ValueError("The table has no rows of data below its first line.")
    if not has_header:
        notes.append("The first row already holds data, so the columns are called column 1, 2, …")
        return Table(
            frame.set_axis([f"column {i + 1}" for i in used], axis=1), short(name), tuple(notes)
        )
    if used[-1] >= len(header):
        raise ValueError(
            f"The first line names {len(header)} columns, but the rows have {used[-1] + 1} cells."
        )
    names, changes = _column_names([header[i] for i in used])
    if width == 1 and not pd.api.types.is_numeric_dtype(frame[used[0]]):
        changes.append(f"The first line is the name of the only column: {names[0]}.")
    return Table(frame.set_axis(names, axis=1), short(name), tuple(notes + changes))


def _decode(content: bytes) -> tuple[str, list[str]]:
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    for start, kind in _OTHER_KINDS.items():
        if content.startswith(start):
            raise ValueError(f"This is {kind}, not a table as text. Save it as CSV first.")
    text, western = decoded(content, "Use a table in CSV or TSV format.")
    text = re.sub(r"\A([ \t;,]*\n)+", "", text)  # the header is the first line that says something
    if not text.strip(" \t;,\n"):
        raise ValueError("The file is empty.")
    if western:
        return text, ["The text is not UTF-8; it was read as Western European: check its accents."]
    return text, []


def _sniff(text: str) -> tuple[str, list[list[str]]]:
    """The delimiter that cuts the first rows into the most even widths, and those rows."""
    start = text[:64_000]
    if len(text) > len(start) and "\n" in start:
        start = start[: start.rindex("\n")]
    best: tuple[str, list[list[str]]] = (",", [])
    best_evenness = -1.0
    for delimiter in _DELIMITERS:
        rows = csv.reader(io.StringIO(start), delimiter=delimiter, skipinitialspace=True)
        sample = [[cell.strip() for cell in row] for row in islice(rows, 50) if row]
        width = _usual_width(sample)
        evenness = sum(len(row) == width for row in sample) / len(sample) if width > 1 else 0.0
        # On a tie the earlier one: a comma may well be inside cells that semicolons separate.
        if evenness > best_evenness:
            best, best_evenness = (delimiter, sample), evenness
    return best


def _usual_width(sample: list[list[str]]) -> int:
    return Counter(map(len, sample)).most_common(1)[0][0]


def _has_header(sample: list[list[str]]) -> bool:
    """A word above numbers makes a header, and so does 0, 1, 2, … (what pandas calls columns).

    Without either, a number in the first row unmakes it.
    """
    first, rest = sample[0], sample[1:]
    for i, cell in enumerate(first):
        below = [row[i] for row in rest if i < len(row) and row[i] not in MISSING]
        word = cell not in MISSING and not _NUMBER.fullmatch(cell)
        if word and below and all(_NUMBER.fullmatch(other) for other in below):
            return True
    numbers = [cell for cell in first if _NUMBER.fullmatch(cell)]
    return not numbers or (len(numbers) > 2 and numbers == [str(i) for i in range(len(numbers))])


def _parse(
    text: str, delimiter: str, width: int, sample: list[list[str]], *, skiprows: int
) -> pd.DataFrame:
    advice = f"A {_DELIMITERS[delimiter]} inside a cell needs quotes around the cell."
    for row in sample:  # pandas itself would cut such a row short where it is the first
        if len(row) > width:
            start = short(delimiter.join(row))
            raise ValueError(f"The line {start!r} has {len(row)} cells, not {width}. {advice}")
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            decimal="," if delimiter == ";" else ".",
            header=None,
            names=list(range(width)),
            index_col=False,
            skiprows=skiprows,
            skipinitialspace=True,
            na_values=list(MISSING),
            nrows=MAX_ROWS + 1,
            low_memory=False,
        )
    except pd.errors.ParserError as error:
        long_row = re.search(r"line (\d+), saw (\d+)", str(error))
        if not long_row:
            raise ValueError("The table has an opening quote without a closing one.") from error
        line, cells = long_row.groups()
        raise ValueError(f"Line {line} has {cells} cells, not {width}. {advice}") from error
    if len(frame) > MAX_ROWS:
        raise ValueError(f"The table has more than {MAX_ROWS:,} rows, which is the limit.")
    return check_frame(frame)


def _column_names(header: list[str]) -> tuple[list[str], list[str]]:
    """Unique, non-empty, short names, and a note on each change."""
    names: list[str] = []
    notes = []
    for number, cell in enumerate(header, start=1):
        wanted = " ".join(cell.split())
        name = stem = short(wanted) or f"column {number}"
        again = 2
        while name in names:
            name, again = f"{stem} ({again})", again + 1
        if name != wanted:
            notes.append(f"Column {number} ({short(wanted) or 'no name'}) is called {name}.")
        names.append(name)
    return names, notes
