"""Axes of powers of ten, and the colours of A and B.

Gradients of a hundred layers leave the range of float32, which is all that a picture can carry, so
what is drawn is their exponent, on an axis whose ticks say the number.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.theme import Theme


def exponents(values: np.ndarray) -> np.ndarray:
    """log10 of the values; NaN, which is not drawn, where they are not positive and finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(np.asarray(values, dtype=np.float64))
    return np.where(np.isfinite(logs), logs, np.nan)


def decades(curves: Iterable[np.ndarray], *, most: int = 7) -> dict:
    """An axis for curves of exponents, from a whole decade to another; it moves in large steps."""
    every = np.concatenate([*curves, [0.0]])
    every = every[np.isfinite(every)]
    low, high = float(every.min()), float(every.max())
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (high - low) / step <= most)
    high = max(high, low + 1e-9)
    bottom, top = np.floor(low / step) * step, np.ceil(high / step) * step
    ticks = np.arange(bottom, top + step / 2, step)
    return {
        "range": [bottom - 0.04 * (top - bottom), top + 0.04 * (top - bottom)],
        "tickvals": ticks,
        "ticktext": [power(tick) for tick in ticks],
        "zeroline": False,
    }


def power(exponent: float) -> str:
    """A power of ten as a tick says it."""
    return {0: "1", 1: "10", -1: "0.1"}.get(round(exponent), f"1e{round(exponent)}")


def said(values: np.ndarray) -> list[str]:
    """Numbers as a hover says them."""
    return [f"{value:.2e}" for value in values]


def layers_axis(depth: int) -> dict:
    """An axis of the hidden layers. It ends at a whole ten, so that it moves with few of its steps."""
    end = max(5, -(-depth // 10) * 10)
    return {"range": [0.5 - 0.02 * end, end + 0.5 + 0.02 * end], "zeroline": False}


def colour(place: int, theme: Theme) -> str:
    """The colour of A (0), of B (1)."""
    return (theme.positive, theme.negative)[place]
