"""Limits on the cells of a table, checked before a library turns them into numbers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

MAX_CELL = 32_767  # characters, as in Excel: libraries take minutes over millions of digits


def check_cells(text: str, delimiter: str) -> None:
    """Raise ``ValueError`` for a cell of more than ``MAX_CELL`` characters.

    A cell in quotes counts from delimiter to delimiter, so ``check_frame`` looks at it again.
    """
    signs = np.frombuffer(text.encode("utf-32-le"), "<u4")
    ends = np.flatnonzero((signs == ord(delimiter)) | (signs == ord("\n")))
    lengths = np.diff(ends, prepend=-1, append=len(signs)) - 1
    at = int(lengths.argmax())
    if lengths[at] > MAX_CELL:
        line = text.count("\n", 0, int(ends[at - 1]) + 1 if at else 0) + 1
        raise ValueError(_too_long(f"Line {line:,}", int(lengths[at])))


def check_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with whole numbers of any length as float64, infinite beyond its range.

    Raises ``ValueError`` for a cell of more than ``MAX_CELL`` characters.
    """
    for place, kind in enumerate(frame.dtypes):
        if kind.kind in "biuf":
            continue
        cells = frame.iloc[:, place]
        if pd.api.types.infer_dtype(cells, skipna=True) == "integer":
            frame.isetitem(place, cells.map(_float).astype("float64"))
        elif (longest := cells.astype("str").str.len().max()) > MAX_CELL:
            raise ValueError(_too_long(f"Column {place + 1}", int(longest)))
    return frame


def _float(whole: int | float) -> float:
    try:
        return float(whole)
    except OverflowError:
        return math.inf if whole > 0 else -math.inf


def _too_long(where: str, length: int) -> str:
    return f"{where} has a cell of {length:,} characters; the limit is {MAX_CELL:,}."
