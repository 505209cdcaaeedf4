"""The kinds of knobs: a switch, a number, a choice, a text, several of a choice, or a list.

Each kind knows which values it accepts and how it says them. ``core.knobs`` declares them,
``core.knob_text`` reads and writes them in addresses, and how they look is the app's.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Scalar = bool | int | float | str
Value = Scalar | tuple[Scalar, ...]

FINEST = 1000  # at most so many places, so that a slider can reach each of them


@dataclass(frozen=True, kw_only=True)
class Knob:
    """One setting: its default, the words that go with it, and what it accepts."""

    name: str = ""
    default: Any
    label: str
    help: str = ""
    group: str = ""
    when: Callable[[Any], bool] | None = None

    def check(self, value: Any) -> None:
        """Raise ``ValueError`` that names the knob, the value and what is accepted."""
        problem = self.problem(value)
        if problem:
            raise ValueError(f"{self.label}: {value!r} {problem}.")

    def format(self, value: Any) -> str:
        """The value in words, as the learner reads it."""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def accepts(self) -> str:
        """What this knob takes, in a few words."""
        raise NotImplementedError

    def problem(self, value: Any) -> str | None:
        """What is wrong with a value, None for one that is accepted."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Switch(Knob):
    """On or off."""

    def format(self, value: Any) -> str:
        return "on" if value else "off"

    def accepts(self) -> str:
        return "on or off"

    def problem(self, value: Any) -> str | None:
        return None if isinstance(value, bool) else f"is not {self.accepts()}"


@dataclass(frozen=True, kw_only=True)
class Number(Knob):
    """An int or a float from ``low`` to ``high``, typed or set on a slider."""

    low: float
    high: float
    step: float
    typed: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"{self.label}: {self.low:g} is not below {self.high:g}.")
        if self.step <= 0:
            raise ValueError(f"{self.label}: a step of {self.step:g} leads nowhere.")
        if not self.typed and (self.high - self.low) / self.step > FINEST:
            raise ValueError(f"{self.label}: a slider has at most {FINEST} places.")

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are accepted."""
        return isinstance(self.default, int)

    def accepts(self) -> str:
        return f"from {self.low:g} to {self.high:g}"

    def problem(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "is not a number"
        if self.whole and not isinstance(value, int):
            return "is not a whole number"
        if not math.isfinite(value):
            return "is not a finite number"
        return None if self.low <= value <= self.high else f"is not {self.accepts()}"


@dataclass(frozen=True, kw_only=True)
class Choice(Knob):
    """One of ``options``, all texts or all numbers; ``names`` has the words for some of them."""

    options: tuple[Scalar, ...]
    names: Mapping[Scalar, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        _check_options(self, self.options)
        if unknown := [name for name in self.names if name not in self.options]:
            raise ValueError(f"{self.label}: {unknown[0]!r} has a name and is no option.")

    @property
    def numeric(self) -> bool:
        """Whether the options are numbers, in an order that a slider can show."""
        return not isinstance(self.default, str)

    def format(self, value: Any) -> str:
        return self.names[value] if value in self.names else super().format(value)

    def accepts(self) -> str:
        return "one of " + ", ".join(map(self.format, self.options))

    def problem(self, value: Any) -> str | None:
        # A float may be written as an int, and True, which equals 1, is no number.
        same = isinstance(value, type(self.default) | int) and not isinstance(value, bool)
        return None if same and value in self.options else f"is not {self.accepts()}"


@dataclass(frozen=True, kw_only=True)
class Text(Knob):
    """A text that the learner writes."""

    max_chars: int

    def accepts(self) -> str:
        return f"a text of at most {self.max_chars} characters"

    def problem(self, value: Any) -> str | None:
        fits = isinstance(value, str) and len(value) <= self.max_chars
        return None if fits else f"is not {self.accepts()}"


@dataclass(frozen=True, kw_only=True)
class Several(Knob):
    """A tuple of different ``options``, in their order."""

    default: tuple[str, ...]
    options: tuple[str, ...]
    min_items: int = 0

    def __post_init__(self) -> None:
        _check_options(self, self.options)

    def format(self, value: Any) -> str:
        return ", ".join(value) or "none"

    def accepts(self) -> str:
        return "one of " + ", ".join(self.options)

    def in_order(self, chosen: Iterable[str]) -> tuple[str, ...]:
        """Those of the options that are chosen."""
        chosen = set(chosen)
        return tuple(option for option in self.options if option in chosen)

    def problem(self, value: Any) -> str | None:
        if not isinstance(value, tuple):
            return "is not a tuple"
        if len(value) < self.min_items:
            return f"has {len(value)} items, at least {self.min_items} are needed"
        if value != self.in_order(value):
            return f"is not a selection, in their order, from {', '.join(self.options)}"
        return None


@dataclass(frozen=True, kw_only=True)
class Items(Knob):
    """A tuple of values of the knob ``item``, whose default is that of a further item.

    ``one_for_each`` names another such knob: this one then has an item for each of that one's,
    and what it does not list is at the item's default.
    """

    default: tuple[Scalar, ...]
    item: Knob
    min_items: int = 0
    max_items: int
    one_for_each: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.min_items <= self.max_items:
            raise ValueError(
                f"{self.label}: {self.min_items} to {self.max_items} items are no range."
            )

    def format(self, value: Any) -> str:
        return ", ".join(map(self.item.format, value)) or "none"

    def accepts(self) -> str:
        return f"{self.min_items} to {self.max_items} items, each {self.item.accepts()}"

    def problem(self, value: Any) -> str | None:
        if not isinstance(value, tuple):
            return "is not a tuple"
        if not self.min_items <= len(value) <= self.max_items:
            return (
                f"has {len(value)} items, at least {self.min_items} and at most {self.max_items} "
                "are needed"
            )
        return next(filter(None, map(self.item.problem, value)), None)

    def length(self) -> Number:
        """The knob that says how many items there are."""
        return Number(
            name=self.name,
            default=len(self.default),
            label=self.label,
            help=self.help,
            low=self.min_items,
            high=self.max_items,
            step=1,
        )

    def item_at(self, place: int) -> Knob:
        """The knob of one item; places count from 0, and names and labels from 1."""
        usual = self.default[place] if place < len(self.default) else self.item.default
        return dataclasses.replace(
            self.item,
            name=f"{self.name}_{place + 1}",
            label=self.item.label.format(place + 1),
            default=usual,
        )


def _check_options(knob: Knob, options: tuple[Scalar, ...]) -> None:
    """Raise ``ValueError`` unless there are some and each is said in its own words."""
    said = [knob.format(option) if isinstance(knob, Choice) else str(option) for option in options]
    if not said or len(set(said)) < len(said):
        raise ValueError(f"{knob.label}: {', '.join(said) or 'nothing'} leaves no clear choice.")
