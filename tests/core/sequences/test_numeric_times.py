"""Times as numbers, and dates whose parts stand in columns of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.parsing.table import read_table
from core.sequences.series import Series, from_table

N = 60
WAVE = np.round(100 + 10 * np.sin(np.arange(N) / 5), 2)
MONTHS = pd.date_range("1999-01-01", periods=N, freq="MS")
DAYS = pd.date_range("2023-12-01", periods=N, freq="D")
HOURS = pd.date_range("2023-12-30", periods=N, freq="h")


def shuffled(head: str, rows: list[str]) -> Series:
    """The series of such a table, whose rows come in any order."""
    order = np.random.default_rng(0).permutation(N)
    rows = [f"{rows[i]},{WAVE[i]}" for i in order]
    return from_table(read_table("\n".join([f"{head},value", *rows]).encode(), "own.csv", least=1))


@pytest.mark.parametrize(
    ("head", "rows", "step", "last"),
    [
        ("year", [str(1900 + i) for i in range(N)], "year", "1959"),
        ("month", [f"{m:%Y%m}" for m in MONTHS], "month", "Dec 2003"),
        ("time", [f"{1999 + i / 12:.4f}" for i in range(N)], "month", "Dec 2003"),
        ("decimal_date", [f"{1999 + (i + 0.5) / 12:.3f}" for i in range(N)], "month", "Dec 2003"),
        ("time", [f"{1960 + i / 4}" for i in range(N)], "quarter", "Q4 1974"),
        ("timestamp", [f"{m.timestamp():.0f}" for m in HOURS], "hour", "1 Jan 2024 11:00"),
        ("epoch", [f"{1000 * m.timestamp():.0f}" for m in HOURS], "hour", "1 Jan 2024 11:00"),
        ("year,month", [f"{m:%Y,%m}" for m in MONTHS], "month", "Dec 2003"),
        ("Year,Month", [f"{m:%Y,%b}" for m in MONTHS], "month", "Dec 2003"),
        ("month,day,year", [f"{d:%m,%d,%Y}" for d in DAYS], "day", "29 Jan 2024"),
        ("year,quarter", [f"{1960 + i // 4},{1 + i % 4}" for i in range(N)], "quarter", "Q4 1974"),
        ("year,quarter", [f"{1960 + i // 4},Q{1 + i % 4}" for i in range(N)], "quarter", "Q4 1974"),
        ("quarter", [f"{1960 + i // 4} Q{1 + i % 4}" for i in range(N)], "quarter", "Q4 1974"),
        ("quarter", [f"Q{1 + i % 4}/{1960 + i // 4}" for i in range(N)], "quarter", "Q4 1974"),
        ("date,hr", [f"{h:%Y-%m-%d},{h.hour}" for h in HOURS], "hour", "1 Jan 2024 11:00"),
        ("date,time", [f"{h:%d.%m.%Y,%H:%M}" for h in HOURS], "hour", "1 Jan 2024 11:00"),
    ],
)
def test_times_give_the_order_and_the_step(head: str, rows: list[str], step: str, last: str):
    found = shuffled(head, rows)
    np.testing.assert_array_equal(found.values, WAVE)
    assert found.step.name == step
    assert found.labels(N - 1, N) == [last]
    assert found.notes[0].startswith("Sorted by ")


def test_how_numbers_were_read_is_said() -> None:
    assert shuffled("month", [f"{m:%Y%m}" for m in MONTHS]).notes[0] == (
        "Sorted by month (read as year and month)."
    )


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("price", [f"{1900 + i % 7}" for i in range(N)]),  # near years, but neither named nor even
        ("visitors", [f"{202401 + i % 9}" for i in range(N)]),
        ("month", [f"{1 + i % 12}" for i in range(N)]),  # of no year
        ("year", [f"{i}" for i in range(N)]),
    ],
)
def test_other_numbers_are_no_times(head: str, cells: list[str]) -> None:
    rows = [f"{cell},{v}" for cell, v in zip(cells, WAVE, strict=True)]
    found = from_table(read_table("\n".join([f"{head},value", *rows]).encode(), "own.csv"), "value")
    assert found.moments is None
    np.testing.assert_array_equal(found.values, WAVE)
