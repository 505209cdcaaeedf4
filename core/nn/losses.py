"""A network's task: its outputs, its loss, and the prediction that follows from the outputs.

One convention for all tasks. Numbers: one output, squared error, in units of the target's standard
deviation. Two classes: one output z, positive for the second class. More classes: one output
(score) per class, the largest wins. Cross-entropy and squared error judge the probability that
the outputs stand for (sigmoid or softmax); hinge judges the scores themselves and asks for a
margin of 1.

References: Brier 1950 (squared error of a probability), Cortes & Vapnik 1995 and Crammer &
Singer 2001 (hinge for two and for many classes).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Objective:
    """A task with its loss; every function takes all examples at once.

    ``encode(y, classes)`` gives the target that ``error(output, target, reduction)`` wants, with
    ``reduction`` "mean" or "none" as in torch. ``opinion(output)`` is what a map shows: (N,) in
    [-1, 1] for two classes, the winner's lead (N,) in [0, 1] for more, the value for numbers.
    """

    encode: Callable[[Tensor, int], Tensor]
    error: Callable[[Tensor, Tensor, str], Tensor]
    opinion: Callable[[Tensor], Tensor]


def _signs(y: Tensor, _classes: int) -> Tensor:
    return 2 * _column(y, 2) - 1


def _column(y: Tensor, _classes: int) -> Tensor:
    return y.float()[:, None]  # (N,) -> (N, 1), the shape of the output


def _one_hot(y: Tensor, classes: int) -> Tensor:
    return F.one_hot(y, classes).float()  # (N,) -> (N, classes)


def _classes(y: Tensor, _classes: int) -> Tensor:
    return y


def _hinge(z: Tensor, sign: Tensor, reduction: str) -> Tensor:
    # max(0, 1 - sign · z): torch's ranking loss of z against 0 with a margin of 1.
    return F.margin_ranking_loss(z, torch.zeros_like(z), sign, margin=1.0, reduction=reduction)


def _many_hinge(z: Tensor, y: Tensor, reduction: str) -> Tensor:
    # Infinite or NaN scores lead by no margin, but torch's loss alone counts them as right.
    rows = F.multi_margin_loss(z, y, reduction="none") + 0 * z.sum(dim=1)
    return rows.mean() if reduction == "mean" else rows


def _lead(score: Tensor) -> Tensor:
    best, second = score.topk(2, dim=1).values.unbind(dim=1)
    return (best - second).clamp(0, 1)


# For a sigmoid p of z, 2p - 1 = tanh(z / 2): the probability as a sign between the classes.
TWO_CLASSES: dict[str, Objective] = {
    "cross-entropy": Objective(
        _column,
        lambda z, p, how: F.binary_cross_entropy_with_logits(z, p, reduction=how),
        lambda z: torch.tanh(z[:, 0] / 2),
    ),
    "hinge": Objective(_signs, _hinge, lambda z: z[:, 0].clamp(-1, 1)),
    "squared": Objective(
        _column,
        lambda z, p, how: F.mse_loss(torch.sigmoid(z), p, reduction=how),
        lambda z: torch.tanh(z[:, 0] / 2),
    ),
}

MORE_CLASSES: dict[str, Objective] = {
    "cross-entropy": Objective(
        _classes,
        lambda z, y, how: F.cross_entropy(z, y, reduction=how),
        lambda z: z.softmax(dim=1).amax(dim=1),
    ),
    "hinge": Objective(_classes, _many_hinge, _lead),
    "squared": Objective(
        _one_hot,
        lambda z, p, how: F.mse_loss(z.softmax(dim=1), p, reduction=how),
        lambda z: z.softmax(dim=1).amax(dim=1),
    ),
}

NUMBERS = Objective(_column, lambda z, y, how: F.mse_loss(z, y, reduction=how), lambda z: z[:, 0])

LOSSES = tuple(TWO_CLASSES)


def objective_for(loss: str, classes: int) -> Objective:
    """The objective of a loss for so many classes; none are a regression, whose loss is squared."""
    if classes == 0:
        return NUMBERS
    return TWO_CLASSES[loss] if classes == 2 else MORE_CLASSES[loss]


def outputs_for(classes: int) -> int:
    """How many outputs the network needs: one for a number or two classes, else one per class."""
    return classes if classes > 2 else 1


def decide(output: Tensor, classes: int) -> Tensor:
    """The answers (..., N) to outputs (..., N, outputs): classes as int64, or numbers."""
    if classes == 0:
        return output[..., 0]
    if classes == 2:
        return (output[..., 0] > 0).long()
    return output.argmax(dim=-1)


def metric_name(classes: int) -> str:
    """The name of ``metric``: how well it does, in a number that anyone can read."""
    return "accuracy" if classes else "R²"


def metric(output: Tensor, y: Tensor, classes: int) -> Tensor:
    """Share of right answers, or for numbers R² = 1 - squared error / variance of the target.

    ``output`` is (..., N, outputs), ``y`` the classes or numbers (..., N), the result (...). A
    target that never varies has no R²: NaN.
    """
    answer = decide(output, classes)
    if classes:
        return (answer == y).float().mean(dim=-1)
    variance = y.var(dim=-1, correction=0)
    error = (answer - y).square().mean(dim=-1)
    return torch.where(variance > 0, 1 - error / variance, torch.nan)
