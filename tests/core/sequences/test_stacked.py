"""Several series in one table: told, one of them by default, each of them by choice."""

from __future__ import annotations

import numpy as np
import pytest

from core.parsing.table import Table, read_table
from core.sequences.series import from_table, parts
from core.sequences.stacked import MEAN, ROWS, SUM

N = 60
DAYS = np.datetime64("2024-01-01") + np.arange(N)
WAVE = np.round(100 + 10 * np.sin(np.arange(N) / 5), 2)


def table(head: str, rows: list[str]) -> Table:
    return read_table("\n".join([head, *rows]).encode(), "own.csv", least=1)


def two_shops(names: str = "AB", until: int = N) -> Table:
    rows = [
        f"{day},{shop},{(1 + 10 * place) * v:.2f}"
        for place, shop in enumerate(names)
        for i, (day, v) in enumerate(zip(DAYS, WAVE, strict=True))
        if place == 0 or i < until
    ]
    return table("date,shop,sales", rows)


@pytest.mark.parametrize("names", ["AB", "12"])
def test_each_series_and_their_sum_can_be_chosen(names: str) -> None:
    both = two_shops(names)
    one, other = (f"shop: {name}" for name in names)
    assert parts(both, "sales") == (one, other, SUM, MEAN)
    found = from_table(both)
    assert (found.name, *found.notes[1:]) == (
        f"sales, {one}",
        f"The table holds 2 series below one another. Shown: {one}.",
    )
    np.testing.assert_allclose(found.values, WAVE)
    np.testing.assert_allclose(from_table(both, "sales", other).values, 11 * WAVE)
    np.testing.assert_allclose(from_table(both, "sales", SUM).values, 12 * WAVE)
    np.testing.assert_allclose(from_table(both, "sales", MEAN).values, 6 * WAVE)
    np.testing.assert_array_equal(found.moments, DAYS.astype("datetime64[s]"))


def test_the_longest_series_comes_first_and_a_sum_of_fewer_is_told() -> None:
    uneven = two_shops("BA", until=50)
    assert parts(uneven, "sales")[0] == "shop: B"
    notes = from_table(uneven, "sales", SUM).notes
    assert "10 dates of 60 have fewer than 2 rows, and so a smaller sum." in notes


def test_short_series_are_forecast_together() -> None:
    rows = [f"{DAYS[i]},{shop}{i // 20},{v}" for shop in "AB" for i, v in enumerate(WAVE)]
    short = table("date,shop,sales", rows)
    assert parts(short, "sales") == (SUM, MEAN, *(f"shop: {s}{i}" for s in "AB" for i in range(3)))
    np.testing.assert_allclose(from_table(short).values, 2 * WAVE)


def test_two_columns_tell_series_apart_together() -> None:
    rows = [
        f"{day},{shop},{thing},{v}"
        for shop in "AB"
        for thing in ("tea", "jam")
        for day, v in zip(DAYS, WAVE, strict=True)
    ]
    found = parts(table("date,shop,thing,sales", rows), "sales")
    assert found[:4] == tuple(f"shop: {s}, thing: {t}" for s in "AB" for t in ("tea", "jam"))


def test_rows_that_nothing_tells_apart_stay_as_they_are() -> None:
    rows = [f"{DAYS[i // 2]},{v}" for i, v in enumerate(np.r_[WAVE, WAVE])]
    sold = table("date,amount", rows)
    assert parts(sold, "amount") == (ROWS, SUM, MEAN)
    found = from_table(sold)
    np.testing.assert_array_equal(found.values, np.r_[WAVE, WAVE])
    assert found.notes[1] == (
        "Dates recur in 60 rows, and no column tells the rows apart. Shown: every row."
    )


def test_dates_that_do_not_recur_leave_no_choice() -> None:
    rows = [f"{day},{'AB'[i % 2]},{v}" for i, (day, v) in enumerate(zip(DAYS, WAVE, strict=True))]
    assert parts(table("date,shop,sales", rows), "sales") == ()
    assert parts(table("shop,sales", [row[11:] for row in rows]), "sales") == ()
