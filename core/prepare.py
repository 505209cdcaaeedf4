"""From a data set to what a network gets: split, derived features, scaling; and the map's plane.

Everything that is fitted (scaling, principal components) is fitted on the training part alone:
a validation part that had a say in it would no longer measure how the network does on new rows.

Left out: making or reading the data (core/datasets.py, core/intake.py), and cross-validation.

References: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, 7.10.2 (why
fitting comes after the split) and 14.5 (principal components).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from core.datasets import Dataset

_DERIVED: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1²": lambda x1, x2: x1**2,
    "x2²": lambda x1, x2: x2**2,
    "x1·x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: np.sin(x1),
    "sin x2": lambda x1, x2: np.sin(x2),
}
FEATURES = tuple(_DERIVED)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Both parts of a data set as tensors, and how to make the same of any other raw rows.

    ``x_train`` and ``x_validation`` are float32 (n, inputs); ``y_train`` and ``y_validation`` are
    int64 (n,) classes or float32 (n,) standardised targets: ``target = y × target_scale +
    target_mean``, in the training part's units. ``raw_train`` and ``raw_validation`` are the same
    rows unscaled, (n, F). Scaled inputs are ``(input - input_mean) / input_scale``, (inputs,) each.
    ``derived`` are the chosen ``FEATURES``, () where the data's own features go in as they are.
    ``notes`` are plain sentences on what could not be done as usual.
    """

    dataset: Dataset
    input_names: tuple[str, ...]
    x_train: torch.Tensor
    y_train: torch.Tensor
    x_validation: torch.Tensor
    y_validation: torch.Tensor
    raw_train: np.ndarray
    raw_validation: np.ndarray
    target_mean: float
    target_scale: float
    derived: tuple[str, ...]
    input_mean: np.ndarray
    input_scale: np.ndarray
    notes: tuple[str, ...] = ()

    def inputs(self, raw: np.ndarray) -> torch.Tensor:
        """Raw rows (n, F) as the network's inputs (n, inputs), float32."""
        values = (_derive(raw, self.derived) - self.input_mean) / self.input_scale
        return torch.from_numpy(values.astype(np.float32))


def prepare(
    dataset: Dataset, *, train_share: float, standardise: bool, features: tuple[str, ...], seed: int
) -> Prepared:
    """Split ``dataset``, derive ``features`` (of two-feature data; others ignore them) and scale.

    Each part gets at least two rows. Targets of a regression are always standardised, so that one
    learning rate suits any unit. Raises ``ValueError`` for a share that is not between 0 and 1,
    fewer than 4 rows, or features that are not from ``FEATURES``.
    """
    from sklearn.preprocessing import StandardScaler

    train, validation, notes = _split(dataset, train_share, seed)
    derived = _check_features(features) if dataset.x.shape[1] == 2 else ()
    inputs = _derive(dataset.x[train], derived)
    scaler = StandardScaler(with_mean=standardise, with_std=standardise).fit(inputs)

    y = torch.from_numpy(dataset.y)
    target_mean, target_scale = 0.0, 1.0
    if dataset.task == "regression":
        targets = dataset.y.astype(np.float64)[:, None]  # (N,) -> (N, 1)
        target = StandardScaler().fit(targets[train])
        target_mean, target_scale = float(target.mean_[0]), float(target.scale_[0])
        y = torch.from_numpy(target.transform(targets)[:, 0].astype(np.float32))

    prepared = Prepared(
        dataset=dataset,
        input_names=_input_names(dataset, derived),
        x_train=torch.empty(0), y_train=y[train],
        x_validation=torch.empty(0), y_validation=y[validation],
        raw_train=dataset.x[train], raw_validation=dataset.x[validation],
        target_mean=target_mean, target_scale=target_scale,
        derived=derived,
        input_mean=scaler.mean_ if standardise else np.zeros(inputs.shape[1]),
        input_scale=scaler.scale_ if standardise else np.ones(inputs.shape[1]),
        notes=notes,
    )  # fmt: skip
    return prepared
