"""Training a small convolutional network: it follows the protocol, repeats its frames, learns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.cnn.export import script
from core.cnn.images import CANVAS, DIGITS, as_input, held_out, load
from core.cnn.presets import PRESETS
from core.cnn.run import Run
from core.cnn.settings import DENSE, Settings

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


def test_what_is_held_out_is_never_trained_on() -> None:
    kept = {row.numpy().tobytes() for row in held_out(DIGITS)[0]}
    learnt = {row.numpy().tobytes() for row in load(DIGITS, 10_000, seed=0).x_train}
    assert len(held_out(DIGITS)[0]) + len(load(DIGITS, 10_000, seed=0).x_train) == 1797
    assert not kept & learnt


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_take_a_step(name: str) -> None:
    run = Run(PRESETS[name])
    run.advance()
    assert run.frame().step == 1


def test_a_dark_drawing_on_white_becomes_a_bright_digit_that_fills_the_frame() -> None:
    paper = np.full((60, 60, 3), 255, np.uint8)
    paper[20:40, 27:33] = 0
    digit = as_input(DIGITS, paper)[0, 0].numpy()
    assert digit[:, 3:5].min() > 0.9
    assert digit[:, [0, 1, 6, 7]].max() == 0
    assert as_input(CANVAS, paper).shape == (1, 1, 16, 16)


def test_the_program_to_take_home_comes_to_the_same_accuracies(tmp_path: Path) -> None:
    settings = Settings(samples=100, epochs=5, depth=1, channels=2, dropout=0.5, smoothing=0.1)
    program = tmp_path / "program.py"
    program.write_text(script(settings), encoding="utf-8")
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
