"""Two columns of a learner's own table as points to imitate.

Left out: drawing them (core/gans/distributions.py), and more than two columns at a time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.gans.distributions import Column, fitted
from core.parsing.table import Table

LEAST = 10  # numbers of a column, and points


def columns_of_numbers(table: Table) -> pd.DataFrame:
    """The columns with at least ``LEAST`` numbers, missing where a cell is no finite number.

    Raises ``ValueError`` where there are fewer than two.
    """
    numbers = table.frame.apply(pd.to_numeric, errors="coerce").astype(float)
    numbers = numbers.where(np.isfinite(numbers))
    usable = numbers.loc[:, numbers.notna().sum() >= LEAST]
    count = len(usable.columns)
    if count < 2:
        raise ValueError(
            f"{table.name} has {count} column{'s' * (count != 1)} of at least {LEAST} numbers; it "
            f"needs two."
        )
    return usable


def points(numbers: pd.DataFrame, across: str, up: str) -> tuple[np.ndarray, tuple[Column, Column]]:
    """The rows with a number in both columns (N, 2), scaled to fill the picture, and its axes.

    Raises ``ValueError`` where there are fewer than ``LEAST``.
    """
    rows = numbers[[across, up]].dropna().to_numpy()
    if len(rows) < LEAST:
        raise ValueError(f"{len(rows)} rows have a number in both columns; at least {LEAST} must.")
    return fitted(rows, (across, up))
