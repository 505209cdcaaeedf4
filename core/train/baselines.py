"""What a network's numbers are compared with: guessing, a linear fit, the sizes of the inputs.

Left out: how the best possible score of a toy set is found (``core.data.best_possible``).

References: Hastie, Tibshirani & Friedman 2009, "The Elements of Statistical Learning", 4.3
(linear discriminant analysis).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from torch import Tensor

from core.data.preprocessing import FEATURES, Inputs, Prepared
from core.nn.losses import Objective, metric, outputs_for

FITTED = 0.8  # of the gain from guessing to the best possible score: less is underfit


@dataclass(frozen=True)
class Guess:
    """The best that a constant output does on the training data, without looking at the inputs.

    ``score`` is the accuracy of always naming the most frequent class, or 0, the R² of the mean.
    """

    loss: float
    score: float


@dataclass(frozen=True)
class Baselines:
    """What the scores of a run are compared with.

    ``best`` is the best possible score where it is known, None where not. ``classes`` is 0 for a
    regression. ``validation_rows`` is the number of points behind a validation score.
    """

    guess: Guess
    best: float | None
    classes: int
    validation_rows: int

    @property
    def possible_gain(self) -> float:
        """The best possible score, or 1 where that is not known, minus the score of guessing."""
        return (1.0 if self.best is None else self.best) - self.guess.score

    @property
    def least_fit(self) -> float:
        """The lowest score on the training data that does not count as underfit."""
        return self.guess.score + FITTED * self.possible_gain


def guess(objective: Objective, y: Tensor, classes: int) -> Guess:
    """Guessing on the targets ``y`` (N,), by the loss of ``objective``.

    The constants tried are the logarithms of the class frequencies, the most frequent class by a
    margin of 1, and zero: for each loss, one of them is the best constant or close to it.
    """
    targets = objective.encode(y, classes)
    if not classes:
        return Guess(objective.error(y.mean().expand(len(y), 1), targets, "mean").item(), 0.0)
    shares = y.bincount(minlength=classes) / len(y)
    logs = shares.clamp(min=1e-6).log()
    if classes == 2:
        constants = [(logs[1] - logs[0])[None], *torch.tensor([[0.0], [1.0], [-1.0]])]
    else:
        wins = torch.eye(classes)[shares.argmax()]
        constants = [logs, torch.zeros(classes), wins]
    losses = [
        objective.error(one.expand(len(y), outputs_for(classes)), targets, "mean").item()
        for one in constants
    ]
    return Guess(min(losses), shares.max().item())


def linear_score(x: Tensor, y: Tensor, classes: int) -> float:
    """How well a linear map fits ``x`` (N, inputs), on the same rows: the accuracy or R².

    Straight borders come from linear discriminant analysis, numbers from least squares.
    """
    x = x.double() - x.double().mean(dim=0)
    if not classes:
        wanted = y.double() - y.double().mean()
        return metric((x @ (torch.linalg.pinv(x) @ wanted))[:, None], wanted, 0).item()
    counts = y.bincount(minlength=classes)
    one_hot = torch.eye(classes, dtype=torch.float64)[y]  # (N, classes)
    means = one_hot.T @ x / counts.clamp(min=1)[:, None]  # (classes, inputs)
    within = x - means[y]
    # The pseudoinverse, since inputs may repeat each other.
    directions = torch.linalg.pinv(within.T @ within / len(x), hermitian=True) @ means.T
    scores = x @ directions - (means.T * directions).sum(dim=0) / 2 + (counts / len(x)).log()
    return (scores.argmax(dim=1) == y).double().mean().item()


def helpful_features(prepared: Prepared, least: float) -> tuple[tuple[str, ...], float] | None:
    """The fewest input features that lift a linear fit to the score ``least``, and its score.

    One or two of ``FEATURES``, only for data of two features; None where no two are enough.
    """
    if not prepared.inputs.features:
        return None
    classes = len(prepared.dataset.class_names)
    scores = {
        added: linear_score(
            _rows(prepared, (*prepared.inputs.features, *added)), prepared.y_train, classes
        )
        for added in _candidates(prepared.inputs.features)
    }
    for count in (1, 2):
        of_this_size = {added: score for added, score in scores.items() if len(added) == count}
        best = max(of_this_size, key=lambda added: of_this_size[added], default=None)
        if best and of_this_size[best] >= least:
            return best, of_this_size[best]
    return None


def _candidates(present: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    absent = [name for name in FEATURES if name not in present]
    for count in (1, 2):
        yield from combinations(absent, count)


def _rows(prepared: Prepared, features: tuple[str, ...]) -> Tensor:
    """The training rows with these features, unscaled: a linear fit does not depend on scale."""
    nothing = np.zeros(len(features)), np.ones(len(features))
    return Inputs(features, *nothing)(prepared.raw_train)


def input_sizes(x: Tensor) -> tuple[float, float]:
    """The smallest and the largest root mean square among the inputs ``x`` (N, inputs).

    Inputs that are zero throughout do not count; standardised inputs all have size 1.
    """
    sizes = x.double().square().mean(dim=0).sqrt()
    sizes = sizes[sizes > 0]
    return (sizes.min().item(), sizes.max().item()) if len(sizes) else (1.0, 1.0)
