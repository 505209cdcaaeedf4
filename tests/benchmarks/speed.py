"""How fast the core trains, in model-epochs a second, without any browser.

Work: 250 training points in batches of 10, [2, 8, 8, 8, 1], Adam. References: the same network
as a plain ``nn.Sequential`` in the usual loop. For the race that loop trains one model and
measures nothing; for the single run it also measures, after each epoch, what a run measures: loss
and accuracy on both parts of the data.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from core import train
from core.train.settings import Settings
from tests.benchmarks.table import Line

SETTINGS = Settings(samples=500, train_share=50, hidden=(8, 8, 8), batch_size=10, epochs=5000)
RACE = train.RaceSettings(activations=("ReLU", "sigmoid", "tanh", "softplus"), seeds=8)


def measure(*, epochs: int = 20, turns: int = 7) -> list[Line]:
    """The race of 32 and the single run, each in turns with its reference; medians."""
    race, run = train.Race(SETTINGS, RACE), train.Run(SETTINGS)
    plain, measuring = loop(measured=False), loop(measured=True)
    models = len(race.members)

    def rounds(of: train.Race | train.Run) -> Callable[[], None]:
        def one() -> None:
            for _ in range(of.round):
                of.advance()

        return one

    timed = {"race": rounds(race), "plain": plain, "run": rounds(run), "measuring": measuring}
    rates: dict[str, list[float]] = {name: [] for name in timed}
    for epoch in timed.values():
        epoch()  # the first one also pays for what torch loads only once
    for _ in range(turns):
        for name, epoch in timed.items():
            begun = time.perf_counter()
            for _ in range(epochs):
                epoch()
            rates[name].append(epochs / (time.perf_counter() - begun))
    rate = {name: statistics.median(values) for name, values in rates.items()}
    unit = "model-epochs/s"
    return [
        Line(
            f"race of {models} against one plain model",
            models * rate["race"],
            rate["plain"],
            unit,
            "≥ 20",
        ),
        Line(
            "single run against a plain loop that measures",
            rate["run"],
            rate["measuring"],
            unit,
            "≥ 0.9",
        ),
    ]


def loop(*, measured: bool) -> Callable[[], None]:
    """One epoch of plain PyTorch on the same data, to be called again and again."""
    data = train.Run(SETTINGS).prepared
    x, y = data.x_train, data.y_train.float()[:, None]
    x_validation, y_validation = data.x_validation, data.y_validation.float()[:, None]
    layers: list[nn.Module] = []
    sizes = (x.shape[1], *SETTINGS.hidden)
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.Tanh()]
    model = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))
    optimiser = torch.optim.Adam(model.parameters(), lr=SETTINGS.learning_rate)
    order = torch.Generator().manual_seed(0)
    history: list[tuple[float, ...]] = []

    def epoch() -> None:
        shuffled = torch.randperm(len(x), generator=order)
        for batch in shuffled.split(SETTINGS.batch_size):
            optimiser.zero_grad()
            binary_cross_entropy_with_logits(model(x[batch]), y[batch]).backward()
            optimiser.step()
        if measured:
            with torch.no_grad():
                for inputs, targets in ((x, y), (x_validation, y_validation)):
                    output = model(inputs)
                    loss = binary_cross_entropy_with_logits(output, targets).item()
                    accuracy = ((output > 0) == (targets > 0.5)).float().mean().item()
                    history.append((loss, accuracy))

    return epoch
