"""A setting is declared once, as a knob, and everything else follows from that declaration.

    >>> @dataclass(frozen=True)
    ... class Settings(Knobs):
    ...     depth: int = slider(10, low=2, high=100, label="Hidden layers", help="Why it matters.")
    ...     activation: str = choice("sigmoid", ("sigmoid", "ReLU"), label="Activation")
    >>> Settings(depth=101)
    Traceback (most recent call last):
    ValueError: Hidden layers: 101 is not from 2 to 100.

From it come the widget, the address in the browser, validation, presets, export and the
property tests. A settings object is frozen and hashable, so that it can key a cache, and it can
only be made with values that its knobs accept. A knob that cannot be is refused where it is
declared.

Left out on purpose: what the kinds of knob are (``core.knob_kinds``), how a knob looks on
screen, how an address says its value (``core.knob_text``), and rules that tie two knobs
together (a concept raises its own ``ValueError`` for those in ``__post_init__``, after
``super()``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TypedDict, TypeVar, Unpack

from core.knob_kinds import Choice, Items, Knob, Number, Scalar, Several, Switch, Text, Value

SEEDS = 10_000

# Like a dataclass's own ``field``, a declaration is typed as the value that it stands for.
AnyNumber = TypeVar("AnyNumber", int, float)
AnyScalar = TypeVar("AnyScalar", bool, int, float, str)


class Details(TypedDict, total=False):
    """The options of a knob, apart from its label.

    ``when`` gets an object with the knobs declared before this one and says whether this one
    applies; where it does not, the setting keeps its default.
    """

    help: str
    group: str
    when: Callable[[Any], bool]


class Words(Details):
    """The arguments of every knob, required and optional."""

    label: str


def _declared(knob: Knob) -> Any:
    """A dataclass field of this knob, which has to accept its own default."""
    knob.check(knob.default)
    return field(default=knob.default, metadata={"knob": knob})


def switch(default: bool, **words: Unpack[Words]) -> bool:
    """Declare a knob that is on or off."""
    return _declared(Switch(default=default, **words))


def slider(
    default: AnyNumber,
    *,
    low: float,
    high: float,
    step: float | None = None,
    **words: Unpack[Words],
) -> AnyNumber:
    """Declare a number on a slider, whole if its default is; ``step`` is 1, or a hundredth."""
    usual = 1 if isinstance(default, int) else (high - low) / 100
    return _declared(
        Number(default=default, low=low, high=high, step=usual if step is None else step, **words)
    )


def number(
    default: AnyNumber, *, low: float, high: float, step: float = 1, **words: Unpack[Words]
) -> AnyNumber:
    """Declare a number that is typed, whole if its default is."""
    return _declared(Number(default=default, low=low, high=high, step=step, typed=True, **words))


def seed(default: int = 0, *, label: str = "Seed", **details: Unpack[Details]) -> int:
    """Declare the seed of all random numbers."""
    return number(default, low=0, high=SEEDS - 1, label=label, **details)


def choice(
    default: AnyScalar,
    options: Iterable[AnyScalar],
    *,
    names: Mapping[Scalar, str] | None = None,
    **words: Unpack[Words],
) -> AnyScalar:
    """Declare one of several options: texts in a list, or numbers on a slider.

    ``names`` has words for special numbers (``{0: "all"}``).
    """
    return _declared(
        Choice(default=default, options=tuple(options), names=dict(names or {}), **words)
    )


def text(default: str, *, max_chars: int, **words: Unpack[Words]) -> str:
    """Declare a text that the learner writes."""
    return _declared(Text(default=default, max_chars=max_chars, **words))


def several(
    default: tuple[str, ...],
    options: Iterable[str],
    *,
    min_items: int = 0,
    **words: Unpack[Words],
) -> tuple[str, ...]:
    """Declare a tuple of options, each of them at most once."""
    return _declared(Several(default=default, options=tuple(options), min_items=min_items, **words))


def items(
    default: tuple[AnyScalar, ...],
    each: AnyScalar,
    *,
    min_items: int = 0,
    max_items: int,
    one_for_each: str = "",
    **words: Unpack[Words],
) -> tuple[AnyScalar, ...]:
    """Declare a tuple of items, of which some may be the same.

    ``each`` is the declaration of an item, a ``number`` or a ``choice``: its default is what a
    further item is at first, and its label has the place for the item's number
    (``"Units in layer {}"``).
    """
    declaration: Any = each
    return _declared(
        Items(
            default=default,
            item=declaration.metadata["knob"],
            min_items=min_items,
            max_items=max_items,
            one_for_each=one_for_each,
            **words,
        )
    )


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
    return [
        f"{declared.label} {declared.format(before)} → {declared.format(after)}"
        for declared in knobs_of(type(one))
        if (before := getattr(one, declared.name)) != (after := getattr(other, declared.name))
    ]
