"""The benchmarks run and return figures that can be true; how good they are is not tested."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser

from tests.benchmarks import frames, latency, live, memory, photograph, race, speed, start
from tests.benchmarks.table import Line, show
from tests.browser.server import Server


def check(lines: Sequence[Line], capsys: pytest.CaptureFixture[str]) -> None:
    for line in lines:
        assert math.isfinite(line.ours), line
        if line.unit != "MB":  # memory also comes back
            assert line.ours > 0, line
            assert line.reference is None or line.ratio > 0, line
    show("Title", lines)
    printed = capsys.readouterr().out
    assert all(line.what in printed for line in lines)


def test_speed(capsys: pytest.CaptureFixture[str]) -> None:
    check(speed.measure(epochs=1, turns=1), capsys)


def test_race(capsys: pytest.CaptureFixture[str]) -> None:
    check(race.measure(seeds=2, lag=5, steps=1, turns=1), capsys)


def test_live(browser: Browser, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    few = {"players": ["GANs"], "seconds": 0.5, "turns": 1, "texts": 1}
    check(live.measure(browser, server.url, **few), capsys)


def test_latency(browser: Browser, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    check(latency.measure(browser, server.url, presses=1), capsys)


def test_frames(browser: Browser, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    check(frames.measure(browser, server.url, networks=["default"], seconds=0.5), capsys)


def test_start(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    check(start.measure(browser, pages=["home page drawn"], turns=1), capsys)


def test_memory(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    check(memory.measure(browser, visitors=1, steps=1), capsys)


def test_photograph(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    check(photograph.measure(browser, times=1), capsys)


def test_percentile() -> None:
    values = list(range(1, 101))
    assert latency.percentile(values, 0.95) == 95
    assert latency.percentile([3.0], 0.95) == 3.0
