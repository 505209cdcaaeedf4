"""The knobs that a view shows are those that its pictures answer to; the others change nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from core.activations import curves, depth, linear, linear_vs_nonlinear, preactivations
from core.activations import presets as activations
from core.activations.settings import Settings as Activations
from core.gradients import presets as gradients
from core.gradients.at_initialisation import start
from core.gradients.chain_rule import chain
from core.gradients.ladder import ladder
from core.gradients.settings import Settings as Gradients
from core.gradients.settings import compared
from core.knob_kinds import Choice, Knob, Number, Several, Switch
from core.knobs import Knobs, knobs_of


def curves_of(settings: Activations) -> object:
    probes = [curves.probe(name, settings.probe) for name in settings.shown]
    arriving = preactivations.bell(settings) if settings.source == "adjustable" else settings.source
    return settings.shown, probes, arriving


# What each view draws, measured; settings that are part of a result are no result.
VIEWS: dict[str, tuple[Callable[[Knobs], object], Knobs, tuple[str, ...]]] = {
    "start": (
        lambda settings: {name: start(one) for name, one in compared(settings).items()},
        Gradients(initialisation="normal", versus="He init"),
        gradients.ACTING[gradients.START],
    ),
    "ladder": (
        lambda settings: {k: repr(one) for k, one in ladder(settings).items()},
        Gradients(),
        gradients.ACTING[gradients.LADDER],
    ),
    "by hand": (chain, Gradients(), gradients.ACTING[gradients.HAND]),
    "curves": (curves_of, Activations(), activations.ACTING[activations.CURVES]),
    "why": (
        lambda settings: (linear.collapse(settings), repr(linear_vs_nonlinear.as_race(settings))),
        Activations(),
        activations.ACTING[activations.WHY],
    ),
    "depth": (depth.signal_propagation, Activations(), activations.ACTING[activations.DEPTH]),
}


def leaves(found: object) -> list:
    """A result as a flat list of plain values."""
    if isinstance(found, Knobs):
        return []
    if is_dataclass(found):
        return leaves([getattr(found, field.name) for field in fields(found)])
    if isinstance(found, np.ndarray):
        return found.ravel().tolist()
    if isinstance(found, dict):
        return leaves([*found.items()])
    if isinstance(found, (list, tuple)):
        return [leaf for part in found for leaf in leaves(part)]
    return [found]


def same(one: object, other: object) -> bool:
    """Whether two results agree; a product of the same matrices may differ in its last digits."""
    ours, theirs = leaves(one), leaves(other)
    return len(ours) == len(theirs) and all(map(close, ours, theirs))


def close(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return bool(np.isclose(one, other, rtol=1e-4, atol=1e-6, equal_nan=True))
    return one == other


def another(knob: Knob, value: object) -> object:
    """A value of the knob beside the one that it has."""
    match knob:
        case Switch():
            return not value
        case Several():
            return tuple(option for option in knob.options if option not in value)
        case Choice():
            return knob.options[knob.options.index(value) - 1]
        case Number():
            return knob.high if value != knob.high else knob.low
    raise NotImplementedError(f"No other value of a {type(knob).__name__} is known.")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_answers_to_its_knobs_and_to_no_others(view: str) -> None:
    measure, settings, acting = VIEWS[view]
    before = measure(settings)
    answered = set()
    for knob in knobs_of(type(settings)):
        turned = {knob.name: another(knob, getattr(settings, knob.name))}
        if not same(measure(replace(settings, **turned)), before):
            answered.add(knob.name)
    assert answered == set(acting)
