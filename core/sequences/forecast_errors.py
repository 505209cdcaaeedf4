"""What the errors of a forecast in validation say: by horizon, by stretch, and as a band.

    >>> import torch
    >>> true = torch.zeros(40, 2)
    >>> Errors.of(true, true + 1, 3.0, np.zeros((40, 2), dtype=bool)).by_horizon.tolist()
    [3.0, 3.0]

Left out: errors that are squared or relative.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from torch import Tensor

WITHIN = 0.9  # share of the errors in a band
CERTAIN = 2.5  # standard errors that two models have to be apart
LEAST = 5  # stretches to judge by


@dataclass(frozen=True, eq=False)
class Errors:
    """Errors in the series' own units.

    ``by_horizon`` (horizon,) and ``stretches`` (S,) are mean absolute errors, the latter of windows
    that begin within one horizon; ``outside`` is that of values outside the training range;
    ``band`` (2, horizon) holds the middle 90% of true minus forecast.
    """

    by_horizon: np.ndarray
    stretches: np.ndarray
    outside: float
    band: np.ndarray

    @classmethod
    def of(cls, true: Tensor, forecast: Tensor, scale: float, outside: np.ndarray) -> Errors:
        """Of forecasts (W, horizon), in units of ``scale``; ``outside`` (W, horizon) is a mask."""
        errors = (forecast - true).abs()
        windows, horizon = errors.shape
        stretches = max(1, windows // horizon)
        by_window = errors.mean(dim=1).numpy()[: stretches * horizon]
        signed = np.sort((true - forecast).numpy(), axis=0) * scale
        beside = math.floor((1 - WITHIN) / 2 * (windows - 1) + 1e-9)  # 8 of 161 are 8.0
        return cls(
            errors.mean(dim=0).numpy() * scale,
            by_window.reshape(stretches, -1).mean(axis=1) * scale,
            float(errors.numpy()[outside].mean()) * scale if outside.any() else math.nan,
            signed[[beside, windows - 1 - beside]],
        )


def apart(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether errors in the same stretches, each (S,), differ by more than chance explains.

    The mean difference is compared with its own standard error, as Diebold and Mariano (1995) do;
    neighbouring windows share values, hence stretches.
    """
    differences = other - one
    if len(differences) < LEAST:
        return False
    error = differences.std(ddof=1) / math.sqrt(len(differences))
    return bool(abs(differences.mean()) > CERTAIN * error)
