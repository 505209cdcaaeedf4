"""The usual step of dates, what they are called, what follows, and which are missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.sequences.dates import label, missing, usual_step
from core.sequences.series import Series

# pandas' name of a step, what it is called here, the label of the first date, and its seasons.
STEPS = [
    ("YS", "year", "1999", {}),
    ("2YS", "2 years", "1999", {}),
    ("QS", "quarter", "Q1 1999", {4: "a year"}),
    ("MS", "month", "Jan 1999", {12: "a year"}),
    ("ME", "month", "Jan 1999", {12: "a year"}),
    ("BME", "month", "Jan 1999", {12: "a year"}),
    ("W", "week", "3 Jan 1999", {52: "52 weeks"}),
    ("D", "day", "1 Jan 1999", {7: "a week", 365: "a year"}),
    ("B", "working day", "1 Jan 1999", {5: "a week"}),
    ("h", "hour", "1 Jan 1999 00:00", {24: "a day", 168: "a week"}),
    ("15min", "15 minutes", "1 Jan 1999 00:00", {96: "a day", 672: "a week"}),
    ("s", "second", "1 Jan 1999 00:00:00", {86_400: "a day", 604_800: "a week"}),
]


def dates(freq: str, count: int) -> np.ndarray:
    return pd.date_range("1999-01-01", periods=count, freq=freq).to_numpy().astype("datetime64[s]")


@pytest.mark.parametrize(("freq", "name", "first", "seasons"), STEPS)
def test_a_step_is_known_with_its_name_and_season(freq, name, first, seasons) -> None:
    moments = dates(freq, 80)
    step = usual_step(moments)
    assert step.name == name
    assert label(moments[0], step) == first
    assert step.seasons == seasons
    assert missing(moments, step) == (0, 0)


@pytest.mark.parametrize("freq", [freq for freq, *_ in STEPS if freq != "BME"])
def test_the_next_dates_are_those_of_pandas(freq: str) -> None:
    moments = dates(freq, 120)
    step = usual_step(moments[:80])
    np.testing.assert_array_equal(step.after(moments[79], 40), moments[80:])


def test_a_day_that_a_month_does_not_have_is_its_last() -> None:
    moments = (np.datetime64("2023-01") + np.arange(12)).astype("datetime64[D]") + 29
    moments[1] = np.datetime64("2023-02-28")
    step = usual_step(moments.astype("datetime64[s]"))
    after = step.after(np.datetime64("2023-12-30T06:00:00", "s"), 3)
    assert after.astype(str).tolist() == [
        "2024-01-30T06:00:00",
        "2024-02-29T06:00:00",
        "2024-03-30T06:00:00",
    ]


@pytest.mark.parametrize("freq", ["MS", "W", "D", "B", "h"])
def test_what_is_left_out_is_counted(freq: str) -> None:
    moments = dates(freq, 300)
    lost = [40, 41, 42, 43, 44, 45, 46, 150, 151, 152, 153, 154]
    assert missing(np.delete(moments, lost), usual_step(moments)) == (12, 2)


def test_a_holiday_is_no_gap() -> None:
    moments = dates("B", 300)
    assert missing(np.delete(moments, [56, 120]), usual_step(moments)) == (0, 0)


def test_uneven_dates_have_no_step() -> None:
    moments = np.sort(np.random.default_rng(0).integers(0, 10**8, 90)).astype("datetime64[s]")
    assert usual_step(moments) is None
    series = Series(np.arange(90.0), "uneven", moments=moments)
    assert series.labels(88, 92)[2:] == ["1 ahead", "2 ahead"]


def test_labels_go_on_after_the_series_and_are_numbers_without_dates() -> None:
    series = Series(np.arange(24.0), "monthly", moments=dates("MS", 24))
    assert series.labels(22, 26) == ["Nov 2000", "Dec 2000", "Jan 2001", "Feb 2001"]
    assert series.labels(24, 26) == ["Jan 2001", "Feb 2001"]
    assert series.labels(0, 2) == ["Jan 1999", "Feb 1999"]
    assert Series(np.arange(24.0), "plain").labels(23, 25) == ["23", "24"]
