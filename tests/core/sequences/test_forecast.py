"""Forecasts: windows, baselines, and the columns of a learner's table."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.parsing.table import read_table
from core.sequences.forecast import LINEAR, NAIVE, Run, Settings, scaling, windows
from core.sequences.series import LEAST, SERIES, Series, from_table, load


def test_windows_are_the_past_and_the_change_that_follows() -> None:
    x, y = windows(torch.arange(10.0) ** 2, 3, 2)
    assert x.shape == (6, 3)
    assert x[1].tolist() == [1, 4, 9]
    assert y[1].tolist() == [16 - 9, 25 - 9]


def test_the_baselines_are_what_they_are_called() -> None:
    settings = Settings(series="two seasons", past=8, horizon=4)
    run = Run(settings)
    frame = run.frame()
    values = run.series.values
    starts = range(run.cut, len(values) - 4 + 1)
    naive = [
        np.mean([abs(values[s + ahead] - values[s - 1]) for s in starts]) for ahead in range(4)
    ]
    np.testing.assert_allclose(frame.errors[frame.models.index(NAIVE)], naive, rtol=1e-4)
    from sklearn.linear_model import LinearRegression

    fitted = LinearRegression().fit(run._x.double(), run._y.double())
    np.testing.assert_allclose(run.linear, fitted.predict(run._x_held.double()), atol=1e-4)
    assert np.isfinite(frame.errors[frame.models.index(LINEAR)]).all()


def test_validation_targets_are_all_after_the_training_part() -> None:
    values = np.arange(200.0)
    run = Run(Settings(series="your table", past=8, horizon=4), Series(values, "counting"))
    first = run._x_held[0, -1] * run.scale + run.mean
    assert float(first) == pytest.approx(run.cut - 1, abs=1e-3)


@pytest.mark.parametrize("constant", [0.0, 0.1, 100.1])
def test_a_constant_training_part_is_scaled_by_all_values(constant: float) -> None:
    values = np.full(100, constant)
    assert scaling(values, 70) == (pytest.approx(constant), 1.0)
    values[80:] += 1000
    assert scaling(values, 70) == (pytest.approx(constant), values.std())


@pytest.mark.parametrize("name", SERIES)
def test_series_are_finite_and_follow_the_seed(name: str) -> None:
    one, other = load(name, 3), load(name, 3)
    assert np.isfinite(one.values).all()
    np.testing.assert_array_equal(one.values, other.values)
    assert not np.array_equal(one.values, load(name, 4).values)


def test_training_beats_the_last_value_where_there_is_something_to_know() -> None:
    run = Run(Settings(series="two seasons", cell="GRU"))
    for _ in range(8 * run.round):
        run.advance()
    frame = run.frame()
    assert frame.errors[0].mean() < 0.7 * frame.errors[2].mean()
    assert frame.losses.shape == (2, 9)


def table(rows: list[str], head: str = "day,id,price"):
    return read_table("\n".join([head, *rows]).encode(), "own.csv")


def test_a_date_and_a_value_column_are_recognised_and_put_in_order() -> None:
    values = np.random.default_rng(0).normal(size=200).round(3)
    days = np.datetime64("2024-01-01") + np.arange(200)
    rows = [f"{day},{i},{v}" for i, (day, v) in enumerate(zip(days, values, strict=True))]
    found = from_table(table(rows[::-1]))
    assert found.name == "price"
    np.testing.assert_allclose(found.values, values)
    assert "day" in found.notes[0]


def test_gaps_are_filled_and_said() -> None:
    rows = [f"2024-01-01,{i},{'' if i == 5 else i % 7}" for i in range(150)]
    found = from_table(table(rows))
    assert found.values[5] == pytest.approx((4 + 6) / 2)
    assert any("1 missing" in note for note in found.notes)


def test_what_is_no_series_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=str(LEAST)):
        from_table(table([f"2024-01-{d:02},{d},{d / 2}" for d in range(1, 29)]))
    with pytest.raises(ValueError, match="no column of numbers"):
        from_table(table(["a,b,c", "d,e,f"] * 100))


DAYS = np.datetime64("2024-01-01") + np.arange(200)


@pytest.mark.parametrize(
    "written",
    [
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%-m/%-d/%y",
        "%d-%m-%Y",
        "%Y/%m/%d",
        "%Y%m%d",
        "%d %b %Y",
        "%B %-d %Y",
        "%Y-%m-%dT%H:%M:%S+02:00",
        "%d.%m.%Y %H:%M",
    ],
)
def test_dates_as_people_write_them_give_the_order(written: str) -> None:
    shuffled = np.random.default_rng(1).permutation(200)
    rows = [f"{DAYS[i].astype(object).strftime(written)},{i * i}" for i in shuffled]
    found = from_table(table(rows, "when,value"))
    np.testing.assert_array_equal(found.values, np.arange(200) ** 2)


def test_the_first_twelve_days_of_months_are_read_in_the_way_that_puts_them_in_order() -> None:
    days = [
        f"{d:02}/{m:02}/{y}"
        for y in range(2023, 2025)
        for m in range(1, 13)
        for d in (3, 4, 9, 11, 12)
    ]
    found = from_table(table([f"{day},{i * i}" for i, day in enumerate(days)], "when,value"))
    np.testing.assert_array_equal(found.values, np.arange(120) ** 2)
    assert "day, month" in found.notes[0]


def test_clocks_go_forward_within_a_table() -> None:
    rows = [
        f"2024-0{1 + 2 * (i > 90)}-01T00:{i % 60:02}:00+0{1 + (i > 90)}:00,{i}" for i in range(150)
    ]
    assert len(from_table(table([f"{row}.5" for row in rows], "when,value")).values) == 150


@pytest.mark.parametrize(
    "cells", [("May", "June"), ("12:30", "11:10"), ("1/2", "0/3"), ("Mon", "Tue")]
)
def test_what_says_nothing_of_the_order_leaves_it(cells: tuple[str, str]) -> None:
    rows = [f"{cells[i % 2]},{i * i}" for i in range(150)]
    np.testing.assert_array_equal(from_table(table(rows, "when,value")).values, np.arange(150) ** 2)


def test_prices_with_signs_are_numbers_and_no_dates() -> None:
    rows = [f'2024-01-01,"$1,{i % 90 + 100}.5"' for i in range(150)]
    assert from_table(table(rows, "when,price")).values[3] == 1103.5


def test_rows_that_cannot_be_placed_are_left_out_and_said() -> None:
    rows = [f"{'?' if i == 7 else DAYS[i]},{i * i}" for i in range(150)]
    found = from_table(table(rows, "when,value"))
    assert len(found.values) == 149
    assert "Left out: 1 row without a readable date" in found.notes[1]


def test_row_numbers_that_go_down_are_no_values() -> None:
    rows = [f"{i % 5},{150 - i}" for i in range(150)]
    assert from_table(table(rows, "value,row")).name == "value"


@pytest.mark.parametrize("large", ["1e300", "9.969e36"])
def test_numbers_that_cannot_be_calculated_with_are_refused_in_words(large: str) -> None:
    with pytest.raises(ValueError, match="value has 1 values that are infinite or too large"):
        from_table(table([f"{large if i == 3 else i % 7},{i}" for i in range(150)], "value,row"))


def test_a_series_that_moves_only_after_training_keeps_finite_numbers() -> None:
    values = np.r_[np.ones(150), 1e30 * np.arange(50)]
    frame = Run(Settings(series="your table", past=8, horizon=4), Series(values, "late")).frame()
    assert np.isfinite(frame.losses).all()
    assert np.isfinite(frame.errors).all()


def test_a_named_column_without_cells_is_no_value_column() -> None:
    rows = [f"2024-01-01,{i % 7}," for i in range(150)]
    assert from_table(table(rows, "day,price,empty")).name == "price"
    assert from_table(table([f",{i % 7}" for i in range(150)], "empty,price")).name == "price"
    with pytest.raises(ValueError, match="There is no column of numbers"):
        from_table(table([f"a{i}," for i in range(150)], "text,empty"))


def test_endless_digits_are_neither_a_date_nor_a_number() -> None:
    rows = [f"{'9' * 15_000}x,2024-01-01{'0' * 15_000},{i % 7}" for i in range(120)]
    assert from_table(table(rows, "digits,day,price")).name == "price"
