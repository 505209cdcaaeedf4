"""The record of a network in training: a row for each step and each layer.

Rows that are written never change, so that frames share them: a frame holds views that end at its
step.

Left out: how the numbers come about (``core.gradients.training``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.gradients.settings import Settings


@dataclass(frozen=True, eq=False)
class Track:
    """One network up to a step: S steps, L hidden layers, E measured epochs (the start is one).

    ``gradient`` (S, L) are the lengths of each layer's weights' gradient, before clipping,
    ``first_gradient`` (L,) float64 those of the first batch, before any step, and ``length`` (S,)
    those of the whole gradient; ``ratio`` (S, L) is the length of a step relative to that
    of the weights, ``moved`` (L,) float64 their distance from the initial weights, relative to the
    initial length. ``epochs`` (E,) are the steps at which the losses and the validation ``score``
    (E,) were measured. ``dead`` (E, L) is the share of units that are off for every row of the data
    (``dead_units``), ``silent`` (E, L) the share that are dead or put out the same for every row.
    The rest is float32. ``lost`` says where it overflowed, if it did.
    """

    name: str
    settings: Settings
    gradient: np.ndarray
    ratio: np.ndarray
    length: np.ndarray
    moved: np.ndarray
    first_gradient: np.ndarray
    epochs: np.ndarray
    train_loss: np.ndarray
    validation_loss: np.ndarray
    score: np.ndarray
    silent: np.ndarray
    dead: np.ndarray
    metric_name: str
    lost: str | None

    @property
    def latest_gradient(self) -> np.ndarray:
        """(L,) of the last step, or where none was taken, of the first batch."""
        return self.gradient[-1] if len(self.gradient) else self.first_gradient


@dataclass(frozen=True, eq=False)
class Frame:
    """All networks at one step."""

    step: int
    tracks: tuple[Track, ...]
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What it keeps beyond the records that all frames share."""
        return sum(track.moved.nbytes for track in self.tracks)


class Records:
    """Collects the rows of one network, with room for ``steps`` of them."""

    def __init__(self, steps: int, round: int, layers: int) -> None:
        self._layers = np.empty((2, steps, layers), np.float32)
        self._length = np.empty(steps, np.float32)
        self._epochs = np.empty((4, steps // round + 2), np.float32)
        self._units = np.empty((2, steps // round + 2, layers), np.float32)
        self._steps = self._measured = 0

    def step(self, gradient: np.ndarray, ratio: np.ndarray, length: float) -> None:
        """The next step: two rows (L,) and the length of the whole gradient."""
        with np.errstate(over="ignore"):
            self._layers[:, self._steps] = gradient, ratio
            self._length[self._steps] = length
        self._steps += 1

    def epoch(
        self,
        train_loss: float,
        validation_loss: float,
        score: float,
        *,
        silent: np.ndarray,
        dead: np.ndarray,
    ) -> None:
        """What was measured after the latest step; ``silent`` and ``dead`` are (L,)."""
        self._epochs[:, self._measured] = self._steps, train_loss, validation_loss, score
        self._units[:, self._measured] = silent, dead
        self._measured += 1

    def track(
        self,
        name: str,
        settings: Settings,
        moved: np.ndarray,
        first_gradient: np.ndarray,
        metric: str,
        lost: str | None,
    ) -> Track:
        """Everything so far, as views."""
        gradient, ratio = self._layers[:, : self._steps]
        epochs, train, validation, score = self._epochs[:, : self._measured]
        silent, dead = self._units[:, : self._measured]
        length = self._length[: self._steps]
        return Track(
            name,
            settings,
            gradient,
            ratio,
            length,
            moved,
            first_gradient,
            epochs,
            train,
            validation,
            score,
            silent,
            dead,
            metric,
            lost,
        )
