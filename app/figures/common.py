"""What the pictures of several concepts share."""

from __future__ import annotations

from html import escape

import numpy as np

from app.plot import Raster
from app.theme import Theme, levels
from core.cache import shared


def typed(text: str) -> str:
    """A text from outside as plotly shows it letter by letter: it acts on tags, on entities and,
    in a template, on ``%{...}``."""
    return escape(text, quote=False).replace("%{", "%\N{WORD JOINER}{")


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
        index, theme.diverging_map, pixels(x, index.shape[1]), pixels(y, index.shape[0]), words
    )


def class_raster(
    classes: np.ndarray,
    confidence: np.ndarray,
    x: tuple[float, float],
    y: tuple[float, float],
    theme: Theme,
    names: tuple[str, ...],
) -> Raster:
    """A map of classes, ``(rows, columns)``; the less sure (0 to 1), the fainter the colour."""
    steps = levels(len(names))
    level = np.clip(np.rint(confidence * (steps - 1)), 0, steps - 1).astype(np.uint8)
    index = (classes.astype(np.uint8) * steps + level).astype(np.uint8)
    return Raster(
        index,
        theme.class_map(len(names)),
        pixels(x, index.shape[1]),
        pixels(y, index.shape[0]),
        sure_words(names),
    )


@shared
def sure_words(names: tuple[str, ...]) -> tuple[str, ...]:
    """What each colour of a class map says: of a signed one for two names, else of a class map."""
    if len(names) == 2:
        return tuple(
            f"{names[level > 127]}, {50 + 50 * abs(level - 127.5) / 127.5:.0f}% sure"
            for level in range(256)
        )
    steps = levels(len(names))
    return tuple(
        f"{name}, {100 * step / (steps - 1):.0f}% sure" for name in names for step in range(steps)
    )


def line(x: np.ndarray, y: np.ndarray, name: str, colour: str, **more: object) -> dict:
    """A curve; ``dash`` and ``width`` go to its line, the rest to the trace."""
    stroke = {"color": colour, "width": more.pop("width", 2), "dash": more.pop("dash", "solid")}
    return {
        "type": "scatter",
        "mode": "lines" if len(x) > 2 else "lines+markers",
        "x": x,
        "y": y,
        "name": name,
        "line": stroke,
        **more,
    }
