"""The program of a cell, step by step, beside torch's own layer."""

from __future__ import annotations

import inspect

from core.export import fill
from core.sequences import cells

CELL = r'''
    |"""The $kind, step by step: the same numbers as torch.nn.$kind, and every gate in sight.
    |
    |It needs PyTorch alone.
    |"""
    |
    |import torch
    |from torch import nn
    |
    |
    |# %% One step
    |
    |
    |$step
    |
    |
    |# %% Along a sequence
    |# x is (steps, inputs); all signals start at zero.
    |
    |
    |def trace(layer, x):
    |    state = {name: torch.zeros(layer.hidden_size) for name in $signals}
    |    states = []
    |    for from_input in x @ layer.weight_ih_l0.T + layer.bias_ih_l0:
    |        from_hidden = layer.weight_hh_l0 @ state["h"] + layer.bias_hh_l0
    |        state = $name(from_input, from_hidden, state, lambda signal, values: values)
    |        states.append(state)
    |    return {name: torch.stack([state[name] for state in states]) for name in $signals}
    |
    |
    |# %% Beside torch's own layer
    |
    |layer = nn.$kind(8, 16)
    |x = torch.randn(50, 8, generator=torch.Generator().manual_seed(0))
    |with torch.no_grad():
    |    signals = trace(layer, x)
    |    hidden, _ = layer(x)
    |for name, values in signals.items():
    |    print(f"{name}: mean {values.mean():.3f}, from {values.min():.3f} to {values.max():.3f}")
    |print("largest difference from torch:", (signals["h"] - hidden).abs().max().item())
'''


def cell_script(kind: str) -> str:
    """A cell's step beside torch's layer, as a program of its own."""
    step = cells.STEPS[kind]
    source = inspect.getsource(step)
    _, body = source.split("\n", 1)
    return fill(
        CELL,
        {},
        {
            "kind": kind,
            "name": step.__name__,
            "step": f"def {step.__name__}(from_input, from_hidden, before, hold):\n{body}".rstrip(),
            "signals": tuple(cells.SIGNALS[kind]),
        },
    )
