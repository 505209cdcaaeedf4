"""Drawings that no pad has made, as a browser can send them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

Drawing = Any  # whatever JSON holds


def quick() -> Iterator[tuple[str, Drawing]]:
    """Name of each, and what is sent in place of points or strokes."""
    yield "nothing", None
    yield "text", "points"
    yield "mapping", {"points": [[0, 0, 0]]}
    yield "good points", [[at / 9, -at / 9, at % 2] for at in range(20)]
    yield "one place", [[0, 0, at % 2] for at in range(20)]
    yield "not numbers", [["a", None, 0], [{}, [], 0], [True, False, True]] * 9
    yield "not finite", [[math.nan, math.inf, 0], [-math.inf, 0, 1]] * 9
    yield "400 digits", [[10**400, -(10**400), at % 2] for at in range(20)]
    yield "classes", [[0, 0, -1], [0, 0, 10**400], [0, 0, 0.5], [0, 0, "0"]] * 9
    yield "far away", [[1e308, -1e308, at % 2] for at in range(20)]
    yield "ragged", [[0], [0, 1], [0, 1, 0, 1], []] * 9
    yield "good strokes", [[[at / 99, other / 99] for at in range(100)] for other in range(9)]
    yield "deep", _nested(500)


def slow() -> Iterator[tuple[str, Drawing]]:
    """The same with more than a pad lets anyone draw."""
    yield "million points", [[0.5, 0.25, 1]] * 1_000_000
    yield "many strokes", [[[0, 0], [1, 1]]] * 100_000
    yield "long stroke", [[[at / 1e6, 0.5] for at in range(1_000_000)]]
    yield "empty strokes", [[]] * 1_000_000


def _nested(depth: int) -> Drawing:
    made: Drawing = []
    for _ in range(depth):
        made = [made]
    return made
