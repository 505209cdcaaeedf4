"""A knob's value as an address says it, and back.

``write`` and ``read`` are each other's inverse. ``read`` treats any other text as the knob's widget
does, so that a page can say what becomes of a wrong link.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.knob_kinds import Choice, Items, Knob, Number, Scalar, Several, Switch, Text, Value


@dataclass(frozen=True)
class Reading:
    """What is used of the texts: None if nothing fits; ``exact`` if it is all that they say."""

    value: Value | None
    exact: bool


NOTHING = Reading(None, exact=False)


def write(knob: Knob, value: Any) -> list[str]:
    """The texts of one parameter of an address."""
    if isinstance(knob, Several):
        return list(value) or [""]
    if isinstance(knob, Switch):
        return [str(value).lower()]
    short = knob.format(value)
    lossy = isinstance(knob, Number) and float(short) != value
    return [repr(value) if lossy else short]


def read(knob: Knob, texts: Sequence[str]) -> Reading:
    """The value that the texts of one parameter say. Of more than one, most widgets take the last.

    >>> from core.knob_kinds import Number
    >>> depth = Number(default=3, label="Depth", low=1, high=8, step=1)
    >>> read(depth, ["5"]), read(depth, ["5.5"]), read(depth, ["9"])
    (Reading(value=5, exact=True), Reading(value=5, exact=False), Reading(value=None, exact=False))
    """
    last = texts[-1]
    match knob:
        case Several():
            chosen = () if list(texts) == [""] else texts
            return Reading(knob.in_order(chosen), exact=set(chosen) <= set(knob.options))
        case Switch():
            said = last.lower()
            return Reading(said == "true", exact=True) if said in ("true", "false") else NOTHING
        case Text():
            return Reading(last[: knob.max_chars], exact=len(last) <= knob.max_chars)
        case Choice():
            meant: dict[str, Scalar] = {knob.format(option): option for option in knob.options}
            fits = last in meant and not (knob.numeric and len(texts) > 1)
            return Reading(meant[last], exact=True) if fits else NOTHING
        case Number():
            return _read_number(knob, texts)
    raise TypeError(f"{knob.label} is said by more than one parameter: read its parts.")


def _read_number(knob: Number, texts: Sequence[str]) -> Reading:
    said = as_number(texts[-1])
    if not math.isfinite(said) or (len(texts) > 1 and not knob.typed):
        return NOTHING
    used = int(said) if knob.whole else said
    # A field rounds what is typed and then looks at its ends, a slider looks at them first.
    if not knob.low <= (used if knob.typed else said) <= knob.high:
        return NOTHING
    return Reading(used, exact=used == said)


def as_number(text: str) -> float:
    """The number that a text says; NaN if it says none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def parts(knob: Knob) -> Iterator[Knob]:
    """The knobs that have a parameter each: the knob itself, or a list's length and its items."""
    if not isinstance(knob, Items):
        yield knob
        return
    if not knob.one_for_each:
        yield knob.length()
    yield from map(knob.item_at, range(knob.max_items))


def split(knob: Knob, value: Any) -> Iterator[tuple[Knob, Any]]:
    """The parts of a knob that this value needs, each with its own value."""
    if not isinstance(knob, Items):
        yield knob, value
        return
    if not knob.one_for_each:
        yield knob.length(), len(value)
    yield from ((knob.item_at(place), item) for place, item in enumerate(value))
