"""A series from a table as people have it: which column, in which order, and what is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parsing.table import Table, read_table
from core.sequences.forecast import Run, Settings, fitting
from core.sequences.series import LEAST, Series, from_table, value_columns
from tests.strategies import any_settings

N = 150
DAYS = np.datetime64("2024-01-01") + np.arange(N)
WAVE = np.round(100 + 10 * np.sin(np.arange(N) / 5), 2)


def table(head: str, rows: list[str]) -> Table:
    return read_table("\n".join([head, *rows]).encode(), "own.csv", least=1)


@pytest.mark.parametrize(
    ("head", "row", "value"),
    [
        ("Date,Open,Close,Adj Close,Volume", "{day},{v},{v}1,{v}2,{i}000", "Close"),
        ("year,month,decimal_date,average,trend,days", "2001,5,{i}.5,{v},{v}3,-1", "average"),
        ("day,flag,amount,rest", "{day},{i01},{v},", "amount"),
        ("day,id,amount,number", "{day},{i},{v},7", "amount"),
        ("day,first,last", "{day},{v}1,{v}2", "first"),
        ("day,shop,turnover,other", "{day},{i01}0,{v},{v}2", "turnover"),
        ("day,patchy,whole", "{day},{patchy},{v}", "whole"),
        (",level", "{i}7,{v}", "level"),
        ("year,level,decade", "{year},{v},{decade}", "level"),
        ("id,remark,value", "{i},,{v}", "value"),
    ],
)
def test_the_likeliest_column_is_forecast(head: str, row: str, value: str) -> None:
    rows = [
        row.format(
            day=day,
            v=v,
            i=i,
            i01=i % 2,
            patchy=v if i % 5 else "",
            year=1800 + i,
            decade=10 * (180 + i // 10),
        )
        for i, (day, v) in enumerate(zip(DAYS, WAVE, strict=True))
    ]
    read = table(head, rows)
    assert value_columns(read)[0] == value == from_table(read).name


def test_every_column_of_numbers_can_be_chosen() -> None:
    read = table("day,a,b", [f"{day},{v},{2 * v:.2f}" for day, v in zip(DAYS, WAVE, strict=True)])
    assert value_columns(read) == ("a", "b")
    np.testing.assert_array_equal(from_table(read, "a").values, WAVE)
    np.testing.assert_allclose(from_table(read, "b").values, 2 * WAVE)


def test_a_date_and_a_time_in_two_columns_give_the_order() -> None:
    hours = [f"2024-03-{1 + i // 24:02},{i % 24}:30,{v}" for i, v in enumerate(WAVE)]
    found = from_table(table("Date,Time,value", hours[::-1]))
    np.testing.assert_array_equal(found.values, WAVE)
    assert found.notes[0] == "Sorted by Date and Time."


@pytest.mark.parametrize("first", [1895, 1960, 1999, 2020])
def test_years_of_two_digits_are_one_unbroken_span(first: int) -> None:
    months = np.datetime64(f"{first}-01") + np.arange(N)
    rows = [f"{m.astype(object):%b-%y},{v}" for m, v in zip(months, WAVE, strict=True)]
    found = from_table(table("Month,value", list(np.random.default_rng(0).permutation(rows))))
    np.testing.assert_array_equal(found.values, WAVE)


def test_gaps_between_dates_are_told_and_weekends_are_none() -> None:
    def notes(keep: np.ndarray) -> str:
        rows = [f"{d},{v}" for d, v in zip(DAYS[keep], WAVE[keep], strict=True)]
        return " ".join(from_table(table("day,value", rows)).notes)

    without_a_week = np.delete(np.arange(N), np.arange(50, 57))
    assert "The dates leave out 7 days in 1 place;" in notes(without_a_week)
    longer = np.datetime64("2024-01-01") + np.arange(2 * N)
    rows = [f"{d},{i % 7}.5" for i, d in enumerate(longer) if np.is_busday(d)]
    assert "leave out" not in " ".join(from_table(table("day,value", rows)).notes)
    uneven = np.delete(np.arange(N), np.random.default_rng(0).permutation(N)[:60])
    assert "The dates are unevenly spaced" in notes(uneven)


def test_each_month_that_is_missing_counts() -> None:
    months = np.delete(np.datetime64("1990-01") + np.arange(N), [20, 21, 40, 41, 42, 43, 99])
    rows = [f"{month},{v}" for month, v in zip(months, WAVE, strict=False)]
    note = from_table(table("month,value", rows)).notes[-1]
    assert note.startswith("The dates leave out 7 months in 3 places;")


@given(st.integers(LEAST, 400), any_settings(Settings))
@settings(max_examples=60)
def test_every_series_that_is_long_enough_can_be_forecast(count: int, chosen: Settings) -> None:
    fitted, said = fitting(chosen, count)
    run = Run(fitted, Series(np.random.default_rng(count).normal(size=count), "own"))
    assert fitted.past <= chosen.past
    assert fitted.horizon <= chosen.horizon
    assert bool(said) == (fitted != chosen)
    frame = run.frame()
    assert np.isfinite(frame.errors).all()
    assert frame.errors.shape == (len(frame.models), fitted.horizon)
    assert np.isfinite(frame.future).all()
    assert (frame.band[0] <= frame.band[1]).all()
    assert len(run._x) >= 1


def test_120_values_are_enough_for_the_longest_windows() -> None:
    longest = Settings(past=48, horizon=24)
    assert fitting(longest, 120) == (longest, "")


def test_three_years_of_months_are_a_series() -> None:
    rows = [
        f"{month},{v}"
        for month, v in zip(np.datetime64("1964-01") + np.arange(36), WAVE, strict=False)
    ]
    assert len(from_table(table("Month,Sales", rows)).values) == 36
