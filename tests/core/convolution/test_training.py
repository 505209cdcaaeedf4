"""Training a small convolutional network: it follows the protocol, repeats its frames, learns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.convolution.images import DIGITS
from core.convolution.network_export import training_script
from core.convolution.network_presets import TRAINING
from core.convolution.network_settings import DENSE, Settings
from core.convolution.training import Run

SMALL = Settings(data=DIGITS, channels=4, depth=2, samples=100, epochs=5, batch_size=50)


def trained(settings: Settings) -> Run:
    run = Run(settings)
    while not run.finished:
        run.advance()
    return run


def test_a_run_counts_its_steps_and_ends_with_its_budget() -> None:
    run = trained(SMALL)
    assert (run.step, run.round, run.total, run.epoch) == (10, 2, 10, 5)
    assert "5 epochs" in run.finished
    with pytest.raises(RuntimeError, match="5 epochs"):
        run.advance()


def test_the_same_settings_give_the_same_frames_bit_for_bit() -> None:
    settings = Settings(data=DIGITS, depth=1, samples=100, epochs=5, dropout=0.5, seed=4)
    one, other = trained(settings).frame(), trained(settings).frame()
    assert np.array_equal(one.filters, other.filters)
    assert one.history.validation_loss.tobytes() == other.history.validation_loss.tobytes()
    assert one.confusion_validation.sum() == 300
    assert 1_000 < one.nbytes < 100_000


def test_a_frame_does_not_change_the_run() -> None:
    looked_at, left_alone = Run(SMALL), Run(SMALL)
    for _ in range(4):
        looked_at.frame()
        looked_at.advance()
        left_alone.advance()
    assert np.array_equal(looked_at.frame().filters, left_alone.frame().filters)


def test_it_learns_digits() -> None:
    run = trained(Settings(data=DIGITS, depth=2, samples=300, epochs=10))
    assert run.history.validation_metric[0] < 0.3
    assert run.history.validation_metric[-1] > 0.85


def test_a_rate_that_is_too_high_ends_the_run_with_a_sentence() -> None:
    run = trained(
        Settings(
            data=DIGITS,
            samples=100,
            epochs=100,
            learning_rate=0.3,
            optimiser="SGD",
            kind=DENSE,
            channels=16,
            batch_size=100,
        )
    )
    assert run.finished
    assert np.isfinite(run.frame().probabilities).all()


@pytest.mark.parametrize("name", TRAINING)
def test_every_preset_can_take_a_step(name: str) -> None:
    run = Run(TRAINING[name])
    run.advance()
    assert run.frame().step == 1


def test_the_program_to_take_home_comes_to_the_same_accuracies(tmp_path: Path) -> None:
    settings = Settings(samples=100, epochs=5, depth=1, channels=2, dropout=0.5, smoothing=0.1)
    program = tmp_path / "program.py"
    program.write_text(training_script(settings), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert run.returncode == 0, run.stderr
    history = trained(settings).history
    said = [line.split() for line in run.stdout.splitlines()]
    assert [float(words[3]) for words in said] == pytest.approx(history.train_metric[1:], abs=1e-4)
    assert [float(words[5]) for words in said] == pytest.approx(
        history.validation_metric[1:], abs=1e-4
    )
