"""What the pictures of several concepts share."""

from __future__ import annotations

import numpy as np

from app.plot import Raster
from app.theme import LEVELS, Theme


def pixels(span: tuple[float, float], count: int) -> tuple[float, float]:
    """The outer edges of ``count`` pixels whose centres run evenly from end to end of ``span``."""
    half = (span[1] - span[0]) / (count - 1) / 2
    return span[0] - half, span[1] + half


def signed_raster(
    values: np.ndarray,
    x: tuple[float, float],
    y: tuple[float, float],
    theme: Theme,
    *,
    limit: float = 1.0,
    words: tuple[str, ...] = (),
) -> Raster:
    """A map of signed numbers, ``(rows, columns)``: orange at ``-limit``, blue at ``limit``."""
    index = np.clip(np.rint((values / limit + 1) * 127.5), 0, 255).astype(np.uint8)
    return Raster(
        index, theme.diverging, pixels(x, index.shape[1]), pixels(y, index.shape[0]), words
    )


def class_raster(
    classes: np.ndarray,
    confidence: np.ndarray,
    x: tuple[float, float],
    y: tuple[float, float],
    theme: Theme,
    names: tuple[str, ...],
) -> Raster:
    """A map of classes, ``(rows, columns)``, each the fainter the less sure (0 to 1) it is."""
    level = np.clip(np.rint(confidence * (LEVELS - 1)), 0, LEVELS - 1).astype(np.uint8)
    words = tuple(
        f"{name}, {100 * step / (LEVELS - 1):.0f} % sure"
        for name in names
        for step in range(LEVELS)
    )
    index = (classes.astype(np.uint8) * LEVELS + level).astype(np.uint8)
    return Raster(
        index, theme.class_map(len(names)),
        pixels(x, index.shape[1]), pixels(y, index.shape[0]), words,
    )  # fmt: skip


def line(x: np.ndarray, y: np.ndarray, name: str, colour: str, **more: object) -> dict:
    """A curve; ``dash`` and ``width`` go to its line, the rest to the trace."""
    stroke = {"color": colour, "width": more.pop("width", 2), "dash": more.pop("dash", "solid")}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "name": name,
        "line": stroke,
        **more,
    }
