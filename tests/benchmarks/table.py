"""A measured line, and how lines are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A figure of this app beside a reference that was measured in the same run, or is quoted.

    ``target`` is what the ratio ours / reference has to keep to, such as "≤ 0.6".
    """

    what: str
    ours: float
    reference: float | None = None
    unit: str = ""
    target: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the reference's."""
        return None if self.reference is None else self.ours / self.reference


def show(title: str, lines: Sequence[Line]) -> None:
    """Print the lines under a title, in columns."""
    rows = [("", "this app", "reference", "ratio", "target")]
    for line in lines:
        reference = "" if line.reference is None else f"{line.reference:,.4g} {line.unit}"
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        rows.append((line.what, f"{line.ours:,.4g} {line.unit}", reference, ratio, line.target))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print(f"\n{title}")
    for what, *values in rows:
        cells = [value.rjust(width) for value, width in zip(values, widths[1:], strict=True)]
        print("  " + "  ".join([what.ljust(widths[0]), *cells]).rstrip(), flush=True)
