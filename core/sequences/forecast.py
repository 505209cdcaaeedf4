"""Forecasting: a recurrent network beside simple forecasts, on the same windows.

    >>> run = Run(Settings(series="two seasons"))
    >>> run.advance()
    >>> frame = run.frame()
    >>> frame.models, frame.errors.shape
    (('LSTM', 'linear', 'last value', 'last season'), (4, 12))

The first 70% of the series are for training, the rest for validation. The network and the linear
fit see the same past and predict the whole horizon at once, as changes from the last value, so that
a trend does not take the targets out of the range of training. The simple forecasts repeat the last
value, or the last season where there is one, which may lie further back than the past.

Left out: several series at once, and a model of the uncertainty: a forecast's band shows the errors
in validation.

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
from core.sequences.forecast_errors import Errors
from core.sequences.season import find_season, repeated
from core.sequences.series import SERIES, Series, load
from core.sequences.through_time import KINDS, LAYERS

OWN = "your table"
SHARE = 0.7  # of the series, for training
BATCH = 32
EPOCHS = 60
WINDOWS = 7  # to train on, at least
NAIVE, LINEAR, SEASONAL = "last value", "linear", "last season"


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
    ``absolute`` (epochs + 1,) the network's mean absolute errors in validation; ``errors``
    (models, horizon) those of all models now; ``stretches`` (models, S) the same in parts of the
    validation that follow one another; ``outside`` (models,) the same of the values that lie
    outside the training range, NaN without any. ``forecasts`` (models, horizon) are those of one
    validation window that begins at ``start``, ``future`` (models, horizon) those of what comes
    after the series. ``band`` (2, horizon) are the ends of the middle 90% of the errors in
    validation (true minus forecast) of the model that is ``best``.
    """

    step: int
    losses: np.ndarray
    absolute: np.ndarray
    models: tuple[str, ...]
    errors: np.ndarray
    stretches: np.ndarray
    outside: np.ndarray
    start: int
    forecasts: np.ndarray
    future: np.ndarray
    band: np.ndarray
    finished: str | None

    @property
    def best(self) -> int:
        """The place of the model with the lowest error over the horizon."""
        return int(self.errors.mean(axis=1).argmin())

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


def scaling(values: np.ndarray, cut: int) -> tuple[float, float]:
    """The mean and standard deviation of the first ``cut`` values, which are for training.

    Where these are constant, the standard deviation is that of all values, or 1.
    """
    known = values[:cut]
    # A constant such as 0.1 has a standard deviation of about 1e-17 instead of 0.
    varying = known if np.ptp(known) else values
    return float(known.mean()), float(varying.std()) if np.ptp(varying) else 1.0


def windows(values: Tensor, past: int, horizon: int) -> tuple[Tensor, Tensor]:
    """All windows: the past (W, past) and what follows (W, horizon), as changes from its end."""
    both = values.unfold(0, past + horizon, 1)  # (N,) -> (W, past + horizon)
    return both[:, :past], both[:, past:] - both[:, past - 1 : past]


class Forecaster(nn.Module):
    """A recurrent layer over the past and a linear readout of its last hidden state."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        # Torch would draw the initial weights from its global random numbers.
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
        self.mean, self.scale = scaling(values, self.cut)
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
        self.season = find_season(values[: self.cut], settings.horizon, self.series.step)
        self._scaled = scaled
        self._losses: list[tuple[float, float]] = []
        self._absolute: list[float] = []
        self._measure()

    @cached_property
    def _optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        return torch.optim.Adam(self.network.parameters(), self.settings.learning_rate)

    @cached_property
    def _beyond(self) -> np.ndarray:
        """Which values of the validation part lie outside the training range, (N - cut,)."""
        known, later = np.split(self.series.values, [self.cut])
        return (later < known.min()) | (later > known.max())

    @property
    def beyond(self) -> float:
        """The share of the validation part that lies outside the training range."""
        return float(self._beyond.mean())

    @cached_property
    def linear(self) -> Tensor:
        """The least-squares forecast of the validation windows, (W, horizon)."""
        return self._by_line(self._x_held)

    def _by_line(self, past: Tensor) -> Tensor:
        """The least-squares forecast of what follows each ``past``, (W, past) -> (W, horizon)."""
        return (_with_one(past) @ self._line).float()

    @cached_property
    def _line(self) -> Tensor:
        return torch.linalg.lstsq(_with_one(self._x), self._y.double(), driver="gelsd").solution

    def _by_season(self, origins: np.ndarray) -> Tensor:
        """The last season again, (W, horizon), as changes from the value before each origin."""
        assert self.season is not None
        scaled = self._scaled.numpy()
        again = repeated(scaled, self.season.period, origins, self.settings.horizon)
        return torch.from_numpy(again - scaled[origins - 1, None])

    @cached_property
    def _simple(self) -> dict[str, tuple[Tensor, Tensor]]:
        """The simple models' forecasts of the validation windows and of what comes after."""
        last = self._scaled[None, -self.settings.past :]
        found = {
            LINEAR: (self.linear, self._by_line(last)),
            NAIVE: (torch.zeros_like(self._y_held), torch.zeros(1, self.settings.horizon)),
        }
        if self.season is not None:
            count = len(self.series.values)
            held = self.cut + np.arange(len(self._x_held))
            found[SEASONAL] = self._by_season(held), self._by_season(np.array([count]))
        return found

    @cached_property
    def _simple_errors(self) -> list[Errors]:
        return [self._errors_of(held) for held, _ in self._simple.values()]

    def _errors_of(self, forecast: Tensor) -> Errors:
        return Errors.of(self._y_held, forecast, self.scale, self._outside)

    @cached_property
    def _outside(self) -> np.ndarray:
        """Which targets in validation lie outside the training range, (W, horizon)."""
        return np.lib.stride_tricks.sliding_window_view(self._beyond, self.settings.horizon)

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
        window = len(self._x_held) // 2
        last, very_last = self._x_held[window, -1], self._scaled[-1]
        simple = list(self._simple.values())
        forecasts = [self._forecast[window], *(held[window] for held, _ in simple)]
        future = [self._future, *(after[0] for _, after in simple)]
        errors = [self._errors, *self._simple_errors]
        by_horizon = np.stack([one.by_horizon for one in errors])
        return Frame(
            step=self.step,
            losses=np.array(self._losses).T,
            absolute=np.array(self._absolute),
            models=(self.settings.cell, *self._simple),
            errors=by_horizon,
            stretches=np.stack([one.stretches for one in errors]),
            outside=np.array([one.outside for one in errors]),
            start=self.cut + window,
            forecasts=self._in_units(last, forecasts),
            future=self._in_units(very_last, future),
            band=errors[int(by_horizon.mean(axis=1).argmin())].band,
            finished=self.finished,
        )

    def _in_units(self, last: Tensor, changes: list[Tensor]) -> np.ndarray:
        """Changes from a value, each (horizon,), in the series' own units, (models, horizon)."""
        return np.stack([(last + one).numpy() for one in changes]) * self.scale + self.mean

    def _measure(self) -> None:
        with torch.inference_mode():
            train = F.mse_loss(self.network(self._x), self._y).item()
            self._forecast = self.network(self._x_held)
            self._future = self.network(self._scaled[None, -self.settings.past :])[0]
            self._losses.append((train, F.mse_loss(self._forecast, self._y_held).item()))
            self._errors = self._errors_of(self._forecast)
            self._absolute.append(float(self._errors.by_horizon.mean()))


def _with_one(past: Tensor) -> Tensor:
    """(W, past) -> (W, past + 1) float64, with a column for the constant."""
    return torch.cat([past, torch.ones(len(past), 1)], dim=1).double()
