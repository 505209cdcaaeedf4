"""Two columns of a learner's table as points."""

import numpy as np
import pytest

from core.gans.distributions import Column
from core.gans.table import columns_of_numbers, points
from core.parsing.table import read_table


def table(rows: list[str]):
    return read_table("\n".join(["x,y,text,few", *rows]).encode(), "own.csv")


def test_columns_of_numbers_are_found_and_scaled() -> None:
    numbers = columns_of_numbers(table([f"{i},{-i},a,{i if i < 5 else ''}" for i in range(20)]))
    assert list(numbers) == ["x", "y"]
    found, columns = points(numbers, "x", "y")
    assert columns == (Column("x", 0, 19), Column("y", -19, 0))
    np.testing.assert_allclose(found[:, 0], np.linspace(-2.5, 2.5, 20))
    np.testing.assert_allclose(found[:, 0], -found[:, 1])


def test_integers_of_400_digits_are_left_out() -> None:
    rows = [f"{10**400 if i < 4 else i},{i},a," for i in range(20)]
    assert points(columns_of_numbers(table(rows)), "x", "y")[0].shape == (16, 2)
    with pytest.raises(ValueError, match=r"own.csv has 1 column of at least 10 numbers"):
        columns_of_numbers(table([f"{10**400},{i},a," for i in range(20)]))


def test_too_few_rows_with_both_numbers_are_refused() -> None:
    rows = [f"{i if i < 12 else ''},{i if i >= 12 else ''},a," for i in range(24)]
    with pytest.raises(ValueError, match="0 rows have a number in both columns"):
        points(columns_of_numbers(table(rows)), "x", "y")
