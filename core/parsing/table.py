"""The bytes of a CSV or TSV file to a ``Table``, or one sentence that says why not.

Left out: spreadsheets and other binary formats (each is named and refused). What the columns hold
is for core/parsing/columns.py.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import pandas as pd

from core.parsing.cells import check_cells, check_frame
from core.parsing.encoding import decoded
from core.parsing.layout import DELIMITERS, MISSING, Layout, find_layout
from core.parsing.names import short
from core.parsing.numbers import COMMA, POINT, Numbers, read_numbers

MAX_BYTES = 5_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 200
EXACT = 2**53  # whole numbers below it are exact in float64


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read: ``frame`` has unique text column names and at least one row."""

    frame: pd.DataFrame
    name: str
    notes: tuple[str, ...]
    other: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Columns whose numbers can be read in two ways, in the way that was not taken."""
    doubtful: tuple[str, ...] = ()
    """A cell of each of them, as the file has it."""

    def read_otherwise(self, columns: Collection[str]) -> Table:
        """The same table with these of its doubtful columns read in the other way."""
        cells = dict(zip(self.other, self.doubtful, strict=True))
        notes = list(self.notes)
        for name in columns:
            read = f"{name}: read {cells[name]} as "
            notes = [note for note in notes if not note.startswith(read)]
            notes.append(f"{read}{self.meanings(name)[1]:.12g}, as you said.")
        frame = self.frame.assign(**{name: self.other[name] for name in columns})
        return replace(self, frame=frame, notes=tuple(notes))

    def meanings(self, name: str) -> tuple[float, float]:
        """What the doubtful cell of a column means: as it was read, and otherwise."""
        taken, other = self.frame[name], self.other[name]
        row = (taken.notna() & (taken != other)).idxmax()
        return float(taken[row]), float(other[row])


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


def read_table(content: bytes, name: str, *, least: int = 2) -> Table:
    """The table in a CSV or TSV file; ``name`` is the file's, for the learner.

    Recognises comma, semicolon, tab, pipe and blanks between cells, several encodings, lines above
    the table, a missing header, and numbers as people write them. Raises ``ValueError`` for
    anything that is no such table, that has fewer than ``least`` columns, or that is larger than
    ``MAX_BYTES``, ``MAX_ROWS`` or ``MAX_COLUMNS``.
    """
    text, notes = _decode(content)
    layout = find_layout(text)
    check_cells(layout.text, layout.delimiter)
    notes += layout.notes
    width = layout.width
    if width < least:
        raise ValueError(
            "The table has only one column. It needs at least two, "
            "with a comma, a semicolon or a tab between the cells."
        )
    if width > MAX_COLUMNS:
        raise ValueError(f"The table has {width} columns; the limit is {MAX_COLUMNS}.")
    frame = _parse(layout)

    # Separators at the ends of lines and below the last row, as spreadsheets write them, are empty.
    header = dict(enumerate(layout.header or []))
    used = [i for i in frame if header.get(i) or frame[i].notna().any()]
    frame = frame[used].dropna(how="all", ignore_index=True)
    if frame.empty:
        raise ValueError("The table has no rows of data below its first line.")
    if layout.header is None:
        notes.append("The first row already holds data, so the columns are called column 1, 2, …")
        names = [f"column {i + 1}" for i in used]
    elif used[-1] >= len(header):
        raise ValueError(
            f"The first line names {len(header)} columns, but the rows have {used[-1] + 1} cells."
        )
    else:
        names, changes = _column_names([header[i] for i in used])
        notes += changes
    table = typed(frame.set_axis(names, axis=1), **_suggested(layout.delimiter))
    if layout.header and width == 1 and not pd.api.types.is_numeric_dtype(table.frame[names[0]]):
        notes.append(f"The first line is the name of the only column: {names[0]}.")
    return replace(table, name=short(name), notes=(*notes, *table.notes))


def typed(texts: pd.DataFrame, *, usual: str = "", because: str = "") -> Table:
    """The table of these cells, with numbers and true or false as such.

    ``usual`` is the decimal mark that the file suggests; a note gives ``because`` as the reason.
    """
    texts = texts.apply(lambda column: column.str.strip())
    read = {name: read_numbers(name, texts[name], usual=usual, because=because) for name in texts}
    marks = Counter(one.decimal for one in read.values() if one and one.decimal)
    if marks:  # other columns probably use the same mark
        usual = marks.most_common(1)[0][0]
        because = f"other columns have decimal {'points' if usual == POINT else 'commas'}"
        for name, one in read.items():
            if one and one.doubtful:
                read[name] = read_numbers(name, texts[name], usual=usual, because=because)
    doubtful = {name: one for name, one in read.items() if one and one.doubtful}
    return Table(
        pd.DataFrame({name: _column(texts[name], one) for name, one in read.items()}),
        "",
        tuple(note for one in read.values() if one for note in one.notes),
        pd.DataFrame({name: one.other for name, one in doubtful.items()}),
        tuple(one.doubtful for one in doubtful.values()),
    )


def _suggested(delimiter: str) -> dict[str, str]:
    """The decimal mark that a delimiter suggests: commas that cut cells are not inside numbers."""
    if delimiter != ";":
        return {}
    return {"usual": COMMA, "because": "semicolons between the cells suggest decimal commas"}


def _column(texts: pd.Series, numbers: Numbers | None) -> pd.Series:
    if numbers is None:
        truths = texts.str.casefold().map({"true": True, "false": False})
        return truths if truths.notna().equals(texts.notna()) and texts.notna().any() else texts
    values = numbers.values
    whole = values.notna().all() and (values.abs() < EXACT).all() and (values % 1 == 0).all()
    return values.astype("int64") if whole and not numbers.decimal else values


def _decode(content: bytes) -> tuple[str, list[str]]:
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    for start, kind in _OTHER_KINDS.items():
        if content.startswith(start):
            raise ValueError(f"This is {kind}, not a table as text. Save it as CSV first.")
    text, note = decoded(content, "Use a table as text, such as CSV.")
    text = re.sub(r"\A([ \t;,|]*\n)+", "", text)  # the header is the first line that says something
    return text, [note] if note else []


def _parse(layout: Layout) -> pd.DataFrame:
    delimiter, width = layout.delimiter, layout.width
    advice = f"A {DELIMITERS[delimiter]} inside a cell needs quotes around the cell."
    for row in layout.sample:  # pandas itself would cut such a row short where it is the first
        if len(row) > width:
            start = short(delimiter.join(row))
            raise ValueError(f"The line {start!r} has {len(row)} cells, not {width}. {advice}")
    try:
        frame = pd.read_csv(
            io.StringIO(layout.text),
            sep=delimiter,
            dtype=str,  # ``typed`` says what they mean
            header=None,
            names=list(range(width)),
            index_col=False,
            skiprows=int(layout.has_header_line),
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
