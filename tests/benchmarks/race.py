"""How much faster cells and seeds learn a memory task side by side than one after another.

Work: RNN, GRU and LSTM with several seeds each, the task and the lag of the page's first picture,
in steps of all networks a second; neither side measures accuracies. References: the same networks
as torch's own layers with autograd, one after another; and the code of the race itself with one
network at a time.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from core.nn.random_streams import generator
from core.sequences.characters import initialise
from core.sequences.memory import BATCH, Member, layer_for
from core.sequences.memory_settings import Settings
from core.sequences.tasks import TASKS, draw
from tests.benchmarks.table import Line


def measure(*, seeds: int = 3, lag: int = 100, steps: int = 5, turns: int = 7) -> list[Line]:
    """All in turns with one another; medians."""
    settings = Settings(seeds=seeds, lag=lag)
    timed = {
        "batch": side_by_side(settings),
        "torch": one_after_another(settings),
        "same code": alone(settings),
    }
    rates: dict[str, list[float]] = {name: [] for name in timed}
    for step in timed.values():
        step()  # the first one also pays for what torch loads only once
    for _ in range(turns):
        for name, step in timed.items():
            begun = time.perf_counter()
            for _ in range(steps):
                step()
            rates[name].append(steps / (time.perf_counter() - begun))
    rate = {name: statistics.median(values) for name, values in rates.items()}
    what = f"3 cells x {seeds} seeds, lag {lag}"
    return [
        Line(f"{what}, against torch's layers in turn", rate["batch"], rate["torch"], "/s", "> 1"),
        Line(
            f"{what}, against the same code in turn", rate["batch"], rate["same code"], "/s", "> 1"
        ),
    ]


def side_by_side(settings: Settings) -> Callable[[], None]:
    """One step of all networks, as the page takes it."""
    members = [Member(settings, kind, bias) for _, kind, bias in settings.variants()]
    return stepping(settings, members, settings.seeds)


def alone(settings: Settings) -> Callable[[], None]:
    """The same code, each network by itself."""
    steps = []
    for seed in range(settings.seeds):
        single = Settings(**{**vars(settings), "seeds": 1, "seed": seed})
        for _, kind, bias in settings.variants():
            steps.append(stepping(single, [Member(single, kind, bias)], 1))

    def step() -> None:
        for one in steps:
            one()

    return step


def stepping(settings: Settings, members: list[Member], seeds: int) -> Callable[[], None]:
    """A step of these members, each seed on its own sequences."""
    optimiser = torch.optim.Adam(
        [p for member in members for p in member.parameters], settings.learning_rate
    )
    drawn = [batch(settings, seed) for seed in range(seeds)]
    x, y = torch.stack([x for x, _ in drawn], dim=1), torch.stack([y for _, y in drawn])

    def step() -> None:
        with torch.no_grad():
            for member in members:
                member.gradients(x, y)
                member.clip(settings.clipping)
            optimiser.step()

    return step


def one_after_another(settings: Settings) -> Callable[[], None]:
    """One step of each network with torch's own layer, autograd and Adam."""
    task = TASKS[settings.task]
    trained = []
    for seed in range(settings.seeds):
        x, y = batch(settings, seed)
        for _, kind, bias in settings.variants():
            rng = generator(seed, "weights")
            layer = layer_for(kind, task.inputs, settings.units, bias, settings.lag, rng)
            readout = nn.Linear(settings.units, task.outputs)
            initialise(readout, settings.units, rng)
            parameters = [*layer.parameters(), *readout.parameters()]
            optimiser = torch.optim.Adam(parameters, settings.learning_rate)
            trained.append((x, y, layer, readout, parameters, optimiser))

    def step() -> None:
        for x, y, layer, readout, parameters, optimiser in trained:
            hidden, _ = layer(x)
            optimiser.zero_grad()
            cross_entropy(readout(hidden[-1]), y).backward()
            nn.utils.clip_grad_norm_(parameters, settings.clipping)
            optimiser.step()

    return step


def batch(settings: Settings, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Sequences of the longest lag: (lag + 1, B, inputs) and (B,)."""
    drawn = draw(settings.task, np.full(BATCH, settings.lag), np.random.default_rng(seed))
    return torch.from_numpy(drawn.x), torch.from_numpy(drawn.y)
