"""Numbers as people write them: a column settles what a point and a comma mean, and says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parsing.numbers import read_numbers
from core.parsing.table import Table, read_table


def texts(*cells: str | None) -> pd.Series:
    return pd.Series(list(cells), dtype="str")


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        # A leading zero, other decimals or a second group settle a doubtful cell.
        (["0,100", "1,125"], [0.1, 1.125]),
        (["0.100", "1.125"], [0.1, 1.125]),
        (["1,234", "12.50"], [1234, 12.5]),
        (["1.234", "12,50"], [1234, 12.5]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["1,234,567", "1,234"], [1234567, 1234]),
        (["1.299,99", "12,5"], [1299.99, 12.5]),
        (["1,23,456.78", "1,234"], [123456.78, 1234]),
        # Blanks and apostrophes only ever group.
        (["1'234.50", "12"], [1234.5, 12]),
        (["1’234", "12"], [1234, 12]),
        (["1 234,5", "7"], [1234.5, 7]),
        (["1\u202f234\u202f567", "1\u00a0234,500"], [1234567, 1234.5]),
        # Money, percent, units, minus signs and brackets.
        (["12,50 €", "3 €"], [12.5, 3]),
        (["$1,234.00", "-$5", "$-5.50"], [1234, -5, -5.5]),
        (["USD 12", "3 USD"], [12, 3]),
        (["12 %", "62.3%"], [12, 62.3]),
        (["1.5M", "200k", "2"], [1.5e6, 2e5, 2]),
        (["(500)", "20", "−7", "–8"], [-500, 20, -7, -8]),
        # As programs write them.
        (["1e5", "-2.5E-3", "+3", ".5", "5."], [1e5, -2.5e-3, 3, 0.5, 5]),
        (["1.125", "2.25", "3"], [1.125, 2.25, 3]),
        ([None, "1,5", None], [np.nan, 1.5, np.nan]),
    ],
)
def test_a_column_of_numbers_is_read(cells: list[str | None], numbers: list[float]) -> None:
    read = read_numbers("a", texts(*cells))
    np.testing.assert_array_equal(read.values, numbers)
    assert read.doubtful == ""


@pytest.mark.parametrize(
    "cells",
    [
        ["12.05.2024", "13.05.2024"],
        ["2024-05-12"],
        ["192.168.1.1"],
        ["1-2", "3-4"],
        ["12 34", "5"],
        ["1,2,3"],
        ["1.2.3"],
        ["1B", "SS"],
        ["(5", "6)"],
        ["+49 30 1234"],
        ["", "."],
        ["$", "%"],
    ],
)
def test_what_is_no_column_of_numbers_is_left_alone(cells: list[str]) -> None:
    assert read_numbers("a", texts(*cells)) is None


@pytest.mark.parametrize(
    ("cells", "usual", "taken", "other", "why"),
    [
        (["1.346", "686", "274"], "", 1346, 1.346, "other cells have no decimals"),
        (["1,346", "2,405"], "", 1346, 1.346, "no cell has a decimal comma"),
        (["1,346", "2,405"], ",", 1.346, 1346, "because"),
        (["1,346", "1.346"], "", 1346, 1.346, "both ways"),
    ],
)
def test_a_doubtful_column_is_told_and_can_be_read_otherwise(
    cells: list[str], usual: str, taken: float, other: float, why: str
) -> None:
    read = read_numbers("rent", texts(*cells), usual=usual, because="because")
    assert read.doubtful == cells[0]
    assert (read.values[0], read.other[0]) == (taken, other)
    assert read.notes == (f"rent: read {cells[0]} as {taken:g}: {read.notes[0].split(': ')[2]}",)
    assert why in read.notes[0]


def test_thousandths_beside_small_whole_numbers_are_no_thousands() -> None:
    read = read_numbers("a", texts("1.125", "2", "3"))
    assert read.values.tolist() == [1.125, 2, 3]


def test_a_slip_among_many_numbers_is_missing_and_told() -> None:
    read = read_numbers("a", texts(*map(str, range(29)), "n.k."))
    assert read.values.isna().sum() == 1
    assert read.notes == ("Treated as missing: 1 value of a, not a number (n.k.).",)
    assert read_numbers("a", texts(*["1", "2"] * 10, "n.k.")) is None


STYLES = {
    "plain": lambda number: f"{number:.2f}",
    "English": lambda number: f"{number:,.2f}",
    "German": lambda number: f"{number:,.2f}".translate(str.maketrans(",.", ".,")),
    "French": lambda number: f"{number:,.2f}".translate(str.maketrans(",.", "\u202f,")),
    "Swiss": lambda number: f"{number:,.2f}".replace(",", "’"),
    "money": lambda number: f"{number:,.2f} $",
    "brackets": lambda number: f"({-number:,.2f})" if number < 0 else f"{number:,.2f}",
}


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30),
    st.sampled_from(sorted(STYLES)),
)
def test_two_decimals_come_back_whatever_the_country(cents: list[int], style: str) -> None:
    numbers = [cent / 100 for cent in cents]
    read = read_numbers("a", texts(*map(STYLES[style], numbers)))
    np.testing.assert_array_equal(read.values, numbers)
    assert read.doubtful == ""


def table(*lines: str, name: str = "own.csv") -> Table:
    return read_table("\n".join(lines).encode(), name)


def test_other_columns_settle_a_doubtful_one() -> None:
    german = table("a\tb", "1,234\t0,5", "2,345\t1,5")
    assert german.frame["a"].tolist() == [1.234, 2.345]
    assert any("other columns have decimal commas" in note for note in german.notes)
    assert german.doubtful == ("1,234",)


def test_a_table_is_read_otherwise_where_the_learner_says_so() -> None:
    rents = table("rent;kind", *["1.346;yes", "686;no", "274;no"] * 3)
    assert rents.frame["rent"].tolist() == [1346, 686, 274] * 3
    other = rents.read_otherwise(["rent"])
    assert other.frame["rent"].tolist() == [1.346, 686, 274] * 3
    assert rents.notes == ("rent: read 1.346 as 1346: other cells have no decimals.",)
    assert other.notes == ("rent: read 1.346 as 1.346, as you said.",)


def test_money_percent_and_units_are_numbers_in_a_table() -> None:
    read = table("price,share,size,kind", "$31.15,62.3%,12.5M,yes", "$14.65,29.3%,5.9M,no")
    assert read.frame.dtypes.map(lambda kind: kind.kind).tolist()[:3] == ["f"] * 3
    assert read.frame.iloc[0].tolist()[:3] == [31.15, 62.3, 12.5e6]
    assert len(read.notes) == 3


def test_whole_numbers_and_truths_stay_what_they_are() -> None:
    read = table("a,b,c", "1,True,x", "2,False,y")
    assert read.frame["a"].dtype == np.int64
    assert read.frame["b"].tolist() == [True, False]
    assert read.notes == ()
