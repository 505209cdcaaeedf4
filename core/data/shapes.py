"""Coloured shapes and textures of 32 x 32 pixels, drawn by this project, with their labels.

    >>> images, labels = shapes(samples=10, seed=0)
    >>> images.shape, labels.shape
    ((10, 32, 32, 3), (10,))

Colour, place, size, rotation, background and noise are drawn anew for each image, so that none of
them gives the class away: only the outline does, or the pattern. Each class is one function of the
plane, positive inside, so that a shape can be moved, turned and scaled by its coordinates alone.

Left out: several shapes in one image, hidden parts, perspective.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SIZE = 32
CONTRAST = 0.3  # least difference of luminance between a shape and its background

Field = Callable[[np.ndarray, np.ndarray], np.ndarray]


# Each takes coordinates (u, v) of any shape, in units of the figure's radius or the pattern's
# period, and returns about how far inside a point lies, in the same unit, negative outside.


def _disc(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 1 - np.hypot(u, v)


def _ring(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 0.2 - np.abs(np.hypot(u, v) - 0.8)


def _square(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 0.85 - np.maximum(np.abs(u), np.abs(v))


def _triangle(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 0.55 - np.max([np.cos(a) * u + np.sin(a) * v for a in np.arange(3) * 2 * np.pi / 3], 0)


def _cross(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    upright = np.minimum(0.28 - np.abs(u), 1 - np.abs(v))
    return np.maximum(upright, np.minimum(0.28 - np.abs(v), 1 - np.abs(u)))


def _star(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Five points: the plane is folded onto half a point, whose edge is one straight line."""
    radius, half = np.hypot(u, v), np.pi / 5
    angle = np.abs((np.arctan2(v, u) + half) % (2 * half) - half)
    inner = 0.45 * np.array([np.cos(half), np.sin(half)])
    edge = inner - [1, 0]
    outward = np.array([edge[1], -edge[0]]) / np.hypot(*edge)
    return -((radius * np.cos(angle) - 1) * outward[0] + radius * np.sin(angle) * outward[1])


def _stripes(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 0.25 - np.abs(u % 1 - 0.5)


def _checks(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.sin(np.pi * u) * np.sin(np.pi * v) / np.pi


def _dots(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 0.3 - np.hypot(u % 1 - 0.5, v % 1 - 0.5)


def _ripples(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 0.25 - np.abs(np.hypot(u, v) % 1 - 0.5)


FIGURES: dict[str, Field] = {
    "disc": _disc,
    "ring": _ring,
    "square": _square,
    "triangle": _triangle,
    "cross": _cross,
    "star": _star,
}
TEXTURES: dict[str, Field] = {
    "stripes": _stripes,
    "checks": _checks,
    "dots": _dots,
    "ripples": _ripples,
}
FIELDS = FIGURES | TEXTURES
CLASSES = tuple(FIELDS)


def draw(name: str, rng: np.random.Generator, size: int = SIZE) -> np.ndarray:
    """One image of the class ``name``: uint8 (size, size, 3), everything but the class random.

    Raises ``ValueError`` for a class that is not in ``CLASSES`` or a size below 8.
    """
    if name not in FIELDS:
        raise ValueError(f"There is no shape {name!r}. There are: {', '.join(CLASSES)}.")
    if size < 8:
        raise ValueError(f"{size} pixels are too few for a shape: take at least 8.")
    if name in FIGURES:
        scale = size * rng.uniform(0.26, 0.42)
        reach = 0.9 * (size / 2 - scale)  # how far the centre may go and leave the figure inside
    else:
        scale = size * rng.uniform(0.18, 0.32)
        reach = size / 2
    centre = size / 2 + rng.uniform(-reach, reach, 2)
    turn = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[:size, :size] + 0.5
    dx, dy = (x - centre[0]) / scale, (y - centre[1]) / scale
    u, v = np.cos(turn) * dx + np.sin(turn) * dy, np.cos(turn) * dy - np.sin(turn) * dx
    # One pixel from fully inside to fully outside: edges without stairs.
    inside = np.clip(0.5 + scale * FIELDS[name](u, v), 0, 1)[..., None]  # (size, size, 1)

    front, back = _two_colours(rng)
    light = _light(rng, x / size, y / size)[..., None]  # (size, size, 1)
    image = light * (inside * front + (1 - inside) * back)
    image += rng.uniform(0, 0.08) * rng.standard_normal(image.shape)
    return (255 * np.clip(image, 0, 1)).round().astype(np.uint8)


def shapes(samples: int, seed: int, size: int = SIZE) -> tuple[np.ndarray, np.ndarray]:
    """Images (samples, size, size, 3) uint8 and their classes (samples,) int64, in turn.

    The first images of a longer set are those of a shorter one with the same seed.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(samples, dtype=np.int64) % len(CLASSES)
    images = np.empty((samples, size, size, 3), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[:] = draw(CLASSES[label], rng, size)
    return images, labels


def luminance(rgb: np.ndarray) -> np.ndarray:
    """How bright colours (..., 3) look (Rec. 601 weights), in their own unit."""
    return rgb @ np.array([0.299, 0.587, 0.114])


def _two_colours(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two random colours (3,) in [0, 1] that can be told apart without colour vision."""
    while True:
        front, back = rng.uniform(0, 1, (2, 3))
        if abs(luminance(front) - luminance(back)) >= CONTRAST:
            return front, back


def _light(rng: np.random.Generator, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Light that falls off in a random direction: factors from 0.7 to 1."""
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.3)
    along = (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)) / np.sqrt(2) + 0.5
    return 1 - fall * along
