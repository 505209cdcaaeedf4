"""One picture of a training run: its numbers as numpy arrays, from one batched forward pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

import numpy as np
import torch
from torch import nn

from core.data.preprocessing import Plane, Prepared
from core.nn.activations import dead_units
from core.nn.losses import Objective, decide, metric
from core.run import nbytes_of
from core.train.history import History
from core.train.network import forward_with_hidden
from core.train.verdict import Verdict

MAP_SIZE = 50
UNIT_MAP_SIZE = 20
CURVE_POINTS = 400


@dataclass(frozen=True, eq=False)
class Picture:
    """What a network does over a plane and on its data; C classes, none for a regression.

    ``map`` (50, 50) float32, bottom row first, is for two classes a sign from -1 (first class)
    to 1 (second), for a regression the predicted value in the target's own unit. For more
    classes it is None, and ``map_class`` (50, 50) uint8 has the winner, ``map_confidence``
    (50, 50) float32 from 0 to 1 how clearly.

    ``unit_maps`` has a uint8 array (units, 20, 20) for each hidden layer, after its activation.
    128 is zero, and 1 or 255 the output of that unit that is furthest from zero on the map: that
    is in ``unit_scales``, (units,) per layer, so that output = (byte - 128) / 127 × scale.

    Over the training points: ``unit_means``, ``unit_spreads`` (standard deviations), ``silent``
    (the same output for every point) and ``dead`` (off for every point, so that no gradient
    passes), (units,) per layer. ``confusion_train`` and
    ``confusion_validation`` (C, C) count rows of a true class by predicted class, or are None.
    ``losses`` and ``metrics`` are (2,) float32: over the training and over the validation points.
    """

    map: np.ndarray | None
    map_class: np.ndarray | None
    map_confidence: np.ndarray | None
    unit_maps: tuple[np.ndarray, ...]
    unit_scales: tuple[np.ndarray, ...]
    unit_means: tuple[np.ndarray, ...]
    unit_spreads: tuple[np.ndarray, ...]
    silent: tuple[np.ndarray, ...]
    dead: tuple[np.ndarray, ...]
    confusion_train: np.ndarray | None
    confusion_validation: np.ndarray | None
    losses: np.ndarray
    metrics: np.ndarray


class OverPlane(TypedDict):
    """The fields of a ``Picture`` that a network's outputs over the plane give."""

    map: np.ndarray | None
    map_class: np.ndarray | None
    map_confidence: np.ndarray | None


class OfUnits(TypedDict):
    """The fields of a ``Picture`` that its hidden units give."""

    unit_maps: tuple[np.ndarray, ...]
    unit_scales: tuple[np.ndarray, ...]
    unit_means: tuple[np.ndarray, ...]
    unit_spreads: tuple[np.ndarray, ...]
    silent: tuple[np.ndarray, ...]
    dead: tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Frame(Picture):
    """A picture with the run around it.

    ``weights`` (units, inputs) and ``biases`` (units,) are those of the L Linear layers.
    ``gradient_norms`` (L,) are the lengths of the weights' gradients in the last step, as the
    optimiser got them (after clipping); NaN before the first. ``input_maps`` (inputs, 20, 20)
    and ``input_scales`` are to the inputs what unit maps are to the units; all frames share them.
    ``history`` has at most 400 of the measured epochs; within an epoch, and after a weight was
    set by hand, ``losses`` and ``metrics`` are newer than its last row. ``validation_mean`` (E,)
    is the mean of the validation loss over each of its epochs and the four before, which the
    verdict uses. ``kept`` is the epoch that the weights were taken back to, or None.
    """

    step: int
    epoch: int
    history: History
    validation_mean: np.ndarray
    metric_name: str
    verdict: Verdict
    kept: int | None
    finished: str | None
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    gradient_norms: np.ndarray
    input_maps: np.ndarray
    input_scales: np.ndarray

    @cached_property
    def nbytes(self) -> int:
        """The bytes of all arrays but the inputs', which all frames share."""
        return nbytes_of(self, shared={"input_maps", "input_scales"})


class Painter:
    """Paints pictures of a network over one plane; everything that never changes is kept.

    ``activations`` names that of each hidden layer. All places and points go through the network as
    one batch: the map's grid, the unit maps' grid, the training and the validation rows.
    """

    def __init__(
        self,
        prepared: Prepared,
        objective: Objective,
        plane: Plane,
        activations: tuple[str, ...],
    ) -> None:
        self.prepared = prepared
        self.activations = activations
        self.objective = objective
        self.classes = len(prepared.dataset.class_names)
        parts = [
            prepared.inputs(plane.grid(MAP_SIZE)),
            prepared.inputs(plane.grid(UNIT_MAP_SIZE)),
            prepared.x_train,
            prepared.x_validation,
        ]
        self._targets = [
            objective.encode(y, self.classes) for y in (prepared.y_train, prepared.y_validation)
        ]
        self._sizes = [len(part) for part in parts]
        self._batch = torch.cat(parts)
        self.input_maps, self.input_scales = small_maps(parts[1])

    def paint(self, network: nn.Sequential) -> Picture:
        """The picture of ``network``, which has to be in evaluation mode."""
        with torch.inference_mode():
            output, hidden = forward_with_hidden(network, self._batch)
            over_map, _, train, validation = output.split(self._sizes)
            targets = zip((train, validation), self._targets, strict=True)
            losses = [self.objective.error(*both, "mean") for both in targets]
            metrics = [
                metric(train, self.prepared.y_train, self.classes),
                metric(validation, self.prepared.y_validation, self.classes),
            ]
            return Picture(
                **self._map(over_map),
                **self._units(hidden),
                confusion_train=self._confusion(train, self.prepared.y_train),
                confusion_validation=self._confusion(validation, self.prepared.y_validation),
                losses=torch.stack(losses).numpy(),
                metrics=torch.stack(metrics).numpy(),
            )

    def _map(self, output: torch.Tensor) -> OverPlane:
        square = (MAP_SIZE, MAP_SIZE)
        opinion = torch.nan_to_num(self.objective.opinion(output))
        if self.classes > 2:
            winner = decide(output, self.classes).to(torch.uint8)
            return {
                "map": None,
                "map_class": winner.view(square).numpy(),  # (2500,) -> (50, 50)
                "map_confidence": opinion.view(square).numpy(),
            }
        if self.classes == 0:
            opinion = opinion * self.prepared.target_scale + self.prepared.target_mean
        return {
            "map": opinion.contiguous().view(square).numpy(),
            "map_class": None,
            "map_confidence": None,
        }

    def _units(self, hidden: list[torch.Tensor]) -> OfUnits:
        if not hidden:
            return OfUnits(
                unit_maps=(), unit_scales=(), unit_means=(), unit_spreads=(), silent=(), dead=()
            )
        # All layers side by side, (rows, all units): few large operations instead of many small.
        units = torch.cat(hidden, dim=1)
        _, small, train, _ = units.split(self._sizes)
        maps, scales = small_maps(small)
        spread, mean = torch.std_mean(train, dim=0, correction=0)
        silent = (train == train[0]).all(dim=0)
        ends = np.cumsum([layer.shape[1] for layer in hidden])[:-1]

        def by_layer(values: np.ndarray) -> tuple[np.ndarray, ...]:
            return tuple(np.split(values, ends))

        return {
            "unit_maps": by_layer(maps),
            "unit_scales": by_layer(scales),
            "unit_means": by_layer(mean.numpy()),
            "unit_spreads": by_layer(spread.numpy()),
            "silent": by_layer(silent.numpy()),
            "dead": tuple(
                dead_units(output.split(self._sizes)[2], name).numpy()
                for output, name in zip(hidden, self.activations, strict=True)
            ),
        }

    def _confusion(self, output: torch.Tensor, y: torch.Tensor) -> np.ndarray | None:
        if self.classes == 0:
            return None
        pairs = y * self.classes + decide(output, self.classes)
        counts = torch.bincount(pairs, minlength=self.classes**2)
        return counts.view(self.classes, self.classes).numpy()  # (C²,) -> (C, C)


def small_maps(values: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Values (400, n) over the small grid as bytes (n, 20, 20), and their scales (n,).

    Each of the n is scaled by its own largest absolute value, with 128 for zero.
    """
    values = torch.nan_to_num(values)
    scales = values.abs().amax(dim=0)
    shares = values / torch.where(scales > 0, scales, 1.0)
    bytes_ = (shares * 127 + 128).round().to(torch.uint8)
    # (400, n) -> (n, 400) -> (n, 20, 20)
    maps = bytes_.T.contiguous().view(-1, UNIT_MAP_SIZE, UNIT_MAP_SIZE)
    return maps.numpy(), scales.numpy()
