"""Time series: synthetic ones, and the date and value columns of a learner's own table.

Left out: several values at a time, and gaps in the dates: rows count as equally far apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.intake.table import Table

LENGTH = 600  # values of a synthetic series
LEAST, MOST = 120, 3000  # values of the learner's own


@dataclass(frozen=True, eq=False)
class Series:
    """Values in their order, (N,) float64, with a name and what was done to them."""

    values: np.ndarray
    name: str
    notes: tuple[str, ...] = ()


def _seasons(rng: np.random.Generator) -> np.ndarray:
    t = np.arange(LENGTH)
    return np.sin(2 * np.pi * t / 24) + 0.5 * np.sin(2 * np.pi * t / 7) + rng.normal(0, 0.1, LENGTH)


def _trend(rng: np.random.Generator) -> np.ndarray:
    t = np.arange(LENGTH)
    return 0.01 * t + np.sin(2 * np.pi * t / 30) + rng.normal(0, 0.15, LENGTH)


def _chaos(rng: np.random.Generator) -> np.ndarray:
    """The Mackey-Glass equation (1977) with a delay of 17, in steps of 1."""
    delay = 17
    x = list(1.2 + 0.1 * rng.normal(size=delay + 1))
    for _ in range(LENGTH + 200):
        x.append(x[-1] + 0.2 * x[-1 - delay] / (1 + x[-1 - delay] ** 10) - 0.1 * x[-1])
    return np.array(x[-LENGTH:])


def _walk(rng: np.random.Generator) -> np.ndarray:
    return np.cumsum(rng.normal(0, 0.3, LENGTH))


SERIES: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "chaos (Mackey-Glass)": _chaos,
    "two seasons": _seasons,
    "trend and season": _trend,
    "random walk": _walk,
}


def load(name: str, seed: int) -> Series:
    """A synthetic series."""
    return Series(SERIES[name](np.random.default_rng(seed)), name)


def from_table(table: Table) -> Series:
    """The value column of a table, in the order of its date column where it has one.

    Dates are what pandas reads as such in nine of ten rows; the value is the last column of
    numbers that are not all whole and rising, as row numbers are. Raises ``ValueError`` where
    there is none, or it has fewer than ``LEAST`` values; of more than ``MOST``, the latest stay.
    """
    import pandas as pd

    frame, notes = table.frame, []
    dates = None
    for name in frame:
        if frame[name].dtype.kind in "ifb":
            continue
        read = pd.to_datetime(frame[name], errors="coerce", format="mixed")
        if read.notna().mean() >= 0.9:
            dates, notes = read, [f"In the order of {name}."]
            break
    numbers = [
        name
        for name in frame
        if frame[name].dtype.kind in "if" and not (np.diff(frame[name].to_numpy()) == 1).all()
    ]
    if not numbers:
        raise ValueError("No column of numbers was found. A date and a value column are accepted.")
    values = frame[numbers[-1]].astype(float)
    if dates is not None:
        values = values[dates.notna()].iloc[np.argsort(dates.dropna().to_numpy(), kind="stable")]
    gaps = int(values.isna().sum())
    if gaps:
        values = values.interpolate(limit_direction="both")
        notes.append(f"{gaps} missing values were drawn between their neighbours.")
    if len(values) < LEAST or not np.isfinite(values).all():
        raise ValueError(
            f"{numbers[-1]} has {int(np.isfinite(values).sum())} finite values; at least {LEAST} are needed."
        )
    if len(values) > MOST:
        notes.append(f"Of {len(values):,} values the latest {MOST:,} are used.")
    return Series(values.to_numpy()[-MOST:], numbers[-1], tuple(notes))
