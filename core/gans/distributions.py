"""The generator's targets: distributions in the plane, most with a density in closed form.

Curves are mixtures too, of many narrow gaussians along them, so that they look like a line. So the
density of every set but the learner's own points is exact, and with it the optimal discriminator.

Left out: more than two dimensions (``core.gans.digits``).

References: Metz et al. 2017, "Unrolled generative adversarial networks" (the ring of 8); Lin et
al. 2018, "PacGAN" (ring and grid, and how coverage is counted).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.cache import shared

SPAN = (-3.2, 3.2)  # what the pictures show of both axes
FITTED = 5.0  # of that, what a table's columns fill
ALONG = 512  # gaussians along a curve


@dataclass(frozen=True)
class Column:
    """A column of a learner's table: its extremes ``low`` and ``high`` lie at ∓FITTED / 2."""

    name: str
    low: float
    high: float

    def numbers(self, places: np.ndarray) -> np.ndarray:
        """The numbers that lie at these places of the picture."""
        if self.low == self.high:
            return np.full_like(places, self.low)
        share = places / FITTED + 0.5
        return (1 - share) * self.low + share * self.high  # their difference could overflow

    def places(self, numbers: np.ndarray) -> np.ndarray:
        """Where these numbers of the column lie in the picture."""
        low, high = self.low / 2, self.high / 2
        if low == high:
            return np.zeros_like(numbers)
        return (numbers / 2 - low) * (FITTED / (high - low)) - FITTED / 2


@dataclass(frozen=True, eq=False)
class Distribution:
    """Where real points come from.

    ``centres`` (K, 2) are equally likely and blurred by a gaussian of standard deviation
    ``spread``, or by an even square of side ``side`` where that is not 0. ``modes`` says that the
    centres are modes to be counted. ``known`` is False for the learner's own points, whose density
    nobody knows; ``columns`` are those of a table that both axes stand for.
    """

    name: str
    centres: np.ndarray
    spread: float
    side: float = 0.0
    modes: bool = False
    known: bool = True
    columns: tuple[Column, Column] | None = None

    def sample(self, count: int, rng: torch.Generator) -> Tensor:
        """Fresh points (count, 2) float32."""
        centres = torch.tensor(self.centres)
        drawn = centres[torch.randint(len(centres), (count,), generator=rng)]
        if self.side:
            return drawn + self.side * (torch.rand(count, 2, generator=rng) - 0.5)
        return drawn + self.spread * torch.randn(count, 2, generator=rng)

    def density(self, x: np.ndarray, y: np.ndarray, blur: float = 0.0) -> np.ndarray:
        """The density (len(y), len(x)) on a grid, of points blurred by a gaussian of ``blur``.

        Raises ``ValueError`` where it is not known.
        """
        if not self.known:
            raise ValueError("The density behind your own points is unknown.")
        across = self._along(x, self.centres[:, 0], blur)
        up = self._along(y, self.centres[:, 1], blur)
        return up.T @ across / len(self.centres)

    def _along(self, places: np.ndarray, centres: np.ndarray, blur: float) -> np.ndarray:
        """Each centre's density along one axis: (K, places)."""
        distance = places[None] - centres[:, None]
        if not self.side:
            return gaussian(distance, np.hypot(self.spread, blur))
        half = self.side / 2
        if not blur:
            return (np.abs(distance) <= half) / self.side
        scale = blur * np.sqrt(2)
        edges = torch.from_numpy(np.stack([distance + half, distance - half]) / scale).erf().numpy()
        return (edges[0] - edges[1]) / (2 * self.side)


def gaussian(distance: np.ndarray, spread: float) -> np.ndarray:
    """The normal density at these distances from its middle."""
    return np.exp(-((distance / spread) ** 2) / 2) / (spread * np.sqrt(2 * np.pi))


def _ring() -> np.ndarray:
    angle = np.arange(8) * np.pi / 4
    return 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _grid() -> np.ndarray:
    return np.stack(np.meshgrid(np.arange(-2, 3), np.arange(-2, 3)), -1).reshape(-1, 2)  # (25, 2)


def _line() -> np.ndarray:
    along = np.linspace(-2.2, 2.2, ALONG)
    return np.stack([along, 0.6 * along], axis=1)


def _moons() -> np.ndarray:
    angle = np.linspace(0, np.pi, ALONG // 2)
    arch = 1.7 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.concatenate([arch - [0.85, 0.4], [0.85, 0.4] - arch])


def _spiral() -> np.ndarray:
    # Even along the curve: the root makes equal steps of the parameter equal lengths.
    turn = 3.5 * np.pi * np.sqrt(np.linspace(0.02, 1, ALONG))
    return 2.6 * (turn / (3.5 * np.pi))[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def _checkerboard() -> np.ndarray:
    corners = np.stack(np.meshgrid(np.arange(4), np.arange(4)), -1).reshape(-1, 2)  # (16, 2)
    return 1.2 * (corners[corners.sum(axis=1) % 2 == 0] - 1.5)


@dataclass(frozen=True)
class Shape:
    """A distribution without its standard deviation."""

    centres: Callable[[], np.ndarray]
    modes: bool = False
    side: float = 0.0


SHAPES: dict[str, Shape] = {
    "line": Shape(_line),
    "one gaussian": Shape(lambda: np.zeros((1, 2)), modes=True),
    "two gaussians": Shape(lambda: np.array([[-1.5, -0.5], [1.5, 0.5]]), modes=True),
    "ring of 8": Shape(_ring, modes=True),
    "grid of 25": Shape(_grid, modes=True),
    "two moons": Shape(_moons),
    "spiral": Shape(_spiral),
    "checkerboard": Shape(_checkerboard, side=1.2),
}


@shared
def distribution(name: str, spread: float) -> Distribution:
    """One of ``SHAPES``, blurred by ``spread``; the checkerboard's squares have sharp edges."""
    shape = SHAPES[name]
    centres = shape.centres().astype(np.float32)
    return Distribution(name, centres, spread, side=shape.side, modes=shape.modes)


def of_points(
    points: np.ndarray, name: str, columns: tuple[Column, Column] | None = None
) -> Distribution:
    """The learner's own points (N, 2), in the picture's units; drawn with replacement.

    Raises ``ValueError`` for fewer than 10 points, or where they are all the same.
    """
    if len(points) < 10:
        raise ValueError(f"{len(points)} points are too few to imitate: add at least 10.")
    if (points == points[0]).all():
        raise ValueError("All points are the same, so there is nothing to imitate.")
    centres = points.astype(np.float32)
    return Distribution(name, centres, spread=0.02, known=False, columns=columns)


def fitted(table: np.ndarray, names: Sequence[str]) -> tuple[np.ndarray, tuple[Column, Column]]:
    """Two columns of a table (N, 2), each by its own range moved and scaled to fill the picture.

    A column that never changes lies in the middle.
    """
    across, up = (
        Column(name, float(numbers.min()), float(numbers.max()))
        for name, numbers in zip(names, table.T, strict=True)
    )
    places = np.stack([across.places(table[:, 0]), up.places(table[:, 1])], axis=1)
    return places, (across, up)
