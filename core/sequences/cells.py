"""One step of an RNN, a GRU and an LSTM, written out, and everything they do along a text.

torch's layers return their hidden states but not their gates. Here, the same equations are
functions, so that a learner can see every gate, and hold it at another value to see what it does.

Left out: training (``core.sequences.through_time``).

References: the equations are those of ``torch.nn.RNN``, ``GRU`` and ``LSTM``; Hochreiter and
Schmidhuber 1997; Gers et al. 2000; Cho et al. 2014. Holding units: Karpathy et al. 2015.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIGNALS = {
    "RNN": {"h": "hidden state"},
    "GRU": {"r": "reset gate", "z": "update gate", "n": "candidate", "h": "hidden state"},
    "LSTM": {
        "i": "input gate",
        "f": "forget gate",
        "g": "candidate",
        "o": "output gate",
        "c": "cell",
        "h": "hidden state",
    },
}

Hold = Callable[[str, Tensor], Tensor]
Signals = dict[str, Tensor]


def rnn_step(from_input: Tensor, from_hidden: Tensor, before: Signals, hold: Hold) -> Signals:
    """h = tanh(W x + b + U h + d); ``from_input`` is W x + b, ``from_hidden`` U h + d."""
    return {"h": hold("h", torch.tanh(from_input + from_hidden))}


def gru_step(from_input: Tensor, from_hidden: Tensor, before: Signals, hold: Hold) -> Signals:
    """The update gate z mixes the old state with a candidate; the reset gate r scales its past."""
    (r_in, z_in, n_in), (r_back, z_back, n_back) = (
        part.chunk(3, dim=-1) for part in (from_input, from_hidden)
    )
    r = hold("r", torch.sigmoid(r_in + r_back))
    z = hold("z", torch.sigmoid(z_in + z_back))
    n = hold("n", torch.tanh(n_in + r * n_back))
    return {"r": r, "z": z, "n": n, "h": hold("h", (1 - z) * n + z * before["h"])}


def lstm_step(from_input: Tensor, from_hidden: Tensor, before: Signals, hold: Hold) -> Signals:
    """The cell is c = f · c + i · g, with the candidate g; the hidden state is h = o · tanh(c)."""
    i, f, g, o = (from_input + from_hidden).chunk(4, dim=-1)
    i, f = hold("i", torch.sigmoid(i)), hold("f", torch.sigmoid(f))
    g, o = hold("g", torch.tanh(g)), hold("o", torch.sigmoid(o))
    c = hold("c", f * before["c"] + i * g)
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": hold("h", o * torch.tanh(c))}


STEPS = {"RNN": rnn_step, "GRU": gru_step, "LSTM": lstm_step}


@dataclass(frozen=True)
class Held:
    """A signal held at a value, in one unit or, where ``unit`` is None, in all, from a step on."""

    signal: str
    value: float
    unit: int | None = None
    start: int = 0


@dataclass(frozen=True, eq=False)
class Trace:
    """All signals along a sequence: each (steps, units) float32, by its letter.

    ``x`` is the input, (steps, inputs). Several sequences are a dimension after the steps.
    """

    kind: str
    x: np.ndarray
    signals: dict[str, np.ndarray]

    @property
    def hidden(self) -> np.ndarray:
        """The hidden states, (steps, units)."""
        return self.signals["h"]

    @property
    def memory(self) -> np.ndarray:
        """The memory, (steps, units): an LSTM's cell, else the hidden state."""
        return self.signals.get("c", self.hidden)


def walk(
    layer: nn.RNNBase,
    x: Tensor,
    hold: Callable[[int, str, Tensor], Tensor],
    rows: tuple[int, ...] = (),
) -> Iterator[Signals]:
    """The signals of ``layer``, each (*rows, units), after each step of ``x`` (steps, ..., inputs).

    ``hold`` gets the step's number, a signal's letter and its values, and says what they become.
    All rows read the same text where ``x`` is (steps, inputs). From zero states.
    """
    kind = layer.mode.split("_")[0]  # torch calls its tanh RNN "RNN_TANH"
    w_input, w_hidden, b_input, b_hidden = layer.all_weights[0]
    state = {name: x.new_zeros(*rows, layer.hidden_size) for name in SIGNALS[kind]}
    for number, row in enumerate(F.linear(x, w_input, b_input)):
        state = STEPS[kind](
            row, F.linear(state["h"], w_hidden, b_hidden), state, partial(hold, number)
        )
        yield state


def trace(layer: nn.RNNBase, x: Tensor, held: Held | None = None) -> Trace:
    """What ``layer`` does with ``x`` (steps, ..., inputs), step by step, from zero states."""

    def hold(step: int, signal: str, values: Tensor) -> Tensor:
        if held is None or held.signal != signal or step < held.start:
            return values
        if held.unit is None:
            return torch.full_like(values, held.value)
        values = values.clone()
        values[..., held.unit] = held.value
        return values

    with torch.inference_mode():
        states = list(walk(layer, x, hold, tuple(x.shape[1:-1])))
        signals = {
            name: torch.stack([state[name] for state in states]).numpy() for name in states[0]
        }
    return Trace(layer.mode.split("_")[0], x.numpy(), signals)


@dataclass(frozen=True)
class Sum:
    """The sum behind one gate of one unit: ``squash(inputs + memory + bias)`` is ``value``."""

    signal: str
    squash: str
    inputs: float
    memory: float
    bias: float
    value: float


def sums(layer: nn.RNNBase, done: Trace, step: int, unit: int) -> list[Sum]:
    """The weighted sums behind one unit's gates at one step, as they were without anything held.

    A GRU's candidate has its memory already scaled by the reset gate, bias included.
    """
    names = [name for name in SIGNALS[done.kind] if name not in ("c", "h")] or ["h"]
    before = done.hidden[step - 1] if step else np.zeros_like(done.hidden[0])
    found = []
    for block, name in enumerate(names):
        row = block * layer.hidden_size + unit
        # Of the inputs and of the hidden state, then the biases of both.
        weights = [parameter[row].detach().numpy() for parameter in layer.all_weights[0]]
        inputs = float(weights[0] @ done.x[step])
        memory, bias = float(weights[1] @ before), float(weights[2] + weights[3])
        if name == "n":
            reset = float(done.signals["r"][step, unit])
            memory, bias = reset * (memory + float(weights[3])), float(weights[2])
        squash = "tanh" if name in ("g", "n", "h") else "σ"
        total = inputs + memory + bias
        value = np.tanh(total) if squash == "tanh" else 1 / (1 + np.exp(-total))
        found.append(Sum(name, squash, inputs, memory, bias, float(value)))
    return found
