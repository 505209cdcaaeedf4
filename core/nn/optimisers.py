"""The optimisers and learning rate schedules on offer: torch's own, one line each.

``fused`` runs the whole update of all layers in one kernel where torch has one for the CPU
(SGD and Adam): the same formula, and for nets this small most of a step is overhead.

References: Robbins & Monro 1951 (SGD), Polyak 1964 (momentum), Nesterov 1983, Hinton 2012
lecture 6e (RMSprop), Kingma & Ba 2015 (Adam), Loshchilov & Hutter 2019 (AdamW) and 2017 (cosine).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import torch
from torch.optim import Optimizer, lr_scheduler

MOMENTUM = 0.9


class Training(Protocol):
    """The part of a run's settings that its optimiser needs."""

    @property
    def optimiser(self) -> str: ...

    @property
    def learning_rate(self) -> float: ...

    @property
    def l2(self) -> float: ...

    @property
    def schedule(self) -> str: ...

    @property
    def epochs(self) -> int: ...


Parameters = Iterable[torch.Tensor] | Iterable[dict[str, Any]]

OPTIMISERS: dict[str, Callable[[Parameters, float], Optimizer]] = {
    "SGD": lambda weights, rate: torch.optim.SGD(weights, rate, fused=True),
    "momentum": lambda weights, rate: torch.optim.SGD(weights, rate, momentum=MOMENTUM, fused=True),
    "Nesterov": lambda weights, rate: torch.optim.SGD(
        weights, rate, momentum=MOMENTUM, nesterov=True, fused=True
    ),
    "RMSprop": lambda weights, rate: torch.optim.RMSprop(weights, rate, foreach=True),
    "Adam": lambda weights, rate: torch.optim.Adam(weights, rate, fused=True),
    "AdamW": lambda weights, rate: torch.optim.AdamW(weights, rate, fused=True),
}

# From an optimiser and the number of epochs; stepped once at the end of each epoch.
SCHEDULES: dict[str, Callable[[Optimizer, int], lr_scheduler.LRScheduler | None]] = {
    "constant": lambda optimiser, epochs: None,
    "step": lambda optimiser, epochs: lr_scheduler.StepLR(
        optimiser, step_size=-(-epochs // 3), gamma=0.1
    ),
    "cosine": lambda optimiser, epochs: lr_scheduler.CosineAnnealingLR(optimiser, T_max=epochs),
    "warm-up": lambda optimiser, epochs: lr_scheduler.LinearLR(
        optimiser, start_factor=0.01, total_iters=epochs // 10
    ),
}


def optimiser_for(
    settings: Training, weights: Sequence[torch.Tensor], others: Sequence[torch.Tensor]
) -> Optimizer:
    """The optimiser of these settings. L2 pulls at ``weights``, never at ``others``.

    The others, biases and the scales of normalisation layers, only place a unit and do not make
    it bend more sharply, so that they are left alone.
    """
    groups: list[dict[str, Any]] = [{"params": [*weights, *others], "weight_decay": 0.0}]
    if settings.l2:
        groups = [
            {"params": [*weights], "weight_decay": settings.l2},
            {"params": [*others], "weight_decay": 0.0},
        ]
    return OPTIMISERS[settings.optimiser](groups, settings.learning_rate)


def schedule_for(settings: Training, optimiser: Optimizer) -> lr_scheduler.LRScheduler | None:
    """What changes the rate after each epoch; None where it is constant.

    It has to be made before the optimiser's first step.
    """
    return SCHEDULES[settings.schedule](optimiser, settings.epochs)
