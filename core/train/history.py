"""Losses and metrics over the epochs: as they are measured, and thinned for drawing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np


@dataclass(frozen=True, eq=False)
class History:
    """One row per measured epoch, from 0 (the initial weights) on: columns of equal length (E,).

    The metrics are the accuracy, or R² for a regression. ``learning_rate`` is the one of
    the epoch's steps, NaN for epoch 0, which has none. Losses are without L1 and L2, so that runs
    can be compared.
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
        """The bytes of all columns."""
        return sum(column.nbytes for column in self.columns().values())

    def columns(self) -> dict[str, np.ndarray]:
        """The columns by name, in the order of a table."""
        return {column.name: getattr(self, column.name) for column in fields(self)}

    def until(self, epoch: int) -> History:
        """The rows up to ``epoch``; only for a history that has not been thinned."""
        return History(*(column[: epoch + 1] for column in self.columns().values()))

    def thinned(self, most: int) -> History:
        """A copy with at most ``most`` rows, see ``thin``."""
        rows = thin(len(self), most)
        return History(*(column[rows] for column in self.columns().values()))


class Measured(Protocol):
    """A frame of any run that measures itself after each epoch: what its curves are drawn from.

    ``confusion_validation`` (classes, classes) counts validation examples of a true class by
    predicted class; None where there are no classes.
    """

    @property
    def epoch(self) -> int:
        """The number of whole epochs done."""

    @property
    def history(self) -> History:
        """What was measured up to here."""

    @property
    def metric_name(self) -> str:
        """What the metric in the history is called."""

    @property
    def confusion_validation(self) -> np.ndarray | None:
        """The counts at this step."""


def brief(number: float, digits: int = 2) -> str:
    """A loss or R², in notes and sentences alike: with ``digits`` decimals, or if huge as 7e+35."""
    return f"{number:.{digits}f}" if not abs(number) >= 1000 else f"{number:.1e}"


def thin(length: int, most: int) -> np.ndarray:
    """At most ``most`` indices into ``length`` rows, evenly spread, with the first and the last."""
    stride = max(1, -(-(length - 1) // (most - 1)))
    rows = np.arange(0, length, stride)
    return rows if rows[-1] == length - 1 else np.append(rows, length - 1)


class Recorder:
    """Collects the rows of a History while a run measures them, with room for all its epochs."""

    def __init__(self, epochs: int) -> None:
        self._epochs = np.arange(epochs + 1, dtype=np.int32)
        self._rows = np.empty((len(fields(History)) - 1, epochs + 1), np.float32)
        self._length = 0

    def append(self, *row: float) -> None:
        """The next epoch's values: all columns of a History but ``epochs``, in their order."""
        self._rows[:, self._length] = row
        self._length += 1

    def history(self) -> History:
        """All rows so far. The columns are views; rows once measured never change."""
        return History(self._epochs[: self._length], *self._rows[:, : self._length])
