"""One picture's worth of numbers of a convolutional network in training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.train.history import History


@dataclass(frozen=True, eq=False)
class Frame:
    """What there is to draw after ``step`` optimiser steps.

    ``filters`` (units, C, rows, columns) are the weights of the first layer. ``maps`` has what each
    block hands to its pooling for the ``example``, (filters, rows, columns) float16; it is empty
    for a fully connected network. ``probabilities`` (classes,) are of that example.
    ``confusion_validation`` (classes, classes) counts held-out images of a true class by predicted
    class. All frames of a run share ``example`` (C, H, W).
    """

    step: int
    epoch: int
    history: History
    finished: str | None
    filters: np.ndarray
    maps: tuple[np.ndarray, ...]
    probabilities: np.ndarray
    confusion_validation: np.ndarray
    example: np.ndarray
    truth: int
    metric_name: str = "accuracy"

    @cached_property
    def nbytes(self) -> int:
        """The bytes of all arrays but the example's, which all frames share."""
        own = (self.filters, self.probabilities, self.confusion_validation, *self.maps)
        return self.history.nbytes + sum(array.nbytes for array in own)
