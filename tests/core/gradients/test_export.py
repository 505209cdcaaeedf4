"""The program that a learner takes home comes to the page's numbers, whatever was chosen."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from core.export import notebook
from core.gradients import export_chain_rule, export_ladder
from core.gradients.at_initialisation import start
from core.gradients.chain_rule import chain
from core.gradients.export import script
from core.gradients.ladder import ladder
from core.gradients.settings import NORMALISATIONS, Settings
from core.gradients.training import STEPS, Run
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import INITIALISERS
from core.nn.optimisers import OPTIMISERS

SMALL = Settings(depth=3, width=4, activation="tanh", learning_rate=0.03)
# Every choice at least once, several in one program.
CHOSEN = [
    *(replace(SMALL, activation=name) for name in ACTIVATIONS),
    *(replace(SMALL, initialisation=name) for name in INITIALISERS if name != "zero"),
    *(replace(SMALL, normalisation=name, residual=True) for name in NORMALISATIONS),
    *(replace(SMALL, optimiser=name, clipping=0.1) for name in OPTIMISERS),
    *(replace(SMALL, data=name) for name in ("plane", "three blobs", "iris")),
]


@pytest.fixture(autouse=True)
def small_numbers_as_before() -> Iterator[None]:
    yield
    torch.set_flush_denormal(False)


def output(code: str) -> str:
    """What the program prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "script.py", "exec"), {"__name__": "__main__"})
    return out.getvalue()


def printed(code: str) -> list[list[list[float]]]:
    """The rows of numbers in the tables that the program prints."""
    tables = output(code).strip().split("\n\n")
    return [[[*map(float, row.split())] for row in table.split("\n")[1:]] for table in tables]


def shortened(settings: Settings, steps: int) -> str:
    text = script(settings)
    assert f"STEPS, BATCH = {STEPS}, " in text
    return text.replace(f"STEPS, BATCH = {STEPS}, ", f"STEPS, BATCH = {steps}, ").replace(
        "step % 50", "step % 1"
    )


@pytest.mark.parametrize("settings", CHOSEN, ids=str)
def test_the_program_prints_what_the_page_measured(settings: Settings) -> None:
    at_start, training = printed(shortened(settings, 6))
    measured = start(settings)
    for number, arriving, weights, factor, signal in at_start:
        place = int(number) - 1
        assert arriving == pytest.approx(measured.arriving[place], rel=2e-3)
        assert weights == pytest.approx(measured.weights[place], rel=2e-3)
        assert signal == pytest.approx(measured.signal[place], rel=2e-3)
        if place:
            assert factor == pytest.approx(measured.factor[place], rel=2e-3)
    run = Run({"A": settings})
    for _ in range(6):
        run.advance()
    (track,) = run.frame().tracks
    ends = track.gradient[:, [0, -1]]
    assert [row[1:3] for row in training] == pytest.approx(ends, rel=5e-3, abs=1e-6)


def test_an_overflow_is_said() -> None:
    wild = Settings(
        depth=60, activation="ReLU", initialisation="normal", init_scale=2.0, learning_rate=10.0
    )
    assert "Overflow at step" in output(shortened(wild, 9))


@pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(links=8, activation="leaky ReLU", link_weight=-1.3, chain_target=0.5)],
    ids=["first", "other"],
)
def test_the_program_by_hand_prints_the_chain(settings: Settings) -> None:
    start_line, _, *rows, last = output(export_chain_rule.script(settings)).strip().split("\n")
    made = chain(settings)
    assert start_line == f"The gradient starts as {made.error:.6g}."
    found = [[*map(float, row.split())] for row in rows][::-1]
    expected = zip(
        made.slopes, made.slopes * made.weight, made.by_hand[:-1], made.weights_by_hand, strict=True
    )
    assert [row[1:] for row in found] == [pytest.approx(row, rel=1e-5) for row in expected]
    assert float(last.split()[-1]) < 1e-15


@pytest.mark.parametrize("settings", [SMALL, replace(SMALL, data="iris", clipping=0.1)], ids=str)
def test_the_program_of_the_ladder_prints_every_rung(settings: Settings) -> None:
    run = Run(ladder(settings))
    text = export_ladder.script(settings)
    assert f"STEPS, BATCH = {run.total}, " in text
    steps = 2 * run.round
    _, *rows = output(
        text.replace(f"STEPS, BATCH = {run.total},", f"STEPS, BATCH = {steps},")
    ).split("\n")[:-1]
    for _ in range(steps):
        run.advance()
    for row, track in zip(rows, run.frame().tracks, strict=True):
        first, last, loss, name = row.split(maxsplit=3)
        assert name == track.name
        assert float(first) == pytest.approx(track.first_gradient[0], rel=1e-4)
        assert float(last) == pytest.approx(track.gradient[-1, 0], rel=1e-3)
        assert float(loss) == pytest.approx(track.validation_loss[-1], rel=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        script(Settings()),
        script(
            Settings(
                normalisation="layer",
                clipping=1.0,
                initialisation="normal",
                activation="leaky ReLU",
                data="iris",
            )
        ),
        export_chain_rule.script(Settings(activation="leaky ReLU")),
        export_ladder.script(Settings(data="iris", clipping=1.0)),
    ],
    ids=["first", "other", "chain", "ladder"],
)
def test_the_program_looks_like_one_written_by_hand(text: str, tmp_path) -> None:
    assert notebook(text, "Vanishing gradients")
    (tmp_path / "script.py").write_text(text, encoding="utf-8")
    for command in (["check", "--select", "F,E9,I"], ["format", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "script.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
