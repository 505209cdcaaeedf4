"""Hypothesis strategies that follow from the knobs: any settings that a learner can choose."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import assume
from hypothesis import strategies as st

from core.knob_kinds import Choice, Items, Knob, Number, Several, Switch, Text, Value
from core.knobs import Knobs, applicable


def values(knob: Knob, length: int | None = None) -> st.SearchStrategy[Value]:
    """Every value that a knob's widgets can be turned to; ``length`` is a list's, where given."""
    match knob:
        case Switch():
            return st.booleans()
        case Choice():
            return st.sampled_from(knob.options)
        case Text():
            return st.text(max_size=knob.max_chars)
        case Several():
            picked = st.sets(st.sampled_from(knob.options), min_size=knob.min_items)
            return picked.map(knob.in_order)
        case Number():
            places = st.integers(0, int((knob.high - knob.low) / knob.step + 1e-6))
            return places.map(lambda place: _at(knob, place))
        case Items():
            least = knob.min_items if length is None else length
            most = knob.max_items if length is None else length
            return st.lists(values(knob.item), min_size=least, max_size=most).map(tuple)
    raise NotImplementedError(f"No value of a {type(knob).__name__} is known.")


def _at(knob: Number, place: int) -> float:
    reached = knob.low + place * knob.step
    return int(reached) if knob.whole else round(reached, 6)


@st.composite
def any_settings(draw: st.DrawFn, cls: type[Knobs]) -> Knobs:
    """Settings as the knobs can show them: what does not apply stays at its default."""

    def read(knob: Knob, so_far: SimpleNamespace) -> Value:
        if not isinstance(knob, Items) or not knob.one_for_each:
            return draw(values(knob))
        listed = list(draw(values(knob, len(getattr(so_far, knob.one_for_each)))))
        while listed and listed[-1] == knob.item.default:
            listed.pop()
        return tuple(listed)

    try:
        return cls(**{knob.name: value for knob, value in applicable(cls, read)})
    except ValueError:  # knobs that do not go together
        assume(False)
