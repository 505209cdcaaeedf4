"""Texts that are typed, or that a browser sends as if they were."""

from __future__ import annotations

from collections.abc import Iterator


def quick() -> Iterator[tuple[str, str]]:
    """Name and text of each that is short."""
    yield "nothing", ""
    yield "overflow", "1e999 -1e999 nan inf"
    yield "right to left", "\u202e\u200d\u2066 שלום 👩‍👩‍👧‍👦"
    yield "half a pair", "a\ud800b"
    yield "control signs", "\x00\x1b[31m\x07"
    yield "markup", "<script>alert(1)</script> $$\\frac$$ [a](javascript:alert(1)) " * 50
    yield "formula", "=HYPERLINK(1)\n@SUM(A1)"
    yield "lines", "\n".join(map(str, range(5_000)))


def slow() -> Iterator[tuple[str, str]]:
    """Name and text of each that is longer than any field takes."""
    yield "spaces", " " * 100_000
    yield "one megabyte", "a" * 1_000_000
    yield "digits", "9" * 1_000_000
    yield "numbers", "1 " * 500_000
    yield "commas", "," * 500_000
    yield "rows", "1 2;" * 100_000
    yield "channels", "1|" * 100_000
    yield "minus signs", "-" * 500_000
    yield "fraction", "1/" * 100_000
