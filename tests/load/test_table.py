"""Percentiles, rows and verdicts."""

from __future__ import annotations

import argparse
import dataclasses
import math

import pytest

from tests.load.__main__ import numbers
from tests.load.classroom import Figures, percentile
from tests.load.table import TARGETS, number, table, verdicts

GOOD = Figures(
    slider_median=0.0512,
    slider_p95=0.31,
    pictures=3.5,
    fewest_pictures=2.25,
    steps=110.0,
    fewest_steps=90.0,
    all_steps=1_650.0,
    pause_median=0.1,
    pause_p95=0.44,
    memory=850.2,
    errors={},
    server_cores=0.9,
    client_cores=0.2,
    client_lag=0.001,
)


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(range(101), 0.95) == 95
    assert percentile([7.0], 0.95) == 7
    assert math.isnan(percentile([], 0.5))


def test_numbers_are_short_and_none_is_a_dash() -> None:
    assert [number(value) for value in (0.05123, 3.5, 1_650.4, math.nan)] == [
        "0.0512",
        "3.5",
        "1,650",
        "–",
    ]


def test_a_row_for_each_lesson() -> None:
    text = table({("30 learners", 1): GOOD, ("30 learners", 2): GOOD})
    header, ruler, one, two = text.splitlines()
    assert header.count("|") == ruler.count("|") == one.count("|")
    assert one.startswith("| 30 learners, 1 process | 0.0512 | 0.31 | 3.5 | 2.25 | 110 | 1,650 |")
    assert two.startswith("| 30 learners, 2 replicas |")


def test_targets_are_met_and_missed() -> None:
    lone = dataclasses.replace(GOOD, all_steps=1_000.0)
    lessons = {key: GOOD for target in TARGETS for key in target.lessons}
    lessons["1 player alone", 1] = lone
    assert all(": met." in sentence for sentence in verdicts(lessons))
    bad = dataclasses.replace(
        GOOD,
        slider_p95=2.0,
        pause_p95=9.0,
        memory=1_200.0,
        fewest_pictures=1.0,
        all_steps=10.0,
        errors={"connection lost": 2},
    )
    missed = verdicts(dict.fromkeys(lessons, bad) | {("1 player alone", 1): lone})
    assert all(": missed." in sentence for sentence in missed)
    assert f"Errors: {2 * (len(lessons) - 1)}," in missed[-1]


def test_what_was_not_measured_has_no_verdict() -> None:
    assert len(verdicts({("10 learners", 1): GOOD})) == 1
    unknown = dataclasses.replace(GOOD, slider_p95=math.nan)
    assert any(": missed." in sentence for sentence in verdicts({("60 learners", 1): unknown}))


def test_counts_are_read_and_bounded() -> None:
    assert numbers(200)("1,10,30") == [1, 10, 30]
    for text in ("0", "201", "1,,2", "-1", "ten", "²"):
        with pytest.raises(argparse.ArgumentTypeError):
            numbers(200)(text)
