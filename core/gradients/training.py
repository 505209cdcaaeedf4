"""Deep networks in training, side by side on one seed, with every layer's gradient on record.

    >>> run = Run({"A": Settings(), "B": Settings(activation="ReLU", initialisation="He")})
    >>> run.advance()
    >>> run.frame().tracks[0].gradient.shape  # a step, 20 layers
    (1, 20)

Networks with the same shape, data and optimiser train as one batch (a ``BatchedNetworks``); each
gets the steps that it would get alone. A network whose numbers overflow stops before that step,
with the layer named, and the others go on.

Numbers below 1.2e-38 count as zero: float32 still has some of them, without full precision, and
computing with those takes a processor about a hundred times as long.

Left out: batch sizes, schedules and regularisation (``core.train``).

References: Pascanu et al. 2013 (exploding gradients and clipping), He et al. 2015, figure 3.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import count

import numpy as np
import torch
from torch import Tensor
from torch.optim import Optimizer

from core.gradients.data import task
from core.gradients.network import Deep, Trace
from core.gradients.recording import Frame, Records, Track
from core.gradients.settings import Settings
from core.nn.activations import dead_units
from core.nn.batched import FlatParameters, clip, lengths
from core.nn.losses import metric, metric_name
from core.nn.optimisers import OPTIMISERS
from core.nn.random_streams import generator
from core.run import Stepping

STEPS = 1000


class Run(Stepping):
    """The networks of ``members`` by name, in training; follows ``core.run.Run``."""

    round_name = "epoch"

    def __init__(self, members: Mapping[str, Settings]) -> None:
        self.members = dict(members)
        self.settings = next(iter(self.members.values()))
        groups: dict[tuple, dict[str, Settings]] = {}
        for name, settings in self.members.items():
            groups.setdefault(_shared(settings), {})[name] = settings
        alone = len(self.members) == 1
        self._teams = [BatchedNetworks(group, alone=alone) for group in groups.values()]
        self.round = task(self.settings.data, self.settings.seed).round
        self.total = -(-STEPS // self.round) * self.round

    def advance(self) -> None:
        """One optimiser step of every network. Raises ``RuntimeError`` where all have finished."""
        super().advance()
        lost = [sentence for team in self._teams for sentence in team.lost.values()]
        if len(lost) == len(self.members):
            self.finished = " ".join(lost)

    def take_step(self) -> None:
        with _without_denormals():
            for team in self._teams:
                team.advance()

    def frame(self) -> Frame:
        """What has been measured so far. It does not change the run."""
        tracks = {track.name: track for team in self._teams for track in team.tracks()}
        return Frame(self.step, tuple(tracks[name] for name in self.members), self.finished)


class BatchedNetworks:
    """Networks that train as one batch: the same shape, data, optimiser, rate and clipping.

    ``lost`` has a sentence for each that overflowed, with its name unless it is ``alone``.
    """

    def __init__(self, members: Mapping[str, Settings], *, alone: bool = False) -> None:
        self._alone = alone
        self.names = tuple(members)
        self.members = tuple(members.values())
        self.shared = self.members[0]
        self.task = task(self.shared.data, self.shared.seed)
        self.network = Deep(self.members, self.task.inputs, self.task.outputs)
        self.weights, self.others = (
            FlatParameters(self.network.weights),
            FlatParameters(self.network.biases),
        )
        self._sizes = [weight[0].numel() for weight in self.network.weights]
        self._first = self.weights.values.clone()
        self._order = generator(self.shared.seed, "order")
        self._batches: list[tuple[Tensor, Tensor]] = []
        self.step = 0
        self.lost: dict[str, str] = {}
        self._records = [
            Records(STEPS + self.task.round, self.task.round, self.shared.depth)
            for _ in self.members
        ]
        self._moved = self._lengths(self.weights.values - self._first)
        self._measure()
        with _without_denormals():
            self._ahead: tuple | None = self._backward(0)
        self._first_gradient = self._ahead[2]

    @cached_property
    def _optimiser(self) -> Optimizer:
        """Not made before the first step, for the reason that ``core.train.run`` gives."""
        values = [self.weights.values, self.others.values]
        return OPTIMISERS[self.shared.optimiser](values, self.shared.learning_rate)

    @property
    def running(self) -> list[int]:
        """The places of the networks that have not overflowed."""
        return [place for place, name in enumerate(self.names) if name not in self.lost]

    def advance(self) -> None:
        """One step of all that are running; a network that overflows is stopped before it."""
        if not self.running:
            return
        batch = self.step % self.task.round
        trace, losses, gradient, length = self._ahead or self._backward(batch)
        self._ahead = None
        self._catch(trace, losses, gradient, length)
        if self.lost:
            self._hold([self.names.index(name) for name in self.lost])
        parts = (self.weights, self.others)
        if self.shared.clipping:
            clip(parts, self.shared.clipping)
        before = self.weights.values.clone()
        self._optimiser.step()
        change = self._lengths(self.weights.values - before) / self._own_lengths(before)
        for place in self.running:
            self._records[place].step(gradient[place], change[place], length[place].item())
        self.step += 1
        self._moved[self.running] = (
            self._lengths(self.weights.values - self._first) / self._own_lengths(self._first)
        )[self.running]
        if batch == self.task.round - 1:
            self._measure()

    def _backward(self, batch: int) -> tuple[Trace, Tensor, np.ndarray, Tensor]:
        """The next batch forward and back: what went through, losses, and lengths of gradients.

        The gradients wait where the optimiser finds them. Lengths are (models, L) and (models,).
        """
        if batch == 0:
            self._batches = self.task.batches(self._order)
        x, target = self._batches[batch]
        trace = self.network.trace(x.expand(len(self.members), -1, -1))
        losses = self.task.losses(trace.output, target)
        parts = (self.weights, self.others)
        gradients = iter(
            torch.autograd.grad(losses.sum(), [p for part in parts for p in part.parameters])
        )
        for part in parts:
            part.take([next(gradients) for _ in part.parameters])
        return trace, losses.detach(), self._lengths(self.weights.gradient), lengths(parts)

    def tracks(self) -> Iterator[Track]:
        """What was measured of each network so far."""
        rows = zip(
            self.names, self.members, self._records, self._moved, self._first_gradient, strict=True
        )
        for name, settings, records, moved, first in rows:
            yield records.track(
                name,
                settings,
                moved.copy(),
                first,
                metric_name(self.task.classes),
                self.lost.get(name),
            )

    def _measure(self) -> None:
        """Losses, score, silent and dead units over all rows, in evaluation mode, each epoch."""
        data, models = self.task.prepared, len(self.members)
        self.network.train(mode=False)
        with torch.inference_mode():
            rows = torch.cat([data.x_train, data.x_validation]).expand(models, -1, -1)
            trace = self.network.trace(rows)
            output = trace.output
            train, validation = output.split([len(data.x_train), len(data.x_validation)], dim=1)
            values = torch.stack(
                [
                    self.task.losses(train, self.task.target),
                    self.task.losses(validation, self.task.validation_target),
                    metric(validation, data.y_validation.expand(models, -1), self.task.classes),
                ]
            )
            # (models, N, units) a layer -> (models, units)
            dead = [self._dead(h) for h in trace.bent]
            silent = [(h == h[:, :1]).all(1) | off for h, off in zip(trace.bent, dead, strict=True)]
        silent_shares, dead_shares = _shares(silent), _shares(dead)
        self.network.train()
        for place in self.running:
            # What overflows in training is caught in the next step, and has no loss to draw.
            if self.step and not values[:2, place].isfinite().all():
                continue
            self._records[place].epoch(
                *values[:, place].tolist(),
                silent=silent_shares[place],
                dead=dead_shares[place],
            )

    def _dead(self, output: Tensor) -> Tensor:
        """Which units (models, units) of a layer are dead, by its outputs (models, N, units)."""
        return torch.stack(
            [dead_units(output[at], one.activation) for at, one in enumerate(self.members)]
        )

    def _lengths(self, values: Tensor) -> np.ndarray:
        """The length of each hidden layer's part of (models, weights): (models, L) float64."""
        parts = values.split(self._sizes, dim=1)[:-1]
        norms = [torch.linalg.vector_norm(p, dim=1, dtype=torch.float64) for p in parts]
        return torch.stack(norms, dim=1).numpy()

    def _own_lengths(self, values: Tensor) -> np.ndarray:
        """The same to divide by: 1 for a layer of zeros, whose change then counts as it is."""
        own = self._lengths(values)
        return np.where(own > 0, own, 1.0)

    def _catch(self, trace: Trace, losses: Tensor, gradient: np.ndarray, length: Tensor) -> None:
        """Note which networks overflow in this step, and where."""
        finite = (losses.isfinite() & length.isfinite()).tolist()
        for place in self.running:
            if not finite[place]:
                where = _overflow(trace, losses, gradient, place)
                who = "The network" if self._alone else self.names[place]
                self.lost[self.names[place]] = (
                    f"{who} overflowed at step {self.step + 1:,}: {where} is no "
                    f"longer a finite number. Try {_remedies(self.members[place], self.step)}."
                )

    def _hold(self, places: list[int]) -> None:
        """Take these networks' gradients away, so that they put no NaN into the optimiser."""
        for part in (self.weights, self.others):
            part.gradient[places] = 0.0


def _shared(settings: Settings) -> tuple:
    """What networks must have in common to train as one."""
    return (
        settings.depth,
        settings.width,
        settings.data,
        settings.seed,
        settings.optimiser,
        settings.learning_rate,
        settings.clipping,
    )


def _shares(masks: list[Tensor]) -> np.ndarray:
    """The share (models, L) of units in the masks (models, units) of L layers."""
    return torch.stack([mask.float().mean(1) for mask in masks], dim=1).numpy()


def _overflow(trace: Trace, losses: Tensor, gradient: np.ndarray, place: int) -> str:
    """Where the numbers of one network stop being finite: on the way forward, else back."""
    for layer, hidden in zip(count(1), trace.hidden, strict=False):
        if not hidden[place].isfinite().all():
            return f"an output of hidden layer {layer}"
    if not math.isfinite(losses[place]):
        return "the loss"
    broken = np.flatnonzero(~np.isfinite(gradient[place]))
    # The gradient comes from behind.
    return f"the gradient of hidden layer {broken[-1] + 1}" if len(broken) else "a gradient"


def _remedies(settings: Settings, steps: int) -> str:
    if not steps:  # the initial weights alone caused it
        return "smaller initial weights" + " or a normalisation" * (
            settings.normalisation == "none"
        )
    clipping = "gradient clipping, " * (not settings.clipping)
    return f"{clipping}a lower learning rate or smaller initial weights"


@contextmanager
def _without_denormals() -> Iterator[None]:
    """Treat the smallest numbers as zero, in this thread only, and restore the setting."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
