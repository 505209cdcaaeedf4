"""Numbers that stand for "missing": found where they repeat far out, changed only when asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.parsing.sentinels import as_missing, find_sentinels
from core.parsing.summary import summary
from core.parsing.table import Table

NUMBERS = np.random.default_rng(0).gamma(3, 100, 60).round(1)  # up to several hundred


def with_code(code: float, times: int = 3, numbers: np.ndarray = NUMBERS) -> Table:
    column = np.concatenate([numbers, np.full(times, code)])
    return Table(pd.DataFrame({"x": column, "y": np.arange(len(column)) % 2}), "own.csv", ())


@pytest.mark.parametrize("code", [-200, -999, -9, -99.99, 9999, 99999])
def test_a_code_among_measurements_is_found(code: float) -> None:
    assert find_sentinels(with_code(code)) == {"x": code}


def test_a_code_among_answers_of_a_survey_is_found() -> None:
    assert find_sentinels(with_code(99, numbers=np.arange(60) % 5 + 1)) == {"x": 99}


@pytest.mark.parametrize(
    ("code", "times", "numbers"),
    [
        (-200, 1, NUMBERS),  # once is a measurement
        (-137, 3, NUMBERS),  # no code
        (-9, 3, np.arange(-30, 30)),  # among the others
        (999, 3, np.arange(900, 1100)),
        (-999, 3, NUMBERS[:5]),  # too few others to be far from
    ],
)
def test_a_number_like_the_others_is_left_alone(code: float, times: int, numbers) -> None:
    assert find_sentinels(with_code(code, times, numbers)) == {}


def test_a_code_becomes_missing_when_asked_and_is_told() -> None:
    table = as_missing(with_code(-200), {"x": -200})
    assert table.frame["x"].isna().sum() == 3
    assert table.frame["x"].dropna().tolist() == NUMBERS.tolist()
    assert table.notes == ("x: -200 in 3 rows is missing, as you said.",)


def test_the_summary_says_what_was_made_of_each_column() -> None:
    rows = 40
    frame = pd.DataFrame(
        {
            "id": np.arange(1, rows + 1),
            "co": np.where(np.arange(rows) < 4, -200, NUMBERS[:rows]),
            "cabin": [None] * 30 + ["C1"] * 10,
            "kind": ["ash", "elm"] * (rows // 2),
            "sort": ["a", "e"] * (rows // 2),
        }
    )
    table = Table(frame, "own.csv", ("co: read 1,5 as 1.5: the comma is the decimal mark.",))
    told = summary(
        table,
        target="kind",
        features=("co",),
        reasons={"sort": "it gives kind away"},
        sentinels={"co": -200.0},
    )
    said = {row.column: row[1:] for row in told}
    assert said["id"] == ("numbers", "not used", "Not used: it numbers the rows.")
    assert said["kind"] == ("2 classes: ash and elm", "predicted", "")
    assert said["sort"][2] == "Not used: it gives kind away."
    assert said["cabin"][2] == "Not used: it is mostly empty. 30 cells empty (75%)."
    assert said["co"][:2] == ("numbers", "used")
    assert said["co"][2].startswith("read 1,5 as 1.5")
    assert "-200 in 4 rows is outside the range of the others" in said["co"][2]


def test_the_summary_says_what_each_column_is_used_as() -> None:
    numbers = np.arange(40) % 4 + 3
    frame = pd.DataFrame({"T": numbers, "grade": numbers})
    table = Table(frame, "own.csv", ("The first column has no name.", "T: read 3,0 as 3."))
    for task, kind in {
        "": "4 classes: 3, 4, 5 and 6",
        "classification": "4 classes: 3, 4, 5 and 6",
        "regression": "numbers",
    }.items():
        told = summary(table, target="grade", features=("T",), reasons={}, sentinels={}, task=task)
        assert told[0][1:] == ("numbers", "used", "read 3,0 as 3.")
        assert told[1][1:3] == (kind, "predicted")
