"""The programs of Sequences run by themselves and print the page's numbers."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

from core.sequences import export, forecast, learning, memory
from core.sequences.build_assets import path
from core.sequences.memory_settings import AS_LONG, EXACT, SHORT_FIRST, Settings
from core.sequences.series import Series
from core.sequences.tasks import ADDING, BRACKETS, COPY, PARITY
from core.sequences.text_reading import bits, read
from core.sequences.through_time import KINDS


def printed(code: str) -> str:
    """What a program prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "script.py", "exec"), {"__name__": "__main__"})
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_cells_program_is_the_pages_model_with_its_text(kind, tmp_path, monkeypatch) -> None:
    text = 'He said: "It\'s é\\n".\n' * 3
    shutil.copy(path(kind), tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(export.cell_script(kind, text), "cell.py", "exec"), names)
    done = read(kind, text)
    for name, values in done.signals.items():
        np.testing.assert_allclose(names["signals"][name].numpy(), values, atol=1e-5)
    np.testing.assert_allclose(names["hidden"].numpy(), done.hidden, atol=1e-5)
    assert f"{bits(kind, done, text).mean():.3f} bits per character" in out.getvalue()


def test_the_memory_program_prints_the_accuracies_of_the_pages_first_seed() -> None:
    settings = Settings(lag=5, seeds=1, seed=3, units=8, recurrent=2.0, truncate=5)
    run = memory.Run(settings)
    for _ in range(50):
        run.advance()
    code = export.memory_script(settings).replace(
        ", STEPS = 5, 8, 32, 300", ", STEPS = 5, 8, 32, 50"
    )
    # In a Python of its own, that finds none of this project.
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found = re.findall(r"(\w+) +step +50 +accuracy at lag 5: (\S+)", done.stdout)
    wanted = dict(zip(run.frame().variants, run.frame().accuracy[:, 0, -1], strict=True))
    assert {kind: float(right) for kind, right in found} == {
        kind: pytest.approx(right, abs=0.005) for kind, right in wanted.items()
    }


@pytest.mark.parametrize(
    "settings",
    [
        Settings(task=ADDING, forget="1", clipping=0.0),
        Settings(task=PARITY, lags=EXACT),
        Settings(task=BRACKETS, lags=SHORT_FIRST),
        Settings(task=COPY, forget=AS_LONG),
    ],
)
def test_every_memory_program_can_be_read(settings: Settings) -> None:
    compile(export.memory_script(settings), "memory.py", "exec")


@pytest.mark.parametrize("cell", KINDS)
def test_the_character_program_prints_the_pages_bits(cell: str) -> None:
    settings = learning.Settings(cell=cell, units=16, window=8)
    run = learning.Run(settings)
    for _ in range(20):
        run.advance()
    code = export.characters_script(settings, learning.Writing(top_k=5))
    code = code.replace("range(400)", "range(20)").replace("% 100 == 0", "% 20 == 0")
    code = code.replace("own = Path", "own = None and Path")
    bits = float(re.search(r"step 20: (\S+) bits", printed(code))[1])
    assert bits == pytest.approx(run.frame().train[-1], abs=0.001)


@pytest.mark.parametrize("cell", KINDS)
def test_the_forecast_program_prints_the_pages_errors(cell: str) -> None:
    settings = forecast.Settings(cell=cell, past=6, horizon=3, units=8)
    values = np.sin(2 * np.pi * np.arange(140) / 7) + np.random.default_rng(0).normal(0, 0.1, 140)
    run = forecast.Run(settings, Series(values, "waves"))
    while run.step < 2 * run.round:
        run.advance()
    code = export.forecast_script(settings, run.series)
    code = code.replace(f"EPOCHS = 6, 3, {forecast.EPOCHS}", "EPOCHS = 6, 3, 2").replace(
        "% 10", "% 2"
    )
    out = printed(code)
    wanted = dict(zip(run.frame().models, run.frame().errors.mean(axis=1), strict=True))
    last, linear = re.search(r"last value (\S+)  linear (\S+)", out).groups()
    learnt = re.search(r"epoch 2: mean absolute error (\S+)", out)[1]
    season = re.search(r"last season (\S+)", out)[1]
    for number, name in zip((learnt, linear, last, season), wanted, strict=True):
        assert float(number) == pytest.approx(wanted[name], abs=1e-4)
    after = dict(zip(run.frame().models, run.frame().future, strict=True))
    said = dict(re.findall(r"next by (.+): \[(.+)\]", out))
    assert said.keys() == after.keys() - {forecast.NAIVE}
    for name, numbers in said.items():
        assert [*map(float, numbers.split(","))] == pytest.approx(after[name], abs=1e-3)
