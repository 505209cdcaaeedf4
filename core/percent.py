"""A share in words, the same wherever it is written: "33%".

Left out: signs in front, and shares of programs that learners take home.
"""

from __future__ import annotations


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1 as a percentage with so many ``digits`` after the point: "33%"."""
    return f"{100 * share:.{digits}f}%"


def bounded_percent(share: float) -> str:
    """The same without digits; only none and all are said as 0 and 100: "under 1%"."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return percent(share)
