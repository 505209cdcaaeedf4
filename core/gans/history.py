"""The measurements of a game, round by round."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Measure:
    """One measurement. Losses are means over the iterations since the one before.

    ``real_accuracy`` and ``fake_accuracy`` are the shares of points that the discriminator is right
    about; ``generator_gradient`` is the median length of the generator's gradient on a fake point;
    ``centre_x`` and ``centre_y`` are the middle of the same noise's points, and ``drift`` how far
    it has moved since the measurement before, all in standard deviations of the real ones;
    ``variety`` is the spread of all fake points over that of all real ones; ``covered`` and
    ``good`` are NaN where there are no modes; ``score_gap`` and ``earth_mover``, both NaN but for
    WGAN-GP, are how much higher D scores real points than fake ones, and their exact Wasserstein
    distance.
    """

    step: float
    discriminator_loss: float
    generator_loss: float
    real_accuracy: float
    fake_accuracy: float
    generator_gradient: float
    centre_x: float
    centre_y: float
    drift: float
    variety: float
    wasserstein: float
    mmd: float
    covered: float
    good: float
    score_gap: float
    earth_mover: float


@dataclass(frozen=True, eq=False)
class History:
    """Measurements in a row: every field of ``Measure`` as an array (M,) float32."""

    step: np.ndarray
    discriminator_loss: np.ndarray
    generator_loss: np.ndarray
    real_accuracy: np.ndarray
    fake_accuracy: np.ndarray
    generator_gradient: np.ndarray
    centre_x: np.ndarray
    centre_y: np.ndarray
    drift: np.ndarray
    variety: np.ndarray
    wasserstein: np.ndarray
    mmd: np.ndarray
    covered: np.ndarray
    good: np.ndarray
    score_gap: np.ndarray
    earth_mover: np.ndarray

    @classmethod
    def of(cls, measures: list[Measure], most: int) -> History:
        """At most about ``most`` measurements, evenly picked; the latest is always there."""
        return cls(**columns(measures, most))

    def __len__(self) -> int:
        return len(self.step)

    @property
    def nbytes(self) -> int:
        return sum(getattr(self, field.name).nbytes for field in fields(self))


def columns(measures: list[Any], most: int) -> dict[str, np.ndarray]:
    """Each field of some measurements, of one dataclass, as an array (M,) float32 by its name.

    At most about ``most`` of them, evenly picked; the latest is always there.
    """
    stride = max(1, -(-len(measures) // most))
    picked = measures[(len(measures) - 1) % stride :: stride]
    names = [field.name for field in fields(measures[0])]
    # As dataclasses.astuple gives them, but without its deep copies.
    table = np.array([*map(attrgetter(*names), picked)], np.float32)
    return dict(zip(names, np.ascontiguousarray(table.T), strict=True))
