"""Losses and metrics over the epochs, as they are measured and as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class History:
    """One row per measured epoch, from epoch 0 (the first weights) on: arrays of equal length.

    ``metric`` is the accuracy, or R² for a regression. ``learning_rate`` is the one that the
    next epoch trains with. Losses are without L1 and L2, so that runs can be compared.
    """

    epochs: np.ndarray
    train_loss: np.ndarray
    validation_loss: np.ndarray
    train_metric: np.ndarray
    validation_metric: np.ndarray
    learning_rate: np.ndarray

    def __len__(self) -> int:
        return len(self.epochs)

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self.columns().values())

    def columns(self) -> dict[str, np.ndarray]:
        """The columns by name, in the order of a table."""
        return {column.name: getattr(self, column.name) for column in fields(self)}

    def thinned(self, most: int) -> History:
        """A copy of at most ``most`` rows, evenly spread, with the first and the latest."""
        return History(**{name: column[thin(len(self), most)] for name, column in self.columns().items()})


def thin(length: int, most: int) -> np.ndarray:
    """At most ``most`` indices of ``length`` things, by an even stride, first and last included."""
    stride = max(1, -(-(length - 1) // (most - 1)))
    indices = np.arange(0, length, stride)
    return indices if indices[-1] == length - 1 else np.append(indices, length - 1)


class Recorder:
    """Collects the rows of a History while a run measures them."""

    def __init__(self, epochs: int) -> None:
        """Room for epoch 0 to ``epochs``."""
        names = [column.name for column in fields(History)]
        self._rows = {name: np.empty(epochs + 1, np.float32) for name in names}
        self._rows["epochs"] = np.arange(epochs + 1, dtype=np.int32)
        self._length = 0
