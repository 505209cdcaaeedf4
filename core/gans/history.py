"""What a game measured of itself, round by round."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np


@dataclass(frozen=True)
class Measure:
    """One measurement. Losses are means over the iterations since the one before.

    ``real_accuracy`` and ``fake_accuracy`` are the shares of points that the discriminator is
    right about; ``pull`` is the median length of the generator's gradient on a fake point;
    ``sway`` how far the middle of the same noise's points has moved since the measurement before,
    in standard deviations of the real ones;
    ``variety`` is the spread of all fake points over that of all real ones;
    ``covered`` and ``good`` are NaN where there are no modes.
    """

    step: float
    discriminator_loss: float
    generator_loss: float
    real_accuracy: float
    fake_accuracy: float
    pull: float
    sway: float
    variety: float
    wasserstein: float
    discrepancy: float
    covered: float
    good: float


# What dataclasses.astuple gives, without its deep copies.
VALUES = attrgetter(*(field.name for field in fields(Measure)))


@dataclass(frozen=True, eq=False)
class History:
    """Measurements in a row: every field of ``Measure`` as an array (M,) float32."""

    step: np.ndarray
    discriminator_loss: np.ndarray
    generator_loss: np.ndarray
    real_accuracy: np.ndarray
    fake_accuracy: np.ndarray
    pull: np.ndarray
    sway: np.ndarray
    variety: np.ndarray
    wasserstein: np.ndarray
    discrepancy: np.ndarray
    covered: np.ndarray
    good: np.ndarray

    @classmethod
    def of(cls, measures: list[Measure], most: int) -> History:
        """At most about ``most`` measurements, evenly picked; the latest is always there."""
        stride = max(1, -(-len(measures) // most))
        picked = measures[(len(measures) - 1) % stride :: stride]
        table = np.array([VALUES(one) for one in picked], np.float32)
        return cls(*np.ascontiguousarray(table.T))

    def __len__(self) -> int:
        return len(self.step)

    @property
    def nbytes(self) -> int:
        return sum(getattr(self, field.name).nbytes for field in fields(self))
