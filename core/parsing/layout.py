"""Where the cells of a table as text are: its delimiter, the lines above it, and its header.

Left out: tables of fixed widths, and several tables in one file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "pipe"}
# What pandas takes as missing, and what many other programs write there.
MISSING = (
    "",
    "?",
    "-",
    "--",
    ".",
    "NA",
    "N/A",
    "n/a",
    "#N/A",
    "nan",
    "NaN",
    "null",
    "NULL",
    "None",
)
ROW_NAMES = "row names"
SAMPLE = 50  # rows that are looked at
SNIFFED = 64_000  # characters at the beginning that they come from
EVEN = 0.9  # share of the rows that have as many cells when blanks separate them, at least
TITLES = 10  # lines above the header, at most
RECURRING = 0.5  # share of a header's cells that recur below, at most

# As a cell may write it, with points and commas in any place.
_NUMBER = re.compile(r"[+-]?(\d[\d,]*(\.\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_SEPARATOR_LINE = re.compile(r"\"?sep=([\t;,|])\"?[ \t;,|]*\n", re.IGNORECASE)
_QUOTED_OR_BLANKS = re.compile(r'("[^"\n]*")|[ \t]+')
_DATE_OR_NUMBER = re.compile(r"[\d.,:/T+-]+")
# A cell in single quotes; what stands in double quotes is passed over.
_IN_QUOTES = re.compile(r"""\"[^\"]*\"|(?<![^,;\t|\n]) *'((?:[^'\"\n]|'')*)' *(?![^,;\t|\n])""")
_SPACED_NUMBER = re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d*)?")


@dataclass(frozen=True)
class Layout:
    """How a table is written; ``text`` begins with its header or first row."""

    text: str
    delimiter: str
    sample: list[list[str]]
    """The cells of the first rows, the header line among them."""
    has_header_line: bool
    notes: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return max(len(self.sample[0]), _usual_width(self.sample))

    @property
    def header(self) -> list[str] | None:
        """A name for each column, as the file has it; None where there is no header."""
        if not self.has_header_line:
            return None
        first = self.sample[0]
        return [ROW_NAMES, *first] if _names_rows(self.sample) else first


def find_layout(text: str) -> Layout:
    """The layout of a table. Raises ``ValueError`` where it is empty.

    >>> layout = find_layout("Sales 2024\\nday;sold\\n1;0,5\\n2;1,5\\n")
    >>> layout.delimiter, layout.header, layout.notes
    (';', ['day', 'sold'], ('Skipped above the table: 1 line (Sales 2024).',))
    """
    told = _SEPARATOR_LINE.match(text)  # for Excel
    if told:
        text = text[told.end() :]
    text, comments = _without_comments(text)
    if not text.strip(" \t;,|\n\v\f"):
        raise ValueError("The file is empty.")
    text = _in_double_quotes(text)
    delimiter, sample = _sniff(text, told[1] if told else None)
    notes = []
    if not told and _blanks_separate(text, delimiter, sample):
        text, delimiter = _in_double_quotes(_with_tabs(text)), "\t"
        sample = _rows(text, delimiter)
        notes.append("Blanks separate the cells.")
    titles = _titles(sample) or _counts_the_rows(text, sample)
    skipped = [*comments, *(title for row in sample[:titles] if (title := " ".join(row).strip()))]
    for _ in range(titles):
        text = text.partition("\n")[2].lstrip("\n")
    sample = _rows(text, delimiter) if titles else sample
    has_header = _names_rows(sample) or _has_header(sample)
    if skipped:
        lines = f"{len(skipped)} line" + "s" * (len(skipped) > 1)
        notes.insert(0, f"Skipped above the table: {lines} ({skipped[0][:40]}).")
    if has_header and _names_rows(sample):
        notes.append("The first column has no name in the header: it names the rows.")
    return Layout(text, delimiter, sample, has_header, tuple(notes))


def _in_double_quotes(text: str) -> str:
    """The text with double quotes around the cells that have single ones."""

    def double(cell: re.Match) -> str:
        return cell[0] if cell[1] is None else '"' + cell[1].replace("''", "'") + '"'

    return _IN_QUOTES.sub(double, text) if "'" in text else text


def _blanks_separate(text: str, delimiter: str, sample: list[list[str]]) -> bool:
    """Whether blanks, alone or with tabs, cut the rows evenly into more cells, mostly numbers."""
    width = _usual_width(sample)
    if width > 1 and delimiter != "\t":
        return False
    number = _NUMBER if width > 1 else _DATE_OR_NUMBER  # a tab may follow a date and a time
    rows = _rows(_with_tabs(text[:SNIFFED]), "\t")
    even = [row for row in rows if len(row) == _usual_width(rows)]
    cells = [cell for row in even for cell in row]
    return (
        _usual_width(rows) > width
        and len(even) >= EVEN * len(rows)
        and sum(map(bool, map(number.fullmatch, cells))) >= len(cells) / 2
        and not all(_SPACED_NUMBER.fullmatch(" ".join(row)) for row in rows)
    )


def _with_tabs(text: str) -> str:
    """The text with a tab for each run of blanks between cells; what is in quotes stays."""
    lines = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return _QUOTED_OR_BLANKS.sub(lambda run: run[1] or "\t", lines)


def _without_comments(text: str) -> tuple[str, list[str]]:
    """The text from the first line on that is no comment, and the comments."""
    comments = []
    while text.startswith("#"):
        line, _, rest = text.partition("\n")
        below = rest.partition("\n")[0]
        # A header may begin with the sign as well: then it has as many cells as what is below.
        if not rest.strip() or any(
            0 < line.count(mark) == below.count(mark) for mark in DELIMITERS
        ):
            break
        comments.append(line.strip("# "))
        text = rest.lstrip("\n")
    return text, comments


def _sniff(text: str, told: str | None) -> tuple[str, list[list[str]]]:
    """The delimiter that cuts the first rows into the most even widths, and those rows."""
    if told:
        return told, _rows(text, told)
    best, best_evenness = (",", _rows(text, ",")), -1.0
    for delimiter in DELIMITERS:
        sample = _rows(text, delimiter)
        width = _usual_width(sample)
        evenness = sum(len(row) == width for row in sample) / len(sample) if width > 1 else 0.0
        # On a tie the earlier one: a comma may well be inside cells that semicolons separate.
        if evenness > best_evenness:
            best, best_evenness = (delimiter, sample), evenness
    return best


def _rows(text: str, delimiter: str) -> list[list[str]]:
    start = text[:SNIFFED]
    if len(text) > len(start) and "\n" in start:
        start = start[: start.rindex("\n")]
    rows = csv.reader(io.StringIO(start), delimiter=delimiter, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in islice(rows, SAMPLE) if row]


def _usual_width(sample: list[list[str]]) -> int:
    return Counter(map(len, sample)).most_common(1)[0][0]


def _titles(sample: list[list[str]]) -> int:
    """How many lines above the table have one cell only, or few, where its rows have many."""
    few = max(1, _usual_width(sample) // 4)
    titles = 0
    for row in sample[:TITLES]:
        if sum(map(bool, row)) > few or any("\n" in cell for cell in row):
            break
        titles += 1
    rest = sample[titles:]
    if not titles or len(rest) < 2 or _usual_width(rest) < 2:
        return 0
    # A single cell above two columns may also be R's header, where the first column names rows.
    return titles if _usual_width(rest) > 2 or _has_header(rest) else 0


def _counts_the_rows(text: str, sample: list[list[str]]) -> int:
    """1 where the first line says how many rows and features follow, as in scikit-learn's files."""
    first, rest = sample[0], sample[1:]
    if not rest or first[1:2] != [str(_usual_width(rest) - 1)]:
        return 0
    rows = sum(map(bool, map(str.strip, text.split("\n")))) - 1
    return int(first[0] == str(rows))


def _names_rows(sample: list[list[str]]) -> bool:
    """Whether the header is one cell short, as R writes it: the first column names the rows."""
    first, rest = sample[0], sample[1:]
    return (
        len(rest) > 1
        and all(len(row) == len(first) + 1 for row in rest)
        and all(first)
        and not any(_NUMBER.fullmatch(cell) for cell in first)
        and any(row[-1] for row in rest)
        and len({row[0] for row in rest}) == len(rest)
    )


def _has_header(sample: list[list[str]]) -> bool:
    """A word above numbers makes a header, and so does 0, 1, 2, … (what pandas calls columns).

    Without either, a number in the first row rules a header out, and so do words that recur below.
    """
    first, rest = sample[0], sample[1:]
    recurring = 0
    for i, cell in enumerate(first):
        below = [row[i] for row in rest if i < len(row) and row[i] not in MISSING]
        word = cell not in MISSING and not _NUMBER.fullmatch(cell)
        if word and below and all(_NUMBER.fullmatch(other) for other in below):
            return True
        recurring += word and cell in below
    if recurring > max(1, RECURRING * len(first)):
        return False
    numbers = [cell for cell in first if _NUMBER.fullmatch(cell)]
    return not numbers or (len(numbers) > 2 and numbers == [str(i) for i in range(len(numbers))])
