"""The season of a series, from its dates or from its own values, and the forecast that repeats it.

    >>> found = find_season(np.tile([3.0, 1, 4, 1, 5, 9, 2, 6], 12), horizon=4)
    >>> found.period, repeated(np.arange(10.0), 3, [9], 4).tolist()
    (8, [[6.0, 7.0, 8.0, 6.0]])

Only the training part is searched. Dates say how long a season is, else the autocorrelation does.
Of several candidates, the one whose repetition has the lowest error there is taken.

Left out: several seasons at once, and seasons whose length changes.

References: Hyndman and Athanasopoulos 2021, "Forecasting", section 5.2 (seasonal naive).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from core.sequences.dates import Step

PEAKS = 5  # of the autocorrelation, that are tried
CHANCE = 0.01  # of finding a season in noise
SHARE = 1 / 3  # of the training part, that a season can take


@dataclass(frozen=True)
class Season:
    """``period`` in steps; ``passed`` is such as "a year" where the dates say it."""

    period: int
    passed: str = ""
    correlation: float = 0.0
    """Of the changes from step to step with those a period before."""


def find_season(values: np.ndarray, horizon: int, step: Step | None = None) -> Season | None:
    """The season of ``values``, (N,); None where nothing speaks for one.

    It is what the calendar suggests for ``step``. Without that it is a peak of the autocorrelation
    of the changes, if noise would hardly reach it and its repetition beats the last value.
    """
    longest = len(values) - horizon
    named = {p: words for p, words in (step.seasons if step else {}).items() if p < longest}
    if named:
        period = min(named, key=lambda one: _error(values, one, horizon))
        return Season(period, named[period])
    changes = autocorrelation(np.diff(values))
    # A period of one step repeats the last value.
    period = min([1, *_peaks(changes[:longest])], key=lambda one: _error(values, one, horizon))
    return Season(period, correlation=float(changes[period])) if period > 1 else None


def repeated(
    values: np.ndarray, period: int, origins: Sequence[int] | np.ndarray, horizon: int
) -> np.ndarray:
    """Forecasts from each place in ``origins`` on: what came ``period`` steps before.

    ``values`` is (N,); returns (origins, horizon). Beyond one period, the last one repeats again.
    """
    ahead = np.arange(horizon)
    back = ahead - period * (ahead // period + 1)
    return values[np.asarray(origins)[:, None] + back]


def autocorrelation(values: np.ndarray) -> np.ndarray:
    """Of lags 0 to N - 1, (N,); zero where the values do not change."""
    centred = values - values.mean()
    power = np.abs(np.fft.rfft(centred, 2 * len(centred))) ** 2
    products = np.fft.irfft(power)[: len(centred)]
    return products / products[0] if products[0] > 0 else np.zeros(len(centred))


def _peaks(correlation: np.ndarray) -> list[int]:
    """The lags of the highest peaks that noise would hardly reach."""
    most = int(SHARE * len(correlation))
    inner = correlation[2:most]
    by_chance = NormalDist().inv_cdf(1 - CHANCE / max(1, len(inner)))
    is_peak = inner > by_chance / np.sqrt(len(correlation))
    is_peak &= (inner > correlation[1 : most - 1]) & (inner >= correlation[3 : most + 1])
    lags = 2 + np.flatnonzero(is_peak)
    return [int(lag) for lag in lags[np.argsort(-correlation[lags], kind="stable")][:PEAKS]]


def _error(values: np.ndarray, period: int, horizon: int) -> float:
    """The mean absolute error of repeating the last period, wherever that can be done."""
    origins = np.arange(period, len(values) - horizon + 1)
    coming = np.lib.stride_tricks.sliding_window_view(values, horizon)[origins]
    return float(np.abs(repeated(values, period, origins, horizon) - coming).mean())
