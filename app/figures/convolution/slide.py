"""The window on its picture: the numbers and the look that ``app.slide`` sends."""

from __future__ import annotations

import numpy as np

from app.plot import Panel
from app.theme import Theme
from core.convolution import narration
from core.convolution.settings import CONVOLUTION, FEATURE_MAP
from core.convolution.slide import Slide

COLOURS = ("red", "green", "blue")


def slide(done: Slide, start: tuple[int, int], theme: Theme) -> Panel:
    """``start`` is the cell (row, column) of the output that the window opens on."""
    settings = done.settings
    channels = len(done.taken)
    mapped = settings.operation != CONVOLUTION and settings.takes == FEATURE_MAP
    looks = {
        "taken": _look(done.taken, theme),
        "output": _look(done.output, theme, _rounding(done)),
    }
    if done.kernel is not None:
        looks |= {"kernel": _signed(done.kernel, theme), "products": _products(done, theme)}
    top, left = done.down.padding, done.across.padding
    bordered = done.padded.shape != done.taken.shape
    pictures = {
        "taken": {
            "title": "Feature map" if mapped else "Image",
            "note": _size(done.taken) + (f" + {top} on each side" if top else ""),
            "alt": f"{'The feature map' if mapped else 'The image'}, {_size(done.taken)} numbers. "
            "Arrow keys move the window.",
            "array": done.padded,
            "look": looks["taken"],
            "border": [top, left, *done.taken.shape[1:]] if bordered else None,
        },
        "output": {
            "title": f"After {settings.operation}",
            "note": f"{_size(done.output)} · {_range(done.output, looks['output'])}",
            "alt": f"The output, {_size(done.output)} numbers. Arrow keys move the window.",
            "array": done.output,
            "look": looks["output"],
            "border": None,
        },
    }
    if mapped:
        pictures["image"] = {
            "title": "Image",
            "note": _size(done.image),
            "alt": f"The image before the convolution, {_size(done.image)} pixels.",
            "array": done.image,
            "look": _look(done.image, theme),
            "border": None,
        }
    if done.kernel is not None and channels == 3:
        pictures |= _channels(done, _look(done.partial, theme, _rounding(done)))
    return Panel(
        title=settings.operation,
        alt=f"{settings.operation[0].upper()}{settings.operation[1:]}: a window of "
        f"{done.down.size} × {done.across.size} slides over {_size(done.taken)} numbers and "
        f"gives {_size(done.output)}.",
        diagram={
            "operation": settings.operation,
            "channels": COLOURS if channels == 3 else ("",),
            "window": [done.down.size, done.across.size],
            "stride": [done.down.stride, done.across.stride],
            "dilation": [done.down.dilation, done.across.dilation],
            "bias": settings.bias,
            "padded": done.padded,
            "kernel": done.kernel,
            "output": done.output,
            "looks": looks,
            "pictures": pictures,
            "formula": narration.formulas(done),
            "start": list(start),
            "highlight": theme.classes[2],
        },
    )


def _channels(done: Slide, look: dict) -> dict[str, dict]:
    """The result of each colour channel, before they are added up."""
    return {
        name: {
            "title": name.capitalize(),
            "note": f"weight {weight:g}".replace("-", "−") if done.settings.kernel != "own" else "",
            "alt": f"Output of the {name} channel alone.",
            "array": part[None],
            "look": look,
            "border": None,
        }
        for name, part, weight in zip(COLOURS, done.partial, done.settings.weights, strict=True)
    }


def _rounding(done: Slide) -> float:
    """The size of what float32 may leave where a sum of products should be zero."""
    if done.kernel is None:
        return 0.0
    return narration.FLAT * float(np.abs(done.kernel).sum()) * float(np.abs(done.padded).max())


def _look(values: np.ndarray, theme: Theme, rounding: float = 0.0) -> dict:
    """Greys or colours for what is never negative, else orange below zero and blue above."""
    finite = values[np.isfinite(values)]
    if finite.size and finite.min() < -rounding:
        return _signed(values, theme)
    return {"kind": "plain", "limit": max(1.0, float(finite.max(initial=0)))}


def _signed(values: np.ndarray, theme: Theme) -> dict:
    limit = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    return {"kind": "signed", "limit": limit, "table": theme.diverging}


def _products(done: Slide, theme: Theme) -> dict:
    """On one scale for all cells: the largest weight on the brightest pixel."""
    assert done.kernel is not None  # there are no products without
    limit = np.abs(done.kernel).max() * np.abs(done.padded).max()
    return _signed(np.array([limit]), theme)


def _size(values: np.ndarray) -> str:
    height, width = values.shape[-2:]
    return f"{height} × {width}" + (" × 3" if values.ndim == 3 and len(values) == 3 else "")


def _range(values: np.ndarray, look: dict) -> str:
    if look["kind"] == "plain":
        return f"black 0, white {look['limit']:.3g}"
    return f"orange −{look['limit']:.3g}, blue {look['limit']:.3g}"
