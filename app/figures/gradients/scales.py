"""Axes of powers of ten, and the colours of A and B.

Gradients of a hundred layers leave the range of float32, which is all that a picture can carry, so
what is drawn is their exponent, on an axis whose ticks say the number.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.theme import Theme

# Where axes end. A picture whose axes stay as they are follows a knob at once (app/plot/quick.js),
# so the ends lie far apart: few steps of the depth move an axis.
DECADES = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 55, 75, 100, 150, 200, 324)
DEPTHS = (5, 10, 20, 40, 60, 100)


def exponents(values: np.ndarray) -> np.ndarray:
    """log10 of the values; NaN, which is not drawn, where they are not positive and finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(np.asarray(values, dtype=np.float64))
    return np.where(np.isfinite(logs), logs, np.nan)


def decades(curves: Iterable[np.ndarray], *, most: int = 7) -> dict:
    """An axis for curves of exponents, from one of ``DECADES`` to another, with 1 on it."""
    every = np.concatenate([*curves, [0.0]])
    every = every[np.isfinite(every)]
    bottom, top = -_beyond(-float(every.min())), _beyond(float(every.max()))
    if bottom == top:
        top = 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (top - bottom) / step <= most)
    ticks = np.arange(np.ceil(bottom / step), np.floor(top / step) + 1) * step
    return {
        "range": [bottom - 0.04 * (top - bottom), top + 0.04 * (top - bottom)],
        "tickvals": ticks,
        "ticktext": [power(tick) for tick in ticks],
        "zeroline": False,
    }


def _beyond(exponent: float) -> int:
    """The first of ``DECADES`` that is not below the exponent."""
    return next(end for end in DECADES if exponent <= end)


def power(exponent: float) -> str:
    """A power of ten as a tick says it."""
    return {0: "1", 1: "10", -1: "0.1"}.get(round(exponent), f"1e{round(exponent)}")


def said(values: np.ndarray) -> list[str]:
    """Numbers as a hover says them."""
    return [f"{value:.2e}" for value in values]


def layers_axis(depth: int, *, exact: bool = False) -> dict:
    """An axis of the hidden layers, up to the next of ``DEPTHS`` or just to the last one."""
    end = depth if exact else next(end for end in DEPTHS if depth <= end)
    return {
        "range": [0.5 - 0.02 * end, end + 0.5 + 0.02 * end],
        **layers_ticks(end),
        "zeroline": False,
    }


def layers_ticks(last: int) -> dict:
    """Ticks at whole layers, the first one among them."""
    step = next(step for step in (1, 2, 5, 10, 20) if last / step <= 6)
    later = range(step, last + 1, step) if step > 2 else range(1 + step, last + 1, step)
    ticks = np.array([1, *later])
    return {"tickvals": ticks, "ticktext": [str(tick) for tick in ticks]}


def colour(place: int, theme: Theme) -> str:
    """The colour of A (0), of B (1)."""
    return (theme.positive, theme.negative)[place]
