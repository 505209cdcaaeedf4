"""A column of cells as people write numbers, to float64, with a sentence on what was assumed.

Points and commas mean different things in different countries, so a column decides as a whole: a
cell that can be read in one way only settles what the others mean. Where none does, the likelier
reading is taken, and ``doubtful`` names a cell to ask the learner about.

Left out: numbers in words or in other scripts, fractions, dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

POINT, COMMA = ".", ","
DOUBTFUL = "?"  # instead of a decimal mark: 1.346 may be more than one or more than a thousand
OTHER = {POINT: COMMA, COMMA: POINT}
SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "bn": 1e9, "B": 1e9}
LARGE = 100  # whole numbers from here on suggest that what stands beside them is not 1.346
SLIPS = 10  # one odd cell in so many is a slip, where the others are different numbers
VARIED = 20  # so many different cells are no categories

_MINUS = "−–-"  # last, so that it stands for itself in a class of signs
_SPACE = "' ’\u00a0\u2009\u202f"  # groups thousands, and is never a decimal mark
_CURRENCY = r"US\$|R\$|[$€£¥₹₽₩₺₴฿¢]|USD|EUR|GBP|CHF|JPY|CNY|INR|Rs\.?|kr\.?|zł"
_CELL = re.compile(
    rf"(?P<open>\()?(?P<sign>[+{_MINUS}])?\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[{_MINUS}])?"
    rf"(?P<digits>[.,]?[0-9](?:[0-9.,{_SPACE}]*[0-9.,])?)(?P<exponent>[eE][+-]?[0-9]+)?"
    rf"\s*(?P<scale>k|K|M|bn|B)?\s*(?P<after>%|{_CURRENCY})?(?P<close>\))?"
)
_SPACED = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACE}][0-9]{{3}})+(?P<mark>[.,]?)[0-9]*")
_ONE_OR_A_THOUSAND = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
# In groups of three digits, or as in India: the last of three, the others of two.
_GROUPED = {
    mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{2,3}})*{re.escape(mark)}[0-9]{{3}}")
    for mark in OTHER
}


@dataclass(frozen=True, eq=False)
class Numbers:
    """``values`` is float64, missing where a cell is empty or a slip; ``notes`` are sentences."""

    values: pd.Series
    notes: tuple[str, ...] = ()
    doubtful: str = ""
    """A cell that may mean either of two numbers; empty where the column settles it."""
    other: pd.Series | None = None
    """The column as it would be if ``doubtful`` meant its other number."""
    decimal: str = ""
    """The mark before the decimals, where the cells settle it."""


@dataclass(frozen=True)
class _Cell:
    text: str
    digits: str
    """Digits, points and commas."""
    decimal: str
    """Its decimal mark; empty for a whole number, ``DOUBTFUL`` where another cell has to say."""
    factor: float
    """What it is multiplied by: its sign and its unit."""
    exponent: str
    adornment: str
    """A sign of money or percent, a unit or brackets."""

    def value(self, doubtful: str) -> float:
        """The number, where ``doubtful`` is the decimal mark of a doubtful cell."""
        mark = doubtful if self.decimal == DOUBTFUL else self.decimal
        digits = self.digits
        if mark and mark in digits:
            whole, _, rest = digits.rpartition(mark)
            digits = f"{_only_digits(whole)}.{rest}"
        else:
            digits = _only_digits(digits)
        return self.factor * float(digits + self.exponent)


def read_numbers(
    name: str, cells: pd.Series, *, usual: str = "", because: str = ""
) -> Numbers | None:
    """The column ``name`` as numbers, or None where it holds something else.

    ``cells`` are texts without blanks at their ends, missing where nothing is said. ``usual`` is
    the decimal mark that the rest of the file suggests, ``because`` of what a note then says.

    >>> read_numbers("rent", pd.Series(["1.346", "686", "274"])).values.tolist()
    [1346.0, 686.0, 274.0]
    """
    different = cells.dropna().drop_duplicates()  # quick where a few texts repeat
    plain = _as_programs_write(different)
    if plain is not None:
        fractions = any(POINT in text for text in plain)
        return Numbers(cells.map(plain).astype("float64"), decimal=POINT if fractions else "")
    read = {text: _take_apart(text) for text in different}
    odd = [text for text, cell in read.items() if cell is None]
    odd_cells = int(cells.isin(odd).sum())
    # A few odd cells among many different numbers are slips; among few values they are classes.
    if odd_cells > (cells.count() // SLIPS if len(different) > VARIED else 0):
        return None
    found = [cell for cell in read.values() if cell]
    mark, reason = _doubtful_mark(found, usual, because)
    values = {cell.text: cell.value(mark) for cell in found}
    notes = _notes(name, found, values, mark, reason, usual)
    if odd_cells:
        cells_said = f"{odd_cells:,} value" + "s" * (odd_cells > 1)
        notes.append(f"Treated as missing: {cells_said} of {name}, not a number ({odd[0][:40]}).")
    settled = {cell.decimal for cell in found} & OTHER.keys()
    asks = next((cell.text for cell in found if cell.decimal == DOUBTFUL and reason), "")
    other = {cell.text: cell.value(OTHER[mark]) for cell in found} if asks else None
    return Numbers(
        cells.map(values).astype("float64"),
        tuple(notes),
        asks,
        cells.map(other).astype("float64") if other else None,
        settled.pop() if len(settled) == 1 else "",
    )


def _as_programs_write(different: pd.Series) -> dict[str, float] | None:
    """The numbers of texts that need no second look; None where one does."""
    values = pd.to_numeric(different, errors="coerce").astype("float64")
    if values.isna().any() or different.empty:
        return None
    fractions = different[different.str.contains(POINT, regex=False)].str.lstrip("+-")
    if len(fractions) and fractions.map(_ONE_OR_A_THOUSAND.fullmatch).notna().all():
        return None
    return dict(zip(different, values, strict=True))


def _take_apart(text: str) -> _Cell | None:
    """The parts of a cell; None where it is no number."""
    found = _CELL.fullmatch(text)
    if found is None or (found["open"] is None) != (found["close"] is None):
        return None
    digits = found["digits"]
    if spaced := _SPACED.fullmatch(digits):
        decimal: str | None = spaced["mark"]
        digits = re.sub(rf"[{_SPACE}]", "", digits)
    else:
        decimal = _decimal_mark(digits)
    if decimal is None:
        return None
    negative = any(
        found[part] and found[part] in f"({_MINUS}" for part in ("open", "sign", "inner")
    )
    adornments = (found[part] for part in ("before", "after", "scale", "open"))
    return _Cell(
        text,
        digits,
        decimal,
        (-1.0 if negative else 1.0) * SCALES.get(found["scale"], 1.0),
        found["exponent"] or "",
        next(filter(None, adornments), ""),
    )


def _decimal_mark(digits: str) -> str | None:
    """The mark that this cell alone settles, "" or ``DOUBTFUL``; None where it is no number."""
    marks = [sign for sign in digits if sign in OTHER]
    if not all(sign.isdigit() or sign in OTHER for sign in digits):
        return None
    if not marks:
        return ""
    if _ONE_OR_A_THOUSAND.fullmatch(digits):
        return DOUBTFUL
    last = marks[-1]
    if marks.count(last) > 1:  # it recurs, so it groups thousands
        return "" if _GROUPED[last].fullmatch(digits) else None
    whole = digits.rpartition(last)[0]
    return last if not whole or whole.isdigit() or _GROUPED[OTHER[last]].fullmatch(whole) else None


def _grouping(cells: Sequence[_Cell]) -> set[str]:
    """The marks that group thousands in cells that leave no doubt."""
    return {
        sign
        for cell in cells
        if cell.decimal != DOUBTFUL
        for sign in cell.digits
        if sign in OTHER and sign != cell.decimal
    }


def _doubtful_mark(cells: Sequence[_Cell], usual: str, because: str) -> tuple[str, str]:
    """The decimal mark of the doubtful cells, and why, where the column does not settle it."""
    doubtful = [cell for cell in cells if cell.decimal == DOUBTFUL]
    settled = {cell.decimal for cell in cells} & OTHER.keys()
    grouping = _grouping(cells)
    own = {sign for cell in doubtful for sign in cell.digits if sign in OTHER}
    if not doubtful:
        return POINT, ""
    if len(own) > 1 or settled & grouping:  # 1.346 beside 1,346, or 0,5 beside 1,234,567
        return usual or POINT, "the column uses points and commas in both ways"
    mark = own.pop()
    if settled or grouping:
        groups = mark in grouping or (mark not in settled and OTHER[mark] in settled)
        return (OTHER[mark] if groups else mark), ""
    whole = [abs(cell.value(POINT)) for cell in cells if not cell.decimal]
    if whole and max(whole) < 1000 and np.median(whole) >= LARGE:
        return OTHER[mark], "other cells have no decimals"
    if usual:
        return usual, because
    return POINT, "" if mark == POINT else "no cell has a decimal comma"


def _only_digits(text: str) -> str:
    return text.replace(POINT, "").replace(COMMA, "")


def _notes(
    name: str, cells: Sequence[_Cell], values: dict[str, float], mark: str, reason: str, usual: str
) -> list[str]:
    """What was assumed, each with a cell as an example."""

    def read(cell: _Cell) -> str:
        return f"read {cell.text} as {values[cell.text]:.12g}"

    def first(cells: Iterator[_Cell]) -> _Cell | None:
        return next(cells, None)

    notes = []
    if (cell := first(c for c in cells if c.decimal == DOUBTFUL)) and reason:
        notes.append(f"{name}: {read(cell)}: {reason}.")
    elif cell := first(c for c in cells if COMMA in c.digits):
        is_decimal = COMMA in (cell.decimal, mark if cell.decimal == DOUBTFUL else "")
        role = "the decimal mark" if is_decimal else "a thousands separator"
        if not (is_decimal and usual == COMMA):  # which is no assumption, then
            notes.append(f"{name}: {read(cell)}: the comma is {role}.")
    elif cell := first(c for c in cells if POINT in c.digits and POINT not in (c.decimal, mark)):
        notes.append(f"{name}: {read(cell)}: the point is a thousands separator.")
    if cell := first(c for c in cells if c.adornment):
        notes.append(f"{name}: {read(cell)}.")
    if len(notes) == 2 and notes[0].startswith(notes[1][:-1]):
        notes.pop()
    return notes
