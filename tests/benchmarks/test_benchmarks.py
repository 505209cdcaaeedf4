"""The benchmarks run and return figures that can be true; how good they are is not tested."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.catalogue import CONCEPTS
from tests.benchmarks import (
    embeddings,
    frames,
    latency,
    live,
    memory,
    photograph,
    race,
    speed,
    start,
    sts,
)
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
    few = {"presses": 1, "turned": ["probe"], "dearest": []}
    check(latency.measure(browser, server.url, **few), capsys)


def test_frames(browser: Browser, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    few = {"networks": ["default"], "stages": ["map and loss"], "seconds": 0.5}
    check(frames.measure(browser, server.url, **few), capsys)


def test_start(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    check(start.measure(browser, pages=["home page drawn"], turns=1), capsys)


def test_memory(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    check(memory.measure(browser, visitors=1, steps=1, concepts=CONCEPTS[:1], meaning=[]), capsys)


def test_photograph(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    check(photograph.measure(browser, times=1), capsys)


def test_embeddings(capsys: pytest.CaptureFixture[str]) -> None:
    check(embeddings.measure(None, turns=1), capsys)


def test_sts_agrees_with_people_and_refuses_what_is_no_such_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sts.tsv"
    file.write_text(
        "score\tone\tother\n"
        "5.0\tA man is eating food.\tA man eats something.\n"
        "3.0\tA dog runs in the park.\tAn animal is outside.\n"
        "1.0\tA dog runs in the park.\tThe bank closes at noon.\n"
        '0.0\tShe plays the violin.\t"Inflation" eats up our savings.\n',
        encoding="utf-8",
    )
    assert [score for score, *_ in sts.read(file)] == [5, 3, 1, 0]
    sts.main([str(file)])
    said = capsys.readouterr().out
    assert said.startswith("sts.tsv: 4 pairs, Spearman ")
    assert float(said.split()[-1]) >= 0.8
    file.write_text("nothing\tof\tthe kind", encoding="utf-8")
    with pytest.raises(SystemExit):
        sts.main([str(file)])
    assert "0 lines of score" in capsys.readouterr().err


def test_percentile() -> None:
    values = list(range(1, 101))
    assert latency.percentile(values, 0.95) == 95
    assert latency.percentile([3.0], 0.95) == 3.0
