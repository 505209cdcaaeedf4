"""From a data set to a network's inputs: split, derived features, scaling; and the map's plane.

Everything that is fitted (scaling, principal components) is fitted on the training part alone:
a validation part that had a say in it would no longer measure how the network does on new rows.

Left out: making or reading the data (core/data/datasets.py, core/parsing/), and cross-validation.
scikit-learn is imported where it is used, because that costs about a second.

References: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, 7.10.2 (why
fitting comes after the split) and 14.5.1 (principal components).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from core.data.datasets import Dataset

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
class Inputs:
    """Raw rows (n, F) to a network's inputs (n, inputs): derive, then ``(value - mean) / scale``.

    ``features`` are from ``FEATURES``, or () where the columns go in as they are. ``mean`` and
    ``scale`` are float64 (inputs,), fitted on the training part: 0 and 1 without standardising.
    """

    features: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray

    def __call__(self, raw: np.ndarray) -> torch.Tensor:
        """The inputs as float32."""
        values = (_derive(raw, self.features) - self.mean) / self.scale
        return torch.from_numpy(values.astype(np.float32))


@dataclass(frozen=True, eq=False)
class Prepared:
    """Both parts of a data set as tensors, and how to make the same of any other raw rows.

    ``x_*`` are float32 (n, inputs); ``y_*`` are int64 (n,) classes or float32 (n,) standardised
    targets, ``y × target_scale + target_mean`` in the data's own unit. ``raw_*`` are the same rows
    as they came, (n, F). ``notes`` are plain sentences on what the split could not do as usual.
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
    inputs: Inputs
    notes: tuple[str, ...]


def prepare(
    dataset: Dataset, *, train_share: float, standardise: bool, features: tuple[str, ...], seed: int
) -> Prepared:
    """Split ``dataset``, derive ``features`` (two-feature data alone has them) and scale.

    Each part gets at least two rows. The targets of a regression are always standardised, so that
    the same learning rates suit any unit. Raises ``ValueError`` for a share that is not between 0
    and 1, fewer than 4 rows, or features that are not a selection from ``FEATURES``.
    """
    features = _checked(features) if dataset.x.shape[1] == 2 else ()
    train, validation, notes = _split(dataset, train_share, seed)
    raw_train, raw_validation = dataset.x[train], dataset.x[validation]

    values = _derive(raw_train, features)
    mean, scale = np.zeros(values.shape[1]), np.ones(values.shape[1])
    if standardise:
        mean, scale = _mean_and_scale(values)
    inputs = Inputs(features, mean, scale)

    y, target_mean, target_scale = dataset.y, 0.0, 1.0
    if dataset.task == "regression":
        target_mean, target_scale = map(float, _mean_and_scale(y[train].astype(np.float64)))
        y = ((y - target_mean) / target_scale).astype(np.float32)

    return Prepared(
        dataset=dataset,
        input_names=_input_names(dataset, features),
        x_train=inputs(raw_train),
        y_train=torch.from_numpy(y[train]),
        x_validation=inputs(raw_validation),
        y_validation=torch.from_numpy(y[validation]),
        raw_train=raw_train,
        raw_validation=raw_validation,
        target_mean=target_mean,
        target_scale=target_scale,
        inputs=inputs,
        notes=notes,
    )


def _mean_and_scale(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each column of (n, F), or of (n,); 1 where nothing varies.

    The same as scikit-learn's StandardScaler, whose import takes as long as all the rest of the
    first picture.
    """
    mean, scale = values.mean(axis=0), values.std(axis=0)
    # A column of equal values can have a tiny deviation from rounding.
    varies = scale > 10 * np.finfo(np.float64).eps * np.abs(mean)
    return mean, np.where(varies, scale, 1.0)


def _checked(features: tuple[str, ...]) -> tuple[str, ...]:
    if not features or len(set(features)) < len(features) or not set(features) <= set(FEATURES):
        raise ValueError(
            f"The features {', '.join(features) or '(none)'} are not valid: "
            f"choose one or more of {', '.join(FEATURES)}, each once."
        )
    return tuple(features)


def _derive(raw: np.ndarray, features: tuple[str, ...]) -> np.ndarray:
    """Raw (n, F) -> float64 (n, inputs): in float32, large squares would overflow."""
    raw = np.asarray(raw, dtype=np.float64)
    if not features:
        return raw
    return np.stack([_DERIVED[name](raw[:, 0], raw[:, 1]) for name in features], axis=1)


def _input_names(dataset: Dataset, features: tuple[str, ...]) -> tuple[str, ...]:
    """Each input in the words of the data: "x1²" of age and height is "age²"."""
    own = dataset.feature_names
    if not features:
        return own
    return tuple(re.sub(r"x([12])", lambda hit: own[int(hit[1]) - 1], name) for name in features)


def _split(
    dataset: Dataset, train_share: float, seed: int
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Row numbers of the training and the validation part, and notes.

    Stratified where every class can be in both parts. A class with a single row trains: a class
    that is only ever tested cannot be learned.
    """
    rows = len(dataset.y)
    if not 0 < train_share < 1:
        raise ValueError(f"Training share {train_share}: take a number between 0 and 1.")
    if rows < 4:
        raise ValueError(f"{rows} rows are too few to split: use at least 4, two in each part.")
    training = int(np.clip(round(train_share * rows), 2, rows - 2))

    single, stratified, notes = np.zeros(rows, dtype=bool), False, []
    if dataset.task == "classification":
        counts = np.bincount(dataset.y)
        single = counts[dataset.y] == 1
        kinds = int((counts > 1).sum())
        if kinds and min(training - single.sum(), rows - training) >= kinds:
            stratified = True
            notes = [
                f"Class {dataset.class_names[c]} has a single row, which is in the training part, "
                f"so the validation part cannot test it."
                for c in dataset.y[single]
            ]
        else:
            single = np.zeros(rows, dtype=bool)
            notes = [
                "There are too few rows to give each class its share of both parts, so "
                "the split is random, and one part may miss a class."
            ]
    rest = np.random.default_rng(seed).permutation(np.flatnonzero(~single))
    if stratified:
        rest = rest[np.argsort(dataset.y[rest], kind="stable")]
    # Evenly spread picks: the exact number in all, and from each class its share of neighbours.
    due = np.arange(len(rest) + 1) * (training - int(single.sum())) // len(rest)
    picked = np.diff(due) > 0
    return np.concatenate([np.flatnonzero(single), rest[picked]]), rest[~picked], tuple(notes)


# --- The plane of the map -----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Plane:
    """A flat 2-D cut through the space of raw features, in which a decision map is drawn.

    A point with coordinates c lies at ``origin + c @ basis``; a raw row has the coordinates
    ``(raw - origin) @ dual``. Shapes: ``origin`` (F,), ``basis`` (2, F), ``dual`` (F, 2).
    ``about`` says which plane it is where that is not plain, ``x_range`` and ``y_range`` cover
    every training and validation row.
    """

    x_name: str
    y_name: str
    about: str
    origin: np.ndarray
    basis: np.ndarray
    dual: np.ndarray
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def coordinates(self, raw: np.ndarray) -> np.ndarray:
        """Raw rows (n, F) -> (n, 2): where they fall in the plane, seen straight on."""
        return (raw - self.origin) @ self.dual

    def points(self, coordinates: np.ndarray) -> np.ndarray:
        """Places in the plane (n, 2) -> raw rows (n, F)."""
        return self.origin + coordinates @ self.basis

    def grid(self, size: int) -> np.ndarray:
        """Raw rows (size², F) evenly over the ranges, row by row, y (then x) from low to high."""
        x, y = np.meshgrid(np.linspace(*self.x_range, size), np.linspace(*self.y_range, size))
        return self.points(
            np.stack([x.ravel(), y.ravel()], axis=1)
        )  # 2 × (size, size) -> (size², 2)


def feature_plane(prepared: Prepared, x: int, y: int) -> Plane:
    """The plane of features number ``x`` and ``y``; the others are held at their training mean.

    Raises ``ValueError`` unless they are two different features of the data.
    """
    names = prepared.dataset.feature_names
    if x == y or not {x, y} <= set(range(len(names))):
        raise ValueError(f"Features {x} and {y}: take two different ones, 0 to {len(names) - 1}.")
    others = len(names) - 2
    about = ""
    if others:
        held = "the other feature is" if others == 1 else f"the other {others} features are"
        about = f"The map shows {names[x]} and {names[y]}; {held} held at the training mean."
    basis = np.eye(len(names))[[x, y]]
    # The origin has no part in the plane, so that coordinates are the features' own values.
    mean = prepared.raw_train.mean(axis=0, dtype=np.float64)
    origin = np.where(basis.any(axis=0), 0.0, mean)
    domain = prepared.dataset.domain
    return _plane(prepared, (names[x], names[y]), about, origin, basis, basis.T, domain)


def principal_plane(prepared: Prepared) -> Plane:
    """The plane in which the standardised training rows spread most (PCA), in raw units.

    Raises ``ValueError`` for data with a single feature.
    """
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import StandardScaler

    if prepared.raw_train.shape[1] < 2:
        raise ValueError("Principal components need at least two features.")
    scaler = StandardScaler().fit(prepared.raw_train.astype(np.float64))
    rows = scaler.transform(prepared.raw_train.astype(np.float64))
    # This solver is exact, draws no random numbers and is quick: there are few features.
    with np.errstate(invalid="ignore"):  # training rows that are all alike have no variance
        pca = PCA(n_components=2, svd_solver="covariance_eigh").fit(rows)
    share = np.nan_to_num(pca.explained_variance_ratio_).sum()
    about = (
        "The map shows the plane of the first two principal components "
        f"({100 * share:.0f}% of the variance of the standardised features); "
        "other directions are held at their mean."
    )
    # Components (2, F) are orthonormal in standardised units: scaled by σ they are raw steps.
    basis, dual = pca.components_ * scaler.scale_, (pca.components_ / scaler.scale_).T
    names = ("principal component 1", "principal component 2")
    return _plane(prepared, names, about, scaler.mean_, basis, dual)


def default_plane(prepared: Prepared) -> Plane:
    """The two features themselves where there are two, else the principal components.

    A single feature is drawn against an empty direction.
    """
    features = prepared.dataset.feature_names
    if len(features) == 2:
        return feature_plane(prepared, 0, 1)
    if len(features) > 2:
        return principal_plane(prepared)
    about = (
        f"There is only one feature, {features[0]}, so the map does not change from bottom to top."
    )
    basis = np.array([[1.0], [0.0]])
    return _plane(prepared, (features[0], ""), about, np.zeros(1), basis, basis.T)


def _plane(
    prepared: Prepared,
    names: tuple[str, str],
    about: str,
    origin: np.ndarray,
    basis: np.ndarray,
    dual: np.ndarray,
    domain: tuple[float, float] | None = None,
) -> Plane:
    """The plane, with ranges that cover all rows and 5% more on each side.

    With a domain, both ranges are the same and cover it too: the map is square, and it does not
    jump when a point is added.
    """
    raw = np.concatenate([prepared.raw_train, prepared.raw_validation])
    coordinates = (raw - origin) @ dual
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    if domain:
        low[:], high[:] = min(low.min(), domain[0]), max(high.max(), domain[1])
    margin = np.where(high > low, 0.05 * (high - low), 1.0)
    x_range, y_range = zip((low - margin).tolist(), (high + margin).tolist(), strict=True)
    return Plane(*names, about, origin, basis, dual, x_range, y_range)
