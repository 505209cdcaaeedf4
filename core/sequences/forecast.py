"""Forecasting: a recurrent network beside the last value and a linear fit, on the same windows.

    >>> run = Run(Settings(horizon=12))
    >>> run.advance()
    >>> run.frame().errors.shape
    (3, 12)

The first 70% of the series are for training, the rest for validation. All three see the same
past and answer the whole horizon at once; the network and the linear fit predict the change from
the last value, so that a trend does not leave what they know.

Left out: uncertainty, and several series at once.

References: Hyndman and Athanasopoulos 2021, "Forecasting", sections 5.2 (naive) and 5.8 (scaled
errors); Ben Taieb et al. 2012 (the whole horizon at once).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

from core.knobs import Knobs, choice, seed, slider
from core.nn.random_streams import generator
from core.run import Stepping, nbytes_of
from core.sequences.characters import initialise
from core.sequences.series import SERIES, Series, load
from core.sequences.through_time import KINDS, LAYERS

OWN = "your table"
SHARE = 0.7  # of the series, for training
BATCH = 32
EPOCHS = 60
WINDOWS = 7  # to train on, at least
NAIVE, LINEAR = "last value", "linear"


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one forecast follows from, but for a table of the learner's own."""

    series: str = choice("chaos (Mackey-Glass)", (*SERIES, OWN), label="Series")
    cell: str = choice("LSTM", KINDS[::-1], label="Cell")
    past: int = slider(
        24,
        low=4,
        high=48,
        step=4,
        label="Past (steps)",
        help="How many past steps each forecast sees.",
    )
    horizon: int = slider(
        12, low=1, high=24, label="Horizon (steps)", help="How many steps ahead to forecast."
    )
    units: int = choice(16, (4, 8, 16, 32, 64), label="Units")
    learning_rate: float = choice(0.01, (0.001, 0.003, 0.01, 0.03), label="Learning rate")
    seed: int = seed()


PRESETS: dict[str, Settings] = {
    "Chaos": Settings(),
    "Two seasons": Settings(series="two seasons"),
    "Trend": Settings(series="trend and season"),
    "Random walk": Settings(series="random walk"),
    "Short past": Settings(series="two seasons", past=4),
}


@dataclass(frozen=True, eq=False)
class Frame:
    """What there is to draw, in the series' own units.

    ``losses`` (2, epochs + 1) are mean squared errors of scaled values, training and validation;
    ``errors`` (models, horizon) mean absolute errors in validation; ``forecasts`` (models, horizon)
    those of one validation window that begins at ``start``.
    """

    step: int
    losses: np.ndarray
    models: tuple[str, ...]
    errors: np.ndarray
    start: int
    forecasts: np.ndarray
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory."""
        return nbytes_of(self)


def fitting(settings: Settings, count: int) -> tuple[Settings, str]:
    """Settings whose windows fit into a series of ``count`` values, and what was shortened.

    >>> fitting(Settings(), 36)[1]
    'In 36 values there is room for a past of 12 steps and a horizon of 6.'
    """
    cut = int(SHARE * count)
    horizon = min(settings.horizon, count - cut, (cut - WINDOWS) // 3)
    past = min(settings.past, (cut - WINDOWS - horizon) // 4 * 4)
    if (past, horizon) == (settings.past, settings.horizon):
        return settings, ""
    shortened = replace(settings, past=past, horizon=horizon)
    return shortened, (
        f"In {count} values there is room for a past of {past} steps and a horizon of {horizon}."
    )


def windows(values: Tensor, past: int, horizon: int) -> tuple[Tensor, Tensor]:
    """All windows: what is seen (W, past) and what comes (W, horizon), as changes from its last."""
    both = values.unfold(0, past + horizon, 1)  # (N,) -> (W, past + horizon)
    return both[:, :past], both[:, past:] - both[:, past - 1 : past]


class Forecaster(nn.Module):
    """A recurrent layer over the past and a linear readout of its last hidden state."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        # Torch's own first weights would come from its global random numbers.
        with torch.device("meta"):
            self.recurrent = LAYERS[settings.cell](1, settings.units, batch_first=True)
            self.readout = nn.Linear(settings.units, settings.horizon)
        self.to_empty(device="cpu")
        initialise(self, settings.units, generator(settings.seed, "weights"))

    def forward(self, past: Tensor) -> Tensor:
        """(W, past) -> (W, horizon), as changes from the last value."""
        hidden, _ = self.recurrent(past[..., None])
        return self.readout(hidden[:, -1])


class Run(Stepping):
    """A forecaster in training; follows ``core.run.Run``."""

    round_name, unit = "epoch", "epochs"

    def __init__(self, settings: Settings, series: Series | None = None) -> None:
        self.settings = settings
        self.series = series or load(settings.series, settings.seed)
        values = self.series.values
        self.cut = int(SHARE * len(values))
        # Scaled by the training part alone.
        self.mean = float(values[: self.cut].mean())
        # A series that is constant there is scaled by all of it.
        self.scale = float(values[: self.cut].std() or values.std()) or 1.0
        scaled = torch.tensor((values - self.mean) / self.scale, dtype=torch.float32)
        shape = (settings.past, settings.horizon)
        self._x, self._y = windows(scaled[: self.cut], *shape)
        # Past values may reach back into the training part, targets may not.
        self._x_held, self._y_held = windows(scaled[self.cut - settings.past :], *shape)
        self.network = Forecaster(settings)
        self._order = generator(settings.seed, "order")
        self._batches: list[Tensor] = []
        self.round = math.ceil(len(self._x) / BATCH)
        self.total = EPOCHS * self.round
        self._losses: list[tuple[float, float]] = []
        self._measure()

    @cached_property
    def _optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        return torch.optim.Adam(self.network.parameters(), self.settings.learning_rate)

    @cached_property
    def beyond(self) -> float:
        """The share of the validation part that lies outside all that training has seen."""
        known, later = np.split(self.series.values, [self.cut])
        return float(np.mean((later < known.min()) | (later > known.max())))

    @cached_property
    def linear(self) -> Tensor:
        """The least-squares forecast of the validation windows, (W, horizon)."""
        ones = torch.ones(len(self._x), 1)
        fit = torch.linalg.lstsq(
            torch.cat([self._x, ones], dim=1).double(), self._y.double(), driver="gelsd"
        ).solution
        past = torch.cat([self._x_held, torch.ones(len(self._x_held), 1)], dim=1)
        return (past.double() @ fit).float()

    def take_step(self) -> None:
        batch = self.step % self.round
        if batch == 0:
            order = torch.randperm(len(self._x), generator=self._order)
            self._batches = list(order.split(BATCH))
        rows = self._batches[batch]
        loss = F.mse_loss(self.network(self._x[rows]), self._y[rows])
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()

    def end_round(self) -> None:
        self._measure()
        if not math.isfinite(sum(self._losses[-1])):
            self.finished = "Diverged: the loss is no longer a number."

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        forecasts = {
            self.settings.cell: self._forecast,
            LINEAR: self.linear,
            NAIVE: torch.zeros_like(self._y_held),
        }
        window = len(self._x_held) // 2
        last = self._x_held[window, -1]
        return Frame(
            step=self.step,
            losses=np.array(self._losses).T,
            models=tuple(forecasts),
            errors=np.stack(
                [(f - self._y_held).abs().mean(dim=0).numpy() for f in forecasts.values()]
            )
            * self.scale,
            start=self.cut + window,
            forecasts=np.stack([(last + f[window]).numpy() for f in forecasts.values()])
            * self.scale
            + self.mean,
            finished=self.finished,
        )

    def _measure(self) -> None:
        with torch.inference_mode():
            train = F.mse_loss(self.network(self._x), self._y).item()
            self._forecast = self.network(self._x_held)
            self._losses.append((train, F.mse_loss(self._forecast, self._y_held).item()))
