"""One picture of a race: the curves of all members, the standings, and a map of each variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import nn

from core.data.preprocessing import Plane, Prepared
from core.nn.losses import Objective, decide
from core.run import nbytes_of
from core.train.history import thin

RACE_MAP_SIZE = 24
RACE_CURVE_POINTS = 200


@dataclass(frozen=True)
class Standing:
    """A variant's place in the race: means and standard deviations over its seeds.

    Loss and metric are those of the validation data after the latest epoch, over the seeds that
    have not diverged (NaN where all have); ``diverged`` counts those that have.
    """

    variant: str
    loss: float
    loss_spread: float
    metric: float
    metric_spread: float
    seeds: int
    diverged: int


@dataclass(frozen=True, eq=False)
class RaceFrame:
    """A picture of a race of V variants with S seeds each over E measured epochs.

    ``epochs`` (E,) are at most 200 of those measured; ``train_loss`` and ``validation_loss`` are
    (V, S, E) float32, NaN from where a member has diverged. ``diverged_in`` (V, S) is the epoch in
    which that was, or -1. ``standings`` has the variants, best first.

    ``maps`` (V, 24, 24) float32, bottom row first, are means over the seeds: signs from -1 to 1
    for two classes, values in the target's unit for a regression. For more classes ``maps`` is
    None; ``map_classes`` (V, 24, 24) uint8 is the vote of the seeds and ``map_votes`` the share
    of them that agree. Diverged members have no vote; where none is left there is NaN.
    """

    step: int
    epoch: int
    over: str
    variants: tuple[str, ...]
    seeds: tuple[int, ...]
    epochs: np.ndarray
    train_loss: np.ndarray
    validation_loss: np.ndarray
    diverged_in: np.ndarray
    standings: tuple[Standing, ...]
    metric_name: str
    maps: np.ndarray | None
    map_classes: np.ndarray | None
    map_votes: np.ndarray | None
    finished: str | None

    @cached_property
    def nbytes(self) -> int:
        """The bytes of all arrays."""
        return nbytes_of(self)


class RaceRecorder:
    """Collects training loss, validation loss and validation metric of every member and epoch."""

    def __init__(self, variants: Sequence[str], seeds: int, epochs: int) -> None:
        self.variants = variants
        self._values = np.empty((3, len(variants), seeds, epochs + 1), np.float32)
        self._length = 0

    def append(self, *rows: torch.Tensor, running: torch.Tensor) -> None:
        """The next epoch: three rows (members,), NaN for those that are not ``running``."""
        values = torch.stack(rows).where(running, torch.nan)
        # (3, members) -> (3, V, S)
        self._values[..., self._length] = values.view(self._values.shape[:3]).numpy()
        self._length += 1

    def curves(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Epochs (E,), training and validation losses (V, S, E), thinned for drawing."""
        epochs = thin(self._length, RACE_CURVE_POINTS)
        train, validation = self._values[:2][..., epochs]
        return epochs, train, validation

    def columns(self) -> dict[str, np.ndarray]:
        """The measured epochs, thinned for a table: a row for each variant, seed and epoch.

        ``variant`` and ``seed`` are indices; the measures are NaN where a member has diverged.
        """
        epochs = thin(self._length, RACE_CURVE_POINTS)
        measures = self._values[..., epochs]  # (3, V, S, E)
        variant, seed, epoch = (index.ravel() for index in np.indices(measures.shape[1:]))
        names = ("train_loss", "validation_loss", "validation_metric")
        return {"variant": variant, "seed": seed, "epoch": epochs[epoch]} | {
            name: rows.ravel() for name, rows in zip(names, measures, strict=True)
        }

    def standings(self) -> tuple[Standing, ...]:
        """The variants, best first: fewest diverged, then the lowest mean validation loss."""
        _, losses, metrics = self._values[..., self._length - 1]  # (V, S) each
        rows = [
            Standing(
                variant,
                *_mean_and_spread(loss),
                *_mean_and_spread(score),
                seeds=len(loss),
                diverged=int(np.isnan(loss).sum()),
            )
            for variant, loss, score in zip(self.variants, losses, metrics, strict=True)
        ]
        return tuple(sorted(rows, key=lambda row: (row.diverged, row.loss)))


class RacePainter:
    """Paints the small maps of a race over one plane; the places are prepared once.

    ``prepared`` has the data of each seed, whose scaling may differ.
    """

    def __init__(
        self, prepared: Sequence[Prepared], objective: Objective, plane: Plane, variants: int
    ) -> None:
        self.objective = objective
        self.classes = len(prepared[0].dataset.class_names)
        self._shape = (variants, len(prepared), RACE_MAP_SIZE**2)
        raw = plane.grid(RACE_MAP_SIZE)
        # (S, places, inputs), once for each variant -> (V · S, places, inputs)
        self._places = torch.stack([p.inputs(raw) for p in prepared]).repeat(variants, 1, 1)
        self._scale = torch.tensor([p.target_scale for p in prepared])[:, None]  # (S, 1)
        self._mean = torch.tensor([p.target_mean for p in prepared])[:, None]

    def paint(self, network: nn.Module, running: torch.Tensor) -> dict[str, np.ndarray | None]:
        """``maps``, ``map_classes`` and ``map_votes`` of the members (V · S,) still running."""
        variants, seeds, _ = self._shape
        square = (variants, RACE_MAP_SIZE, RACE_MAP_SIZE)
        voters = running.view(variants, seeds, 1)
        voices = voters.sum(dim=1)  # (V, 1), 0 / 0 is NaN below
        output = network(self._places)  # (V · S, places, outputs)
        if self.classes > 2:
            answers = decide(output, self.classes).view(self._shape)
            votes = torch.stack([((answers == c) & voters).sum(dim=1) for c in range(self.classes)])
            most, winners = votes.max(dim=0)  # (V, places)
            return {
                "maps": None,
                "map_classes": winners.to(torch.uint8).view(square).numpy(),
                "map_votes": (most / voices).view(square).numpy(),
            }
        # (V · S, places, 1) -> (V · S · places, 1) -> (V, S, places)
        opinions = self.objective.opinion(output.flatten(0, 1)).view(self._shape)
        if self.classes == 0:
            opinions = opinions * self._scale + self._mean
        means = opinions.where(voters, 0).sum(dim=1) / voices
        return {"maps": means.view(square).numpy(), "map_classes": None, "map_votes": None}


def _mean_and_spread(values: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation (of the sample) of what is not NaN; one value has spread 0."""
    values = values[~np.isnan(values)].astype(np.float64)
    if not len(values):
        return float("nan"), float("nan")
    return float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else 0.0
