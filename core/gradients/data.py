"""The data of the deep networks: the batches of one seed, the same for all networks compared.

Left out: the training page's knobs for points, noise and split; this page is about depth.
"""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor

from core.cache import shared
from core.data import datasets
from core.data.preprocessing import FEATURES, Prepared, prepare
from core.nn.losses import Objective, objective_for, outputs_for

BATCH = 50  # rows of a step; an incomplete last batch is left out


class Task:
    """One data set with one seed: both of its parts, the objective, and what the loss asks for."""

    def __init__(self, name: str, seed: int) -> None:
        dataset = datasets.load(name, samples=400, noise=0.1, seed=seed)
        self.prepared: Prepared = prepare(
            dataset, train_share=0.5, standardise=True, features=FEATURES[:2], seed=seed
        )
        self.classes = len(dataset.class_names)
        self.objective: Objective = objective_for("cross-entropy", self.classes)
        self.inputs = len(self.prepared.input_names)
        self.outputs = outputs_for(self.classes)
        self.target = self.objective.encode(self.prepared.y_train, self.classes)
        self.validation_target = self.objective.encode(self.prepared.y_validation, self.classes)

    @property
    def round(self) -> int:
        """The number of batches in an epoch."""
        return len(self.target) // BATCH

    @cached_property
    def constant_loss(self) -> float:
        """The lowest training loss of an answer that ignores its input: a baseline for networks.

        That answer is the shares of the classes among the training rows, or the mean target.
        """
        y = self.prepared.y_train
        if self.classes == 0:
            answer = y.float().mean()[None]
        else:
            shares = torch.bincount(y.long(), minlength=self.classes) / len(y)
            scores = shares.log()
            answer = (scores[1] - scores[0])[None] if self.classes == 2 else scores
        return float(self.losses(answer.expand(1, len(y), -1), self.target))

    def batches(self, rng: torch.Generator) -> list[tuple[Tensor, Tensor]]:
        """The batches of the next epoch, in an order drawn anew: inputs and targets."""
        order = torch.randperm(len(self.target), generator=rng)[: self.round * BATCH]
        rows = order.split(BATCH)
        return [(self.prepared.x_train[some], self.target[some]) for some in rows]

    def losses(self, output: Tensor, target: Tensor) -> Tensor:
        """The mean loss (models,) of outputs (models, N, outputs) for targets (N, ...)."""
        models, _rows, _ = output.shape
        every = target.repeat(models, *[1] * (target.dim() - 1))  # (N, ...) -> (models · N, ...)
        errors = self.objective.error(output.flatten(0, 1), every, "none")
        return errors.view(models, -1).mean(dim=1)  # a loss a row, or one an output of it


@shared
def task(name: str, seed: int) -> Task:
    """The data of these settings. Do not change them."""
    return Task(name, seed)
