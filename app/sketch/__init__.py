"""A pad to draw on, by mouse, finger or pen: points of a chosen class.

What is drawn lives in the browser; the server gets a copy after each stroke. Whatever arrives is
checked, since a browser can send anything. Left out: points that can be dragged elsewhere.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import streamlit as st

from app.components import component

__all__ = ["points"]

_pad = component("sketch", "sketch/sketch.js")

Point = tuple[float, float, int]
Range = tuple[float, float]


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
    version = f"{kept['count']}-{hashlib.sha256(repr(begun).encode()).hexdigest()[:12]}"
    data = {
        "mode": "points",
        "version": version,
        "points": check_points(kept["points"], *limits),
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
    else:
        drawn = data["points"]
    st.session_state[f"{key}_kept"] = {**kept, "points": drawn}
    return drawn


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
