"""Layers side by side, cells step by step: the same numbers as torch's own layers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.sequences.cells import SIGNALS, Held, sums, trace
from core.sequences.characters import initialise
from core.sequences.through_time import KINDS, LAYERS, Layers


def layer(kind: str, inputs: int = 3, units: int = 5, seed: int = 0) -> torch.nn.RNNBase:
    made = LAYERS[kind](inputs, units)
    rng = torch.Generator().manual_seed(seed)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.6, generator=rng)
    return made


def inputs(*shape: int, seed: int = 7) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("kind", KINDS)
def test_side_by_side_each_gives_and_learns_what_it_would_alone(kind: str) -> None:
    alone = [layer(kind, seed=seed) for seed in range(3)]
    together = Layers(alone)
    x, towards = inputs(11, 3, 4, 3), inputs(3, 4, 5, seed=8)
    last = together.forward(x)
    at_hidden = together.backward(towards)
    for model, one in enumerate(alone):
        hidden, _ = one(x[:, model])
        hidden.retain_grad()
        torch.testing.assert_close(together.hidden[1:, model], hidden.detach())
        (hidden[-1] * towards[model]).sum().backward()
        torch.testing.assert_close(last[model], hidden[-1].detach())
        for mine, theirs in zip(together.parameters, one.parameters(), strict=True):
            grad = theirs.grad.T if theirs.ndim == 2 else theirs.grad[None]
            torch.testing.assert_close(mine.grad[model], grad, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(at_hidden[-1, model], towards[model])


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_at_every_hidden_state_is_autograds(kind: str) -> None:
    """Adding a nudge to h_t and asking autograd for its gradient; an LSTM's cell is left alone."""
    one = layer(kind)
    x, towards = inputs(6, 1, 2, 3), inputs(1, 2, 5, seed=8)
    together = Layers([one])
    together.forward(x)
    found = together.backward(towards)[:, 0]
    for t in range(6):
        nudge = torch.zeros(1, 2, 5, requires_grad=True)
        _, state = one(x[: t + 1, 0])
        if kind == "LSTM":
            last, cell = state
            state = (last.detach() + nudge, cell.detach())
            final = state[0][0] if t == 5 else one(x[t + 1 :, 0], state)[0][-1]
        else:
            state = state.detach() + nudge
            final = state[0] if t == 5 else one(x[t + 1 :, 0], state)[0][-1]
        (gradient,) = torch.autograd.grad((final * towards[0]).sum(), nudge)
        torch.testing.assert_close(found[t], gradient[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_truncation_is_what_a_detached_state_gives(kind: str) -> None:
    one = layer(kind)
    x, towards = inputs(9, 1, 2, 3), inputs(1, 2, 5, seed=8)
    together = Layers([one])
    together.forward(x)
    at_hidden = together.backward(towards, truncate=4)
    assert not at_hidden[:4].any()
    _, state = one(x[:5, 0])
    state = tuple(s.detach() for s in state) if kind == "LSTM" else state.detach()
    hidden, _ = one(x[5:, 0], state)
    (hidden[-1] * towards[0]).sum().backward()
    torch.testing.assert_close(
        together.w_hidden.grad[0], one.weight_hh_l0.grad.T, rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("kind", KINDS)
def test_step_by_step_gives_torchs_hidden_states_and_cell(kind: str) -> None:
    one, x = layer(kind), inputs(20, 3)
    done = trace(one, x)
    with torch.no_grad():
        hidden, state = one(x)
    np.testing.assert_allclose(done.hidden, hidden, atol=1e-6)
    assert list(done.signals) == list(SIGNALS[kind])
    if kind == "LSTM":
        np.testing.assert_allclose(done.signals["c"][-1], state[1][0], atol=1e-6)
        i, f, g, o, c, h = done.signals.values()
        np.testing.assert_allclose(c[1:], f[1:] * c[:-1] + i[1:] * g[1:], atol=1e-6)
        np.testing.assert_allclose(h, o * np.tanh(c), atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sums_of_a_step_add_up_to_its_gates(kind: str) -> None:
    one = layer(kind)
    done = trace(one, inputs(8, 3))
    for step in (0, 5):
        for unit in (0, 4):
            for part in sums(one, done, step, unit):
                assert part.value == pytest.approx(done.signals[part.signal][step, unit], abs=1e-5)


def test_what_is_held_stays_where_it_is_held_and_nothing_before_changes() -> None:
    one, x = layer("LSTM"), inputs(12, 3)
    free, held = trace(one, x), trace(one, x, Held("f", 0.0, unit=2, start=6))
    for signal in SIGNALS["LSTM"]:
        np.testing.assert_array_equal(free.signals[signal][:6], held.signals[signal][:6])
    assert not held.signals["f"][6:, 2].any()
    assert held.signals["f"][6:, 1].all()
    assert not np.allclose(free.hidden[6:], held.hidden[6:])
    # With nothing kept, the cell is what was just written.
    i, g, c = (held.signals[name][6:, 2] for name in "igc")
    np.testing.assert_allclose(c, i * g, atol=1e-6)


def test_with_all_forget_gates_open_and_input_gates_shut_a_cell_never_changes() -> None:
    one, x = layer("LSTM"), inputs(50, 3)
    with torch.no_grad():
        one.bias_ih_l0[:5], one.bias_ih_l0[5:10] = -60, 60
        _, (_, cell) = one(x, (torch.zeros(1, 5), torch.full((1, 5), 0.7)))
    np.testing.assert_allclose(cell, 0.7, atol=1e-6)


def test_first_weights_follow_from_the_seed_and_the_forget_bias_is_as_told() -> None:
    made = [LAYERS["LSTM"](3, 4) for _ in range(2)]
    for one in made:
        initialise(one, 4, torch.Generator().manual_seed(3), forget=1.5)
    torch.testing.assert_close(made[0].weight_hh_l0, made[1].weight_hh_l0, rtol=0, atol=0)
    forget = (made[0].bias_ih_l0 + made[0].bias_hh_l0)[4:8]
    torch.testing.assert_close(forget, torch.full((4,), 1.5))
    assert made[0].weight_hh_l0.abs().max() <= 0.5
