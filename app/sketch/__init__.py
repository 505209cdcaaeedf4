"""A pad to draw on, by mouse, finger or pen: points of a chosen class, or ink.

The drawing lives in the browser; the server gets a copy after each stroke and checks it, since a
browser can send anything. Left out: points that can be dragged elsewhere.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw

from app.components import component

__all__ = ["ink", "points"]

_pad = component("sketch", "sketch/sketch.js")

Point = tuple[float, float, int]
Range = tuple[float, float]
Stroke = list[tuple[float, float]]

PEN = 0.09  # the width of a stroke of ink, as a share of the pad's side
SMOOTH = 4  # ink is drawn so many times as large, and made smaller


def points(
    *,
    key: str,
    labels: tuple[str, ...],
    colours: tuple[str, ...],
    x_range: Range,
    y_range: Range,
    start: Sequence[Point] = (),
    most: int = 500,
    height: int = 340,
    alt: str,
) -> list[Point]:
    """Show a pad for points of the classes ``labels``; return its points as (x, y, class).

    The coordinates lie in ``x_range`` and ``y_range``, the class is an index into ``labels`` and
    ``colours`` (CSS colours), and there are at most ``most`` points. The pad opens with
    ``start``; another ``start`` replaces what was drawn, and otherwise a drawing outlives reruns
    and visits to other pages. ``height`` is in pixels, without the buttons; ``alt`` says what
    the pad is for.
    """
    limits = (len(labels), x_range, y_range, most)
    begun = [(float(x), float(y), int(label)) for x, y, label in start]
    # Streamlit forgets a component's state when its page is left, so the drawing is kept beside
    # it. The count tells a start that returns from the same start before.
    kept = st.session_state.get(f"{key}_kept", {"start": begun, "count": 0, "points": begun})
    if kept["start"] != begun:
        kept = {"start": begun, "count": kept["count"] + 1, "points": begun}
    drawn = check_points(kept["points"], *limits)
    version = f"{kept['count']}-{hashlib.sha256(repr(begun).encode()).hexdigest()[:12]}"
    data = {
        "mode": "points",
        "version": version,
        "points": drawn,
        "labels": labels,
        "colours": colours,
        "x": x_range,
        "y": y_range,
        "most": most,
        "height": height,
        "alt": alt,
    }
    sent = _pad(key=key, data=data, on_points_change=lambda: None).points
    if isinstance(sent, dict) and sent.get("version") == version:
        drawn = check_points(sent.get("points"), *limits)
    st.session_state[f"{key}_kept"] = {**kept, "points": drawn}
    return drawn


def ink(*, key: str, side: int, most: int = 4000, height: int = 260, alt: str) -> np.ndarray:
    """Show a black square to draw on; return its ink, (side, side) uint8, 255 where it is white.

    A drawing has at most ``most`` points in all of its strokes, and outlives reruns and visits to
    other pages. ``height`` is in pixels, without the buttons; ``alt`` says what the pad is for.
    """
    drawn = st.session_state.get(f"{key}_kept", [])
    data = {
        "mode": "ink",
        "version": "0",
        "strokes": drawn,
        "width": PEN,
        "most": most,
        "height": height,
        "alt": alt,
    }
    sent = _pad(key=key, data=data, on_ink_change=lambda: None).ink
    if isinstance(sent, dict):
        drawn = check_strokes(sent.get("strokes"), most)
    st.session_state[f"{key}_kept"] = drawn
    return inked(drawn, side)


def check_strokes(sent: object, most: int) -> list[Stroke]:
    """The strokes among what a browser sent, of ``most`` points in all; never raises."""
    strokes = []
    for stroke in sent[:most] if isinstance(sent, (list, tuple)) else ():
        points = [(x, y) for x, y, _ in check_points(_flat(stroke), 1, (0, 1), (0, 1), most)]
        most -= len(points)
        if points:
            strokes.append(points)
    return strokes


def _flat(stroke: object) -> list[list]:
    """A stroke's places as points of one class, for the same checks."""
    places = stroke if isinstance(stroke, (list, tuple)) else ()
    return [[*place, 0] for place in places if isinstance(place, (list, tuple))]


def inked(strokes: Sequence[Stroke], side: int) -> np.ndarray:
    """Strokes as pixels, with round ends and smooth edges: (side, side) uint8."""
    large = SMOOTH * side
    image = Image.new("L", (large, large))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        places = [(x * large, y * large) for x, y in stroke]
        draw.line(places, fill=255, width=round(PEN * large))
        for place in places:  # a line's ends and joints are not round by themselves
            draw.circle(place, (PEN * large - 1) / 2, fill=255)
    return np.asarray(image.reduce(SMOOTH))


def check_points(
    sent: object, classes: int, x_range: Range, y_range: Range, most: int
) -> list[Point]:
    """The points among what a browser sent, clipped to the ranges; everything else is dropped.

    Looks at no more than the first ``most`` items, and never raises.
    """
    found = []
    for item in sent[:most] if isinstance(sent, (list, tuple)) else ():
        match item:
            case [bool(), _, _] | [_, bool(), _] | [_, _, bool()]:
                continue
            case [int() | float() as x, int() | float() as y, int() as label] if (
                # Not math.isfinite, which cannot take an int too large for a float.
                abs(x) < math.inf and abs(y) < math.inf and 0 <= label < classes
            ):
                found.append((_clip(x, x_range), _clip(y, y_range), label))
    return found


def _clip(value: float, limits: Range) -> float:
    return float(min(max(value, limits[0]), limits[1]))
