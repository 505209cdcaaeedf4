"""Data sets: the toy sets of the plane, real sets that come with scikit-learn, drawn points.

Every set is a ``Dataset``: raw features, classes or numbers to predict, and the words for them.
To add a toy set, write its maker and add a line to ``TOY``; for a real one, a line to ``REAL``.

Left out: the split, scaling and derived features (core/data/preprocessing.py) and uploads
(core/parsing/). scikit-learn is imported where its data are loaded, and the toy sets do without it:
it takes nearly as long to import as torch, and the first picture should not wait for it.

References: Fisher 1936 (iris), Aeberhard & Forina 1991 (wine), Street et al. 1993 (breast cancer),
Alpaydin & Kaynak 1998 (digits), Efron et al. 2004 (diabetes); Lang & Witbrock 1988 (spirals).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.data.csv_files import frame_to_csv

DOMAIN = (-3.0, 3.0)
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows of features, and the targets to predict from them.

    ``x`` is float32 (N, F). ``y`` is (N,): int64 indices into ``class_names``, or float32
    targets where ``class_names`` is empty. ``about`` says what a row is and what is predicted.
    ``domain`` is the interval that both inputs of a plane set belong to (noise may leave it).
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    target_name: str
    about: str
    domain: tuple[float, float] | None = None

    @property
    def task(self) -> str:
        """``"classification"`` or ``"regression"``."""
        return "classification" if self.class_names else "regression"

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change with any value or column name."""
        names = repr((self.feature_names, self.class_names, self.target_name, self.x.shape))
        digest = hashlib.sha256(names.encode())
        digest.update(self.x.tobytes())
        digest.update(self.y.tobytes())
        return digest.hexdigest()[:12]


# --- Toy sets -----------------------------------------------------------------------------------
# A maker gets (samples, rng) and returns clean points (samples, 2) and their classes or targets
# (samples,). The noise comes on top, so that more of it moves the same points further.

Maker = Callable[[int, np.random.Generator], tuple[np.ndarray, np.ndarray]]


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _circle(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A disc of radius 1.5 in a ring from 2.1 to 3."""
    y = np.arange(samples) % 2
    inner, outer = np.where(y == 0, 0.0, 2.1), np.where(y == 0, 1.5, 3.0)
    # The square root makes the density even over the area, not along the radius.
    radius = np.sqrt(rng.uniform(inner**2, outer**2))
    return _polar(radius, rng.uniform(0, 2 * np.pi, samples)), y


def _quadrants(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Four squares, 0.3 clear of the axes, one class each."""
    y = np.arange(samples) % 4
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])[y]
    return signs * rng.uniform(0.3, 3.0, (samples, 2)), y


def _xor(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The four squares, opposite ones sharing a class."""
    points, quadrant = _quadrants(samples, rng)
    return points, quadrant % 2


def _spirals(arms: int, turns: float) -> Maker:
    """Archimedean spirals, one class an arm."""

    def make(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        y = np.arange(samples) % arms
        # From 0.02 on: the arms would meet in the origin.
        radius = 3 * np.sqrt(rng.uniform(0.02, 1.0, samples))
        return _polar(radius, 2 * np.pi * (turns * radius / 3 + y / arms)), y

    return make


def _moons(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles of radius 2 that interlock."""
    y = np.arange(samples) % 2
    arch = _polar(np.full(samples, 2.0), np.pi * rng.uniform(0, 1, samples))
    # The second arch hangs upside down, and moved by half a width so that each end is embraced.
    return np.where(y[:, None] == 0, arch - [1.0, 0.5], [1.0, 0.5] - arch), y


def _blobs(*centres: tuple[float, float]) -> Maker:
    """One point a class, which the noise makes a normal cloud."""

    def make(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        y = np.arange(samples) % len(centres)
        return np.array(centres)[y], y

    return make


def _surface(height: Callable[[np.ndarray], np.ndarray]) -> Maker:
    """Even points and the height above them."""

    def make(samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        points = rng.uniform(*DOMAIN, (samples, 2))
        return points, height(points)

    return make


def _plane(points: np.ndarray) -> np.ndarray:
    """A slope from -1 in one corner to 1 in the opposite one."""
    return points.sum(axis=1) / 6


def _hills(points: np.ndarray) -> np.ndarray:
    """Three hills and three hollows in turn, on a circle of radius 2."""
    centres = _polar(np.full(6, 2.0), np.arange(6) * np.pi / 3)
    distance = np.linalg.norm(points[:, None] - centres, axis=-1)  # (N, 1, 2) - (6, 2) -> (N, 6)
    return np.exp(-(distance**2) / (2 * 0.7**2)) @ np.array([1, -1, 1, -1, 1, -1])


@dataclass(frozen=True)
class Toy:
    """A toy set: its maker, its number of classes (0 is regression) and a sentence about it.

    Points of classes scatter normally around the clean ones, with a standard deviation of
    ``least`` without noise and ``unit`` more for each unit of it. In a regression the heights
    scatter, with the noise in units of their own deviation.
    """

    maker: Maker
    classes: int
    why: str
    unit: float = 1.0
    least: float = 0.0

    def scatter(self, noise: float) -> float:
        """The standard deviation of the points of a class around the clean ones."""
        return self.least + self.unit * noise

    def __call__(
        self, samples: int, noise: float, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Points (samples, 2) in about [-3, 3] squared and their classes or targets."""
        points, y = self.maker(samples, rng)
        if self.classes:
            return points + self.scatter(noise) * rng.standard_normal(points.shape), y
        return points, y + noise * y.std() * rng.standard_normal(y.shape)


TOY: dict[str, Toy] = {
    "circle": Toy(
        _circle,
        2,
        "The classes are a disc and a ring around it, which no straight line separates.",
        unit=1.5,  # the disc's radius
    ),
    "XOR": Toy(_xor, 2, "Opposite corners share a class, so neither input helps alone."),
    "two gaussians": Toy(
        _blobs((-1.5, -1.5), (1.5, 1.5)),
        2,
        "The classes are two round clouds: the best border between them is a straight line.",
        unit=2.0,
        least=0.4,
    ),
    "spiral": Toy(
        _spirals(arms=2, turns=1.5),
        2,
        "The classes are two arms of a spiral.",
        unit=0.5,  # half the distance between arms
    ),
    "moons": Toy(_moons, 2, "The classes are two interlocking half circles."),
    "three blobs": Toy(
        _blobs((0.0, 1.9), (-1.7, -1.1), (1.7, -1.1)),
        3,
        "The classes are three round clouds: the best borders between them are straight lines.",
        unit=2.0,
        least=0.4,
    ),
    "three spirals": Toy(
        _spirals(arms=3, turns=1.0), 3, "The classes are three arms of a spiral.", unit=0.5
    ),
    "four quadrants": Toy(
        _quadrants, 4, "These are the points of XOR, with a class for each corner."
    ),
    "plane": Toy(
        _surface(_plane), 0, "The heights form a tilted plane, which one linear unit can fit."
    ),
    "many gaussians": Toy(
        _surface(_hills),
        0,
        "The heights form three hills and three hollows, which no plane can fit.",
    ),
}


# --- Real sets ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Real:
    """A set bundled with scikit-learn: its loader there, and better words where its own are terse.

    ``classes`` is empty where scikit-learn's names are good, and for regression.
    """

    loader: str
    target_name: str
    about: str
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    options: tuple[tuple[str, bool], ...] = ()


REAL: dict[str, Real] = {
    "iris": Real(
        "load_iris",
        "species",
        "Each row is an iris flower; the network predicts its species from the size of its sepals "
        "and petals.",
    ),
    "wine": Real(
        "load_wine",
        "cultivar",
        "Each row is an Italian wine; the network predicts its grape from a chemical analysis.",
        classes=("cultivar 1", "cultivar 2", "cultivar 3"),
    ),
    "breast cancer": Real(
        "load_breast_cancer",
        "diagnosis",
        "Each row is a tumour; the network predicts whether it is malignant from the shape of its "
        "cell nuclei.",
    ),
    "digits": Real(
        "load_digits",
        "digit",
        "Each row is a handwritten digit; the network predicts it from the brightness of 8 × 8 "
        "pixels.",
    ),
    "diabetes": Real(
        "load_diabetes",
        "progression",
        "Each row is a patient with diabetes; the network predicts how far the disease has "
        "progressed a year after a first examination.",
        features=(
            "age",
            "sex",
            "body mass index",
            "blood pressure",
            "total cholesterol",
            "LDL",
            "HDL",
            "cholesterol / HDL",
            "log triglycerides",
            "blood sugar",
        ),
        options=(("scaled", False),),
    ),
}


def load(name: str, *, samples: int, noise: float, seed: int) -> Dataset:
    """The set called ``name``; ``samples``, ``noise`` and ``seed`` are for the toy sets alone.

    ``noise`` runs from 0 to 0.5; each ``Toy`` says in which unit. A real set always comes whole.
    Raises ``ValueError`` for an unknown name, fewer than 10 samples or noise out of range.
    """
    if name in REAL:
        return _load_real(name)
    if name not in TOY:
        raise ValueError(f"There is no data set {name!r}. There are: {', '.join([*TOY, *REAL])}.")
    if samples < 10:
        raise ValueError(f"{samples} samples are too few: take at least 10.")
    if not 0 <= noise <= 0.5:
        raise ValueError(f"Noise {noise} is out of range: take 0 to 0.5.")
    toy = TOY[name]
    x, y = toy(samples, noise, np.random.default_rng(seed))
    target_name = "class" if toy.classes else "height"
    return Dataset(
        name=name,
        x=x.astype(np.float32),
        y=y.astype(np.int64 if toy.classes else np.float32),
        feature_names=("x1", "x2"),
        class_names=tuple(LETTERS[: toy.classes]),
        target_name=target_name,
        about=f"Each row is a point in the plane; the network predicts its {target_name}. "
        f"{toy.why}",
        domain=DOMAIN,
    )


def _load_real(name: str) -> Dataset:
    import sklearn.datasets

    real = REAL[name]
    bunch = getattr(sklearn.datasets, real.loader)(**dict(real.options))
    class_names = real.classes or tuple(str(c) for c in bunch.get("target_names", ()))
    return Dataset(
        name=name,
        x=bunch.data.astype(np.float32),
        y=bunch.target.astype(np.int64 if class_names else np.float32),
        feature_names=real.features or tuple(n.replace("_", " ") for n in bunch.feature_names),
        class_names=class_names,
        target_name=real.target_name,
        about=real.about,
    )


# --- Drawn points, export -----------------------------------------------------------------------


def from_points(points: np.ndarray, classes: np.ndarray) -> Dataset:
    """A set from points (N, 2) drawn by hand and the class (N,) of each, 0 to 9.

    A class keeps its letter (and so its colour) when one before it has no points. Raises
    ``ValueError`` for fewer than 4 points, fewer than 2 classes, or values that are no points.
    """
    x, y = np.asarray(points, dtype=np.float32), np.asarray(classes)
    if len(x) < 4:
        raise ValueError(f"Draw at least 4 points: there are {len(x)} so far.")
    if x.ndim != 2 or x.shape[1] != 2 or y.shape != x.shape[:1]:
        raise ValueError("Each point needs two coordinates and one class.")
    if not np.isfinite(x).all():
        raise ValueError("A point has a coordinate that is not a finite number.")
    if not np.isin(y, range(len(LETTERS))).all():
        raise ValueError(f"A class is not a whole number from 0 to {len(LETTERS) - 1}.")
    if len(np.unique(y)) < 2:
        raise ValueError("All points belong to one class: draw points of at least two classes.")
    return Dataset(
        name="your points",
        x=x,
        y=y.astype(np.int64),
        feature_names=("x1", "x2"),
        class_names=tuple(LETTERS[: int(y.max()) + 1]),
        target_name="class",
        about="Each row is a point that you drew; the network predicts its class.",
        domain=DOMAIN,
    )


def to_csv(dataset: Dataset) -> str:
    """The set as CSV with a header: the features, then the class names or targets."""
    import pandas

    target = np.array(dataset.class_names)[dataset.y] if dataset.class_names else dataset.y
    frame = pandas.DataFrame(dataset.x, columns=list(dataset.feature_names))
    frame.insert(len(frame.columns), dataset.target_name, target, allow_duplicates=True)
    return frame_to_csv(frame)
