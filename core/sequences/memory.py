"""A race of memories: RNN, GRU and LSTM, several seeds each, learn one task with a known lag.

    >>> race = Run(Settings(lag=50))
    >>> race.advance()
    >>> race.frame().accuracy.shape  # variants, seeds, measurements
    (3, 3, 1)

Every batch is drawn anew, and accuracies are measured on held-out sequences that all variants
share. Each variant's seeds are one network of ``through_time.Layers``, trained in one step.

Left out: more than one layer, and answers along the way.

References: Hochreiter and Schmidhuber 1997; Jozefowicz et al. 2015 (forget bias 1); Tallec and
Ollivier 2018, "Can recurrent neural networks warp time?" (biases for a known lag); Pascanu et
al. 2013 (clipping; how the gradient vanishes and explodes).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

from core.nn.random_streams import generator
from core.run import Stepping, nbytes_of
from core.sequences.characters import initialise
from core.sequences.memory_settings import AS_LONG, EXACT, LONG, Settings
from core.sequences.tasks import CLOSE_ENOUGH, TASKS, Sequences, draw
from core.sequences.through_time import LAYERS, Layers

BATCH = 32
ROUND = 10  # steps between two measurements
ROUNDS = 60
MEASURED = 32  # held-out sequences of each lag
SOLVED = 0.95  # accuracy at the longest lag
EXACT_FROM = 1e-15  # of a norm: float32 squares below are no longer exact, and end as zeros


@dataclass(frozen=True, eq=False)
class Frame:
    """What there is to draw; V variants, S seeds, M measurements, L lags, T steps.

    ``accuracy`` (V, S, M) is at the longest lag after ``steps`` (M,) optimiser steps;
    ``by_lag`` (V, S, L) is now, at ``lags`` (L,). ``gradient`` (V, S, T) is ||d loss / d h_t||,
    averaged over sequences of the longest lag. ``solved`` (V, S) is the step of the first
    measurement of at least ``SOLVED``, -1 before.
    """

    step: int
    variants: tuple[str, ...]
    kinds: tuple[str, ...]
    steps: np.ndarray
    accuracy: np.ndarray
    lags: np.ndarray
    by_lag: np.ndarray
    gradient: np.ndarray
    solved: np.ndarray
    chance: float
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory."""
        return nbytes_of(self, shared={"lags"})

    def factor(self) -> np.ndarray:
        """The factor of one step back on the gradient, a geometric mean over the steps: (V, S).

        Over as many steps as its norm can be told exactly: a float32 below has lost its digits.
        """
        back = np.maximum(self.gradient[..., ::-1], EXACT_FROM * 1e-3)
        steps = np.logical_and.accumulate(back >= EXACT_FROM, axis=-1).sum(axis=-1) - 1
        steps = np.maximum(steps, 1)
        far = np.take_along_axis(back, steps[..., None], axis=-1)[..., 0]
        return (far / back[..., 0]) ** (1 / steps)


class Member:
    """One variant: its seeds side by side, with a readout of each one's last hidden state."""

    def __init__(self, settings: Settings, kind: str, forget: str) -> None:
        self.kind = kind
        task = TASKS[settings.task]
        layers, readouts = [], []
        for seed in range(settings.seed, settings.seed + settings.seeds):
            rng = generator(seed, "weights")
            layer = layer_for(kind, task.inputs, settings.units, forget, settings.lag, rng)
            with torch.no_grad():
                _, w_hidden, _, _ = layer.all_weights[0]
                w_hidden.mul_(settings.recurrent)
            layers.append(layer)
            readout = nn.Linear(settings.units, task.outputs, device="meta")
            readouts.append(readout.to_empty(device="cpu"))
            initialise(readouts[-1], settings.units, rng)
        self.layers = Layers(layers)
        self.weight = torch.stack([one.weight.detach().T for one in readouts]).contiguous()
        self.bias = torch.stack([one.bias.detach()[None] for one in readouts])
        self.parameters = [*self.layers.parameters, self.weight, self.bias]

    def outputs(self, x: Tensor) -> Tensor:
        """(T, seeds, B, inputs) -> (seeds, B, outputs)."""
        return torch.baddbmm(self.bias, self.layers.forward(x), self.weight)

    def gradients(self, x: Tensor, y: Tensor, truncate: int = 0) -> Tensor:
        """Fill all parameters' ``grad`` with that of each seed's mean loss; d loss / d h_t."""
        outputs = self.outputs(x)
        at_outputs = at_loss(outputs, y)
        self.weight.grad = self.layers.hidden[-1].transpose(1, 2) @ at_outputs
        self.bias.grad = at_outputs.sum(dim=1, keepdim=True)
        return self.layers.backward(at_outputs @ self.weight.transpose(1, 2), truncate=truncate)

    def clip(self, largest: float) -> None:
        """``clip_grad_norm_`` for each seed by itself."""
        gradients = [p.grad for p in self.parameters if p.grad is not None]
        squares = (gradient.flatten(1).square().sum(dim=1) for gradient in gradients)
        norms = sum(squares, start=torch.zeros(())).sqrt()
        factor = (largest / (norms + 1e-6)).clamp(max=1)
        for gradient in gradients:
            gradient.mul_(factor[:, None, None])


def layer_for(
    kind: str, inputs: int, units: int, forget: str, lag: int, rng: torch.Generator
) -> nn.RNNBase:
    """A layer with torch's default initial weights, drawn from ``rng``, and biases that remember.

    As long as the lag: a forget gate σ(b) with b = log u keeps a memory for about u steps, and u
    is uniform from 1 to the lag; the input gate begins at 1 - σ(b).
    """
    # Torch's own first weights would come from its global random numbers.
    layer = LAYERS[kind](inputs, units, device="meta").to_empty(device="cpu")
    initialise(layer, units, rng, forget=0.0 if forget == AS_LONG else float(forget))
    if forget == AS_LONG and kind != "RNN":
        spread = torch.empty(units).uniform_(1, max(lag - 1, 2), generator=rng).log()
        _, _, b_input, b_hidden = layer.all_weights[0]
        with torch.no_grad():
            # The second block is an LSTM's forget gate and a GRU's update gate; both keep.
            b_input[units : 2 * units] = spread
            b_hidden[units : 2 * units] = 0
            if kind == "LSTM":
                b_input[:units] = -spread
                b_hidden[:units] = 0
    return layer


def at_loss(outputs: Tensor, y: Tensor) -> Tensor:
    """d mean loss / d outputs (models, B, outputs): of cross-entropy for classes, else squares."""
    rows = outputs.shape[1]
    if y.dtype == torch.long:
        return (outputs.softmax(dim=-1) - F.one_hot(y, outputs.shape[-1])) / rows
    return 2 * (outputs - y[..., None]) / rows


def right(outputs: Tensor, y: Tensor) -> Tensor:
    """Which answers are right, (models, B) bool."""
    if y.dtype == torch.long:
        return outputs.argmax(dim=-1) == y
    return (outputs[..., 0] - y).abs() < CLOSE_ENOUGH


class Run(Stepping):
    """All variants in training at once; follows ``core.run.Run``."""

    round_name = "round"
    round, total = ROUND, ROUND * ROUNDS

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.task = TASKS[settings.task]
        self.members = [Member(settings, kind, bias) for _, kind, bias in settings.variants()]
        seeds = range(settings.seed, settings.seed + settings.seeds)
        self._rngs = [np.random.default_rng([seed, 1]) for seed in seeds]
        self._lag_rng = np.random.default_rng([settings.seed, 2])
        self.lags = np.unique(np.geomspace(1, settings.lag, 6).round().astype(int))
        rng = np.random.default_rng([settings.seed, 3])
        self._held_out = [
            self._repeated(draw(settings.task, np.full(MEASURED, lag), rng)) for lag in self.lags
        ]
        self._steps: list[int] = []
        self._accuracy: list[np.ndarray] = []
        self._solved = np.full((len(self.members), settings.seeds), -1)
        self._measure()

    @cached_property
    def _optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        parameters = [p for member in self.members for p in member.parameters]
        return torch.optim.Adam(parameters, self.settings.learning_rate)

    def take_step(self) -> None:
        """One optimiser step of every member, each seed on its own new batch."""
        optimiser = self._optimiser
        x, y = self._batch()
        with torch.no_grad():
            for member in self.members:
                member.gradients(x, y, self.settings.truncate)
                if self.settings.clipping:
                    member.clip(self.settings.clipping)
            optimiser.step()

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the race."""
        return Frame(
            step=self.step,
            variants=tuple(name for name, _, _ in self.settings.variants()),
            kinds=tuple(member.kind for member in self.members),
            steps=np.array(self._steps),
            accuracy=np.stack(self._accuracy, axis=2),
            lags=self.lags,
            by_lag=self._by_lag,
            gradient=self._gradient,
            solved=self._solved.copy(),
            chance=self.task.chance,
            finished=self.finished,
        )

    def _batch(self) -> tuple[Tensor, Tensor]:
        """The next sequences, all of one lag: (lag + 1, seeds, B, inputs) and (seeds, B)."""
        longest = self.settings.lag
        if self.settings.lags == EXACT:
            lag = longest
        elif self.settings.lags == LONG:
            lag = int(self._lag_rng.integers(longest // 2, longest + 1))
        else:
            lag = int(math.exp(self._lag_rng.uniform(0, math.log(longest + 0.99))))
        drawn = [draw(self.settings.task, np.full(BATCH, lag), rng) for rng in self._rngs]
        x = np.stack([one.x for one in drawn], axis=1)
        return torch.from_numpy(x), torch.from_numpy(np.stack([one.y for one in drawn]))

    def _repeated(self, drawn: Sequences) -> tuple[Tensor, Tensor]:
        """The same sequences for every seed: (T, B, inputs) -> (T, seeds, B, inputs)."""
        seeds = self.settings.seeds
        x = torch.from_numpy(drawn.x)[:, None].expand(-1, seeds, -1, -1).contiguous()
        return x, torch.from_numpy(drawn.y).expand(seeds, -1)

    def end_round(self) -> None:
        self._measure()

    def _measure(self) -> None:
        """Accuracy at every lag, and how the gradient of the longest one gets back in time."""
        by_lag, norms = [], []
        with torch.no_grad():
            for member in self.members:
                scores = [
                    right(member.outputs(x), y).float().mean(dim=1) for x, y in self._held_out
                ]
                by_lag.append(torch.stack(scores, dim=1))
                # The longest lag came last, so its states are still there.
                y = self._held_out[-1][1]
                outputs = torch.baddbmm(member.bias, member.layers.hidden[-1], member.weight)
                at_hidden = member.layers.backward(
                    at_loss(outputs, y) * MEASURED @ member.weight.transpose(1, 2)
                )
                norms.append(at_hidden.norm(dim=-1).mean(dim=-1).T)  # (T, S, B, units) -> (S, T)
        self._by_lag = torch.stack(by_lag).numpy()
        self._gradient = torch.stack(norms).numpy()
        self._steps.append(self.step)
        self._accuracy.append(self._by_lag[:, :, -1])
        new = (self._solved < 0) & (self._by_lag[:, :, -1] >= SOLVED)
        self._solved[new] = self.step
        if not np.isfinite(self._gradient).all():
            self.finished = (
                f"Diverged by step {self.step}: a gradient is no longer a finite number. Try "
                "gradient clipping or a lower learning rate."
            )
