"""A setting is declared once, as a knob, and everything else follows from that declaration.

    >>> @dataclass(frozen=True)
    ... class Settings(Knobs):
    ...     depth: int = knob(10, low=2, high=100, label="Hidden layers", help="Why it matters.")
    ...     activation: str = knob("sigmoid", choices=("sigmoid", "ReLU"), label="Activation")
    >>> Settings(depth=101)
    Traceback (most recent call last):
    ValueError: Hidden layers: 101 is not from 2 to 100.

From it come the widget, the address in the browser, validation, presets, export and the
property tests. A settings object is frozen and hashable, so that it can key a cache, and it can
only be made with values that its knobs accept.

Left out on purpose: how a knob looks on screen, and rules that tie two knobs together (a
concept raises its own ``ValueError`` for those in ``__post_init__``, after ``super()``).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

Scalar = bool | int | float | str
Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Knob:
    """One setting: its range or its choices, and the words that go with it.

    ``kind`` is one of

    * ``"switch"``: on or off;
    * ``"whole"`` and ``"number"``: an int or a float from ``low`` to ``high``, or one of ``stops``;
    * ``"choice"``: one of ``choices``;
    * ``"text"``: words of the learner's own, at most ``most`` characters;
    * ``"several"``: a tuple of different ``choices``, in their order, at least ``least``;
    * ``"list"``: a tuple of ``least`` to ``most`` items, each a whole number from ``low`` to
      ``high`` or one of ``choices``. ``one_for_each`` names another list: this one then has an
      item for each of that one's, and what it does not list is ``item_default``.
    """

    name: str
    kind: str
    default: Value
    label: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    stops: tuple[float, ...] = ()
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None
    item_label: str = "Item {}"
    item_default: Scalar | None = None
    one_for_each: str = ""
    words: Mapping[float, str] = field(default_factory=dict, hash=False)
    help: str = ""
    group: str = ""
    when: Callable[[Any], bool] | None = None

    def check(self, value: Value) -> None:
        """Raise ``ValueError`` that names the knob, the value and what is accepted."""
        problem = self._problem(value)
        if problem:
            raise ValueError(f"{self.label}: {value!r} {problem}.")

    def say(self, value: Scalar) -> str:
        """The value in words, as the learner reads it on the knob and in the address."""
        if self.kind == "switch":
            return "on" if value else "off"
        if value in self.words:
            return self.words[value]
        return f"{value:g}" if isinstance(value, float) else str(value)

    def accepts(self) -> str:
        """What this knob takes, in a few words."""
        if self.kind == "switch":
            return "on or off"
        if self.kind == "text":
            return f"a text of at most {self.most} characters"
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.stops:
            return "one of " + ", ".join(self.say(stop) for stop in self.stops)
        return f"from {self.low:g} to {self.high:g}"

    def _problem(self, value: Value) -> str | None:
        if self.kind in ("several", "list"):
            if not isinstance(value, tuple):
                return "is not a tuple"
            if len(value) < self.least or (self.most is not None and len(value) > self.most):
                most = "" if self.most is None else f" and at most {self.most}"
                return f"has {len(value)} items, at least {self.least}{most} are needed"
            if self.kind == "several" and list(value) != [c for c in self.choices if c in value]:
                return f"is not a selection, in their order, from {', '.join(self.choices)}"
            return next(filter(None, map(self._item_problem, value)), None)
        return self._item_problem(value)

    def _item_problem(self, value: Scalar) -> str | None:
        if self.kind == "switch":
            return None if isinstance(value, bool) else f"is not {self.accepts()}"
        if self.kind == "text":
            fits = isinstance(value, str) and len(value) <= self.most
            return None if fits else f"is not {self.accepts()}"
        if self.choices:
            return None if value in self.choices else f"is not {self.accepts()}"
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return "is not a number"
        if self.kind != "number" and not isinstance(value, int):
            return "is not a whole number"
        if not math.isfinite(value):
            return "is not a finite number"
        if self.stops:
            return None if value in self.stops else f"is not {self.accepts()}"
        return None if self.low <= value <= self.high else f"is not {self.accepts()}"


def knob(
    default: Value,
    *,
    label: str,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    stops: tuple[float, ...] = (),
    choices: tuple[str, ...] = (),
    least: int = 0,
    most: int | None = None,
    item_label: str = "Item {}",
    item_default: Scalar | None = None,
    one_for_each: str = "",
    words: Mapping[float, str] | None = None,
    help: str = "",
    group: str = "",
    when: Callable[[Any], bool] | None = None,
) -> Any:
    """Declare a knob as the default of a dataclass field; its kind follows from the default.

    A tuple with ``most`` is a ``"list"`` (items may repeat), a tuple without is ``"several"``; a
    text with ``most`` is the learner's own, one without is a ``"choice"``.
    ``words`` names special values (``{0: "all"}``). ``when`` gets an object with the knobs
    declared before this one and says whether this one applies; where it does not, the setting
    keeps its default.
    """
    match default:
        case bool():
            kind = "switch"
        case tuple():
            kind = "several" if most is None else "list"
        case str():
            kind = "choice" if most is None else "text"
        case int():
            kind = "whole"
        case _:
            kind = "number"
    declared = Knob(
        name="",
        kind=kind,
        default=default,
        label=label,
        low=low,
        high=high,
        step=step,
        stops=stops,
        choices=choices,
        least=least,
        most=most,
        item_label=item_label,
        item_default=item_default,
        one_for_each=one_for_each,
        words=dict(words or {}),
        help=help,
        group=group,
        when=when,
    )
    return field(default=default, metadata={"knob": declared})


@dataclass(frozen=True)
class Knobs:
    """Base of every settings class: it refuses values that its knobs do not accept."""

    def __post_init__(self) -> None:
        for declared in knobs_of(type(self)):
            declared.check(getattr(self, declared.name))


def knobs_of(settings: type[Knobs]) -> tuple[Knob, ...]:
    """The knobs of a settings class, in the order of their declaration."""
    return tuple(
        dataclasses.replace(declared.metadata["knob"], name=declared.name)
        for declared in dataclasses.fields(settings)
        if "knob" in declared.metadata
    )


def applicable(
    settings: type[Knobs], read: Callable[[Knob, SimpleNamespace], Value]
) -> Iterator[tuple[Knob, Value]]:
    """Walk the knobs that apply, reading each one's value; the others keep their default.

    ``read`` also gets the values so far, for knobs whose shape follows from an earlier one.
    """
    so_far = SimpleNamespace()
    for declared in knobs_of(settings):
        if declared.when is None or declared.when(so_far):
            value = read(declared, so_far)
            yield declared, value
        else:
            value = declared.default
        setattr(so_far, declared.name, value)


def changed(settings: Knobs) -> dict[str, Value]:
    """The settings that differ from their defaults, by name: what a link or a title must say."""
    return {
        declared.name: getattr(settings, declared.name)
        for declared in knobs_of(type(settings))
        if getattr(settings, declared.name) != declared.default
    }


def differences(one: Knobs, other: Knobs) -> list[str]:
    """What turns ``one`` into ``other``, a text for each knob: "Learning rate 0.01 → 0.1"."""
    texts = []
    for declared in knobs_of(type(one)):
        values = getattr(one, declared.name), getattr(other, declared.name)
        if values[0] != values[1]:
            said = [
                _listed(value) if isinstance(value, tuple) else declared.say(value)
                for value in values
            ]
            texts.append(f"{declared.label} {said[0]} → {said[1]}")
    return texts


def _listed(values: tuple) -> str:
    return ", ".join(map(str, values)) or "none"
