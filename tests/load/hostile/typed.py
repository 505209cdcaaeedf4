"""What a browser can send without a file: typed texts, and drawings that no pad has made."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

Drawing = Any  # whatever JSON holds


def typed() -> Iterator[tuple[str, str]]:
    """Name and text of each."""
    yield "nothing", ""
    yield "spaces", " " * 100_000
    yield "one megabyte", "a" * 1_000_000
    yield "digits", "9" * 1_000_000
    yield "numbers", "1 " * 500_000
    yield "commas", "," * 500_000
    yield "rows", "1 2;" * 100_000
    yield "channels", "1|" * 100_000
    yield "minus signs", "-" * 500_000
    yield "fraction", "1/" * 100_000
    yield "overflow", "1e999 -1e999 nan inf"
    yield "right to left", "\u202e\u200d\u2066 שלום 👩‍👩‍👧‍👦"
    yield "half a pair", "a\ud800b"
    yield "control signs", "\x00\x1b[31m\x07"
    yield "markup", "<script>alert(1)</script> $$\\frac$$ [a](javascript:alert(1)) " * 50
    yield "formula", "=HYPERLINK(1)\n@SUM(A1)"
    yield "lines", "\n".join(map(str, range(5_000)))


def drawings() -> Iterator[tuple[str, Drawing]]:
    """Name of each, and what is sent in place of points or strokes."""
    yield "nothing", None
    yield "text", "points"
    yield "mapping", {"points": [[0, 0, 0]]}
    yield "good points", [[at / 9, -at / 9, at % 2] for at in range(20)]
    yield "one place", [[0, 0, at % 2] for at in range(20)]
    yield "million points", [[0.5, 0.25, 1]] * 1_000_000
    yield "not numbers", [["a", None, 0], [{}, [], 0], [True, False, True]] * 9
    yield "not finite", [[math.nan, math.inf, 0], [-math.inf, 0, 1]] * 9
    yield "400 digits", [[10**400, -(10**400), at % 2] for at in range(20)]
    yield "classes", [[0, 0, -1], [0, 0, 10**400], [0, 0, 0.5], [0, 0, "0"]] * 9
    yield "far away", [[1e308, -1e308, at % 2] for at in range(20)]
    yield "ragged", [[0], [0, 1], [0, 1, 0, 1], []] * 9
    yield "good strokes", [[[at / 99, other / 99] for at in range(100)] for other in range(9)]
    yield "many strokes", [[[0, 0], [1, 1]]] * 100_000
    yield "long stroke", [[[at / 1e6, 0.5] for at in range(1_000_000)]]
    yield "empty strokes", [[]] * 1_000_000
    yield "deep", _nested(500)


def _nested(depth: int) -> Drawing:
    made: Drawing = []
    for _ in range(depth):
        made = [made]
    return made
