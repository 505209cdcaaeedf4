"""Tasks with a known lag, and who learns them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.sequences.memory import Run, at_loss
from core.sequences.memory_settings import BIASES, EXACT, SHORT_FIRST, Settings
from core.sequences.tasks import ADDING, BRACKETS, COPY, PARITY, SYMBOLS, TASKS, draw


def sequences(task: str, lag: int = 9, rows: int = 200):
    return draw(task, np.full(rows, lag), np.random.default_rng(0))


@pytest.mark.parametrize("task", TASKS)
def test_a_batch_has_its_shape_and_the_same_rng_gives_the_same(task: str) -> None:
    one, other = sequences(task), sequences(task)
    assert one.x.shape == (10, 200, TASKS[task].inputs)
    assert one.x.tobytes() == other.x.tobytes()
    assert one.y.tobytes() == other.y.tobytes()
    short = draw(task, np.array([2, 5]), np.random.default_rng(0))
    assert short.x.shape[0] == 6
    assert not short.x[:3, 0].any()
    assert short.x[3:, 0].any()


def test_answers_are_right() -> None:
    copy = sequences(COPY)
    np.testing.assert_array_equal(copy.x[0].argmax(axis=1), copy.y)
    assert not copy.x[1:, :, :SYMBOLS].any()
    adding = sequences(ADDING)
    np.testing.assert_allclose(
        (adding.x[..., 0] * adding.x[..., 1]).sum(axis=0), adding.y, rtol=1e-6
    )
    assert (adding.x[..., 1].sum(axis=0) == 2).all()
    parity = sequences(PARITY)
    np.testing.assert_array_equal(parity.x[..., 1].sum(axis=0) % 2, parity.y)


@pytest.mark.parametrize("lag", [1, 2, 7, 20])
def test_only_the_first_bracket_stays_open(lag: int) -> None:
    drawn = sequences(BRACKETS, lag)
    for row in range(200):
        stack: list[int] = []
        for sign in drawn.x[:, row].argmax(axis=1):
            if sign < 3:
                stack.append(int(sign))
            elif sign < 6:
                assert stack.pop() == sign - 3
        assert stack == [drawn.y[row]]


def test_chance_is_what_answering_without_looking_gets() -> None:
    for task in (COPY, PARITY, BRACKETS):
        y = sequences(task, rows=4000).y
        best = np.bincount(y).max() / len(y)
        assert TASKS[task].chance == pytest.approx(best, abs=0.03)
    y = sequences(ADDING, rows=4000).y
    assert (np.abs(y - 1) < 0.1).mean() == pytest.approx(TASKS[ADDING].chance, abs=0.03)


@pytest.mark.parametrize("classes", [3, 0])
def test_the_losses_gradient_is_autograds(classes: int) -> None:
    rng = torch.Generator().manual_seed(0)
    outputs = torch.randn(2, 5, classes or 1, generator=rng, requires_grad=True)
    if classes:
        y = torch.randint(classes, (2, 5), generator=rng)
        losses = [torch.nn.functional.cross_entropy(outputs[m], y[m]) for m in range(2)]
    else:
        y = torch.randn(2, 5, generator=rng)
        losses = [torch.nn.functional.mse_loss(outputs[m, :, 0], y[m]) for m in range(2)]
    (gradient,) = torch.autograd.grad(sum(losses), outputs)
    torch.testing.assert_close(at_loss(outputs.detach(), y), gradient)


def trained(settings: Settings, steps: int) -> Run:
    run = Run(settings)
    for _ in range(steps):
        run.advance()
    return run


def test_at_lag_100_lstm_and_gru_solve_it_and_the_plain_rnn_stays_at_chance() -> None:
    """Hochreiter and Schmidhuber 1997; the page's default run, every seed of it."""
    run = Run(Settings())
    while (run.frame().solved[1:] < 0).any() and run.step < 200:
        run.advance()
    frame = run.frame()
    assert (frame.solved[1:] > 0).all()
    assert (frame.accuracy[0, :, -1] < 0.5).all()
    # And the reason: on its way back the error is gone.
    factor = dict(zip(frame.variants, frame.factor(), strict=True))
    assert np.median(factor["RNN"]) ** 100 < 1e-4
    assert (factor["GRU"] ** 100 > 1e-4).all()


def test_the_factor_per_step_is_told_where_the_gradient_still_has_its_digits() -> None:
    decay = 0.4 ** np.arange(200.0)[::-1]
    lost = np.where(decay < 1e-20, 0, decay).astype(np.float32)  # as float32's squares end
    frame = replace(Run(Settings(lag=5, seeds=1)).frame(), gradient=lost[None, None])
    np.testing.assert_allclose(frame.factor(), 0.4, rtol=1e-5)
    gone = replace(frame, gradient=np.zeros((1, 1, 6), np.float32))
    assert np.isfinite(gone.factor()).all()


def test_larger_recurrent_weights_turn_a_vanishing_gradient_into_an_exploding_one() -> None:
    found = [Run(Settings(recurrent=times)).frame() for times in (1.0, 6.0)]
    small, large = (dict(zip(f.variants, f.factor(), strict=True)) for f in found)
    assert (small["RNN"] ** 100 < 1e-6).all()
    assert (large["RNN"] ** 100 > 1e6).all()
    # What the cell's gate carries is not multiplied with them.
    assert (large["LSTM"] < 1).all()


def test_forget_bias_1_learns_sooner_than_0() -> None:
    """Jozefowicz et al. 2015: over seeds, the mean accuracy on the way."""
    settings = Settings(compare=BIASES, lags=SHORT_FIRST, lag=20, seeds=5)
    frame = trained(settings, 80).frame()
    way = dict(zip(frame.variants, frame.accuracy.mean(axis=(1, 2)), strict=True))
    assert way["bias 1"] > way["bias 0"]


def test_what_lies_beyond_the_truncation_is_not_learnt() -> None:
    settings = Settings(lag=10, seeds=1, lags=EXACT)
    whole, cut = trained(settings, 60), trained(replace(settings, truncate=5), 60)
    assert whole.frame().accuracy[2, 0, -1] > cut.frame().accuracy[2, 0, -1] + 0.3


def test_the_same_settings_give_the_same_frames_and_a_frame_changes_nothing() -> None:
    settings = Settings(lag=5, seeds=2)
    one, other = Run(settings), Run(settings)
    for _ in range(10):
        one.advance()
        one.frame()
        other.advance()
    mine, theirs = one.frame(), other.frame()
    assert mine.accuracy.tobytes() == theirs.accuracy.tobytes()
    assert mine.gradient.tobytes() == theirs.gradient.tobytes()


def test_the_budget_ends_and_says_so() -> None:
    run = Run(Settings(lag=5, seeds=1, units=4))
    run.total = 2 * run.round
    while not run.finished:
        run.advance()
    assert run.step == run.total
    with pytest.raises(RuntimeError, match="budget"):
        run.advance()
