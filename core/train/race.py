"""A race: variants of one setting, several seeds each, trained all at once as one network.

One run tells little about an activation or an optimiser: another seed, another winner. Here each
variant runs with several seeds (each with its own data, split, initial weights and batches), and
each member has the losses of the ``Run`` of its settings. ``core.nn.batched`` explains how they
share a step. The losses agree to rounding. Rounding only grows where training itself is chaotic, as
at a learning rate of 1, or where a gradient is only rounding error and Adam makes a full step of
it, as for the shift before a second batch normalisation with only identity in between.

Left out: early stopping. All members use the whole budget, so that their curves compare.

Reference: Bouthillier et al. 2021, "Accounting for variance in machine learning benchmarks".
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import groupby

import numpy as np
import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from core.data.datasets import Dataset
from core.data.preprocessing import Plane, default_plane
from core.nn.batched import BatchedLinear, FlatParameters, batched, clip
from core.nn.losses import metric, metric_name, objective_for, outputs_for
from core.nn.optimisers import optimiser_for, schedule_for
from core.nn.random_streams import generator
from core.run import Stepping
from core.train.network import build, weights_and_others
from core.train.race_frame import RaceFrame, RacePainter, RaceRecorder, Standing
from core.train.race_settings import RaceSettings
from core.train.run import Run, batch_sizes, dataset_for, prepared_for
from core.train.settings import Settings

__all__ = ["Race", "RaceFrame", "RaceSettings"]


class Race(Stepping):
    """V variants × S seeds in training at once; follows ``core.run.Run``.

    ``members`` are the settings of each, all seeds of the first variant first; ``prepared`` are
    the data of each seed. A member whose losses are not finite after an epoch is marked and leaves
    the figures, the others go on. Setting ``plane`` changes what later frames map.

    Raises ``ValueError`` where own data are missing, and for a race of activations in a network
    without hidden layers.
    """

    round_name, unit = "epoch", "epochs"

    def __init__(
        self,
        settings: Settings,
        race: RaceSettings | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        self.settings = settings
        self.race = race or RaceSettings()
        if self.race.over == "activation" and not settings.hidden:
            raise ValueError("A network without hidden layers has no activation to race over.")
        self.variants = self.race.variants()
        seeded = self.race.seeded(settings)
        self.seeds = tuple(one.seed for one in seeded)
        self.members = tuple(self.race.apply(one, v) for v in self.variants for one in seeded)

        self.prepared = [prepared_for(one, dataset_for(one, dataset)) for one in seeded]
        self.dataset = self.prepared[0].dataset
        self.classes = len(self.dataset.class_names)
        self.objective = objective_for(settings.loss, self.classes)
        self.plane = default_plane(self.prepared[0])

        inputs, outputs = len(self.prepared[0].input_names), outputs_for(self.classes)
        self.network = batched([build(member, inputs, outputs) for member in self.members])
        self._layers = [m for m in self.network if isinstance(m, BatchedLinear)]
        weights, others = weights_and_others(self.network, self._layers)
        # L2 pulls at the weights alone. Without it one part of all steps sooner than two.
        self._parts = [
            FlatParameters(p) for p in ((weights, others) if settings.l2 else (weights + others,))
        ]
        self._count = torch.tensor(float(len(self.members)))

        encode = self.objective.encode
        self._x = torch.stack([p.x_train for p in self.prepared])
        self._target = torch.stack([encode(p.y_train, self.classes) for p in self.prepared])
        validation_y = torch.stack([p.y_validation for p in self.prepared])
        validation_x = torch.stack([p.x_validation for p in self.prepared])
        validation_target = torch.stack([encode(y, self.classes) for y in validation_y])
        # What is measured: the training rows, then the validation rows.
        self._all_x = self._for_each_variant(torch.cat([self._x, validation_x], dim=1))
        self._all_target = self._for_each_variant(
            torch.cat([self._target, validation_target], dim=1)
        )
        self._validation_y = self._for_each_variant(validation_y)
        self._orders = [generator(seed, "order") for seed in self.seeds]
        self._sizes = batch_sizes(settings, self._x.shape[1])
        self._batches: list[tuple[Tensor, Tensor]] = []

        self.round = len(self._sizes)
        self.total = self.round * settings.epochs
        self._running = torch.ones(len(self.members), dtype=torch.bool)
        self._diverged_in = torch.full((len(self.members),), -1)
        self._recorder = RaceRecorder(self.variants, len(self.seeds), settings.epochs)
        self._measure()

    @property
    def epoch(self) -> int:
        """The number of whole epochs done."""
        return self.step // self.round

    def results(self) -> dict[str, np.ndarray]:
        """Columns of equal length: variant, seed, epoch (at most 200 of them) and the measures."""
        columns = self._recorder.columns()
        names, seeds = np.array(self.variants), np.array(self.seeds)
        return columns | {
            "variant": names[columns["variant"]],
            "seed": seeds[columns["seed"]],
        }

    def standings(self) -> tuple[Standing, ...]:
        """The variants as they stand after the latest epoch, best first."""
        return self._recorder.standings()

    def leader(self) -> Run:
        """The first member of the variant that leads, not yet trained, as a run of its own."""
        first = self.standings()[0].variant
        member = self.members[self.variants.index(first) * len(self.seeds)]
        return Run(replace(member, early_stopping=0), self.dataset)

    @property
    def plane(self) -> Plane:
        """The cut through the data's features that frames draw their maps in."""
        return self._plane

    @plane.setter
    def plane(self, plane: Plane) -> None:
        self._plane = plane
        self._painter = RacePainter(self.prepared, self.objective, plane, len(self.variants))

    def take_step(self) -> None:
        """One optimiser step of every member on its own next batch."""
        batch = self.step % self.round
        if batch == 0:
            self._shuffle()
        x, target = self._batches[batch]
        output = self.network(x).flatten(0, 1)  # (models, N, outputs) -> (models · N, outputs)
        loss = self.objective.error(output, target.flatten(0, 1), "mean")
        if self.settings.l1:
            size = sum(layer.weight.abs().sum() for layer in self._layers)
            loss = loss + self.settings.l1 / len(self.members) * size
        # All members have batches of one size, so this is the mean of their losses, and times their
        # count the sum; and since a member's weights touch no other's loss, each gets the gradient
        # of its own.
        parameters = [parameter for part in self._parts for parameter in part.parameters]
        gradients = iter(torch.autograd.grad(loss, parameters, self._count))
        for part in self._parts:
            part.take([next(gradients) for _ in part.parameters])
        if self.settings.clipping:
            clip(self._parts, self.settings.clipping)
        for optimiser, _ in self._stepping:
            optimiser.step()

    def frame(self) -> RaceFrame:
        """The picture of this moment. It does not change the race."""
        self.network.eval()
        with torch.inference_mode():
            maps = self._painter.paint(self.network, self._running)
        self.network.train()
        epochs, train_loss, validation_loss = self._recorder.curves()
        return RaceFrame(
            step=self.step,
            epoch=self.epoch,
            over=self.race.over,
            variants=self.variants,
            seeds=self.seeds,
            epochs=epochs,
            train_loss=train_loss,
            validation_loss=validation_loss,
            # (V · S,) -> (V, S)
            diverged_in=self._diverged_in.view(len(self.variants), -1).numpy().copy(),
            standings=self.standings(),
            metric_name=metric_name(self.classes),
            finished=self.finished,
            **maps,
        )

    @cached_property
    def _stepping(self) -> list[tuple[Optimizer, LRScheduler | None]]:
        """An optimiser and its schedule for each row of neighbours that step alike.

        They work on views of their members' weights. Not made before the first step, for the
        reason that ``Run`` gives.
        """
        stepping, start = [], 0
        for _, group in groupby(self.members, key=lambda one: (one.optimiser, one.learning_rate)):
            members = list(group)
            rows = slice(start, start + len(members))
            start += len(members)
            views = []
            for part in self._parts:
                views.append(part.values[rows])
                views[-1].grad = part.gradient[rows]
            optimiser = optimiser_for(members[0], views[:1], views[1:])
            stepping.append((optimiser, schedule_for(self.settings, optimiser)))
        return stepping

    def _shuffle(self) -> None:
        examples = self._x.shape[1]
        orders = [torch.randperm(examples, generator=order) for order in self._orders]

        def split(rows: Tensor) -> tuple[Tensor, ...]:
            drawn = torch.stack([own[order] for own, order in zip(rows, orders, strict=True)])
            return self._for_each_variant(drawn).split(self._sizes, dim=1)

        self._batches = list(zip(split(self._x), split(self._target), strict=True))

    def _for_each_variant(self, rows: Tensor) -> Tensor:
        """(S, ...) -> (V · S, ...): all variants get the same data of a seed."""
        return rows.repeat(len(self.variants), *[1] * (rows.dim() - 1))

    def end_round(self) -> None:
        for _, schedule in self._stepping:
            if schedule:
                schedule.step()
        self._measure()
        if not self._running.any():
            self.finished = (
                f"All {len(self.members)} runs have diverged by epoch {self.epoch}. "
                "Try a lower learning rate."
            )

    def _measure(self) -> None:
        training = self._x.shape[1]
        self.network.eval()
        with torch.inference_mode():
            output = self.network(self._all_x)
            # (models, N, outputs) -> (models · N, outputs): to the loss all rows are one batch
            errors = self.objective.error(
                output.flatten(0, 1), self._all_target.flatten(0, 1), "none"
            )
            errors = errors.view(*output.shape[:2], -1)  # and back, (models, N, 1 or outputs)
            loss = errors[:, :training].mean((1, 2))
            validation_loss = errors[:, training:].mean((1, 2))
            score = metric(output[:, training:], self._validation_y, self.classes)
        self.network.train()
        self._running &= loss.isfinite() & validation_loss.isfinite()
        self._diverged_in[~self._running & (self._diverged_in < 0)] = self.epoch
        self._recorder.append(loss, validation_loss, score, running=self._running)
