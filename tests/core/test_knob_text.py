"""An address says a value and is read back, for the knobs of every concept."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.knob_kinds import Choice, Items, Knob, Number, Several, Switch, Text, Value
from core.knob_text import NOTHING, Reading, parts, read, split, write
from core.knobs import Knobs, knobs_of
from tests.strategies import any_settings

ROOT = Path(__file__).parents[2]


def every_settings_class() -> list[type[Knobs]]:
    """All that core declares; importing their modules makes them known."""
    for path in sorted((ROOT / "core").rglob("*.py")):
        if "from core.knobs import" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    known = [Knobs]
    for cls in known:
        known += cls.__subclasses__()
    return [cls for cls in known if cls.__module__.startswith("core.") and cls is not Knobs]


CLASSES = every_settings_class()


def test_every_concept_has_settings() -> None:
    concepts = {cls.__module__.split(".")[1] for cls in CLASSES}
    assert concepts >= {"train", "activations", "gradients", "gans", "sequences", "retrieval"}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_written_is_read_back(cls: type[Knobs], data: st.DataObject) -> None:
    chosen = data.draw(any_settings(cls))
    for knob in knobs_of(cls):
        value = getattr(chosen, knob.name)
        said = {part.name: write(part, each) for part, each in split(knob, value)}
        readings = [read(part, said[part.name]) for part in parts(knob) if part.name in said]
        assert all(reading.exact for reading in readings)
        back = [reading.value for reading in readings]
        if isinstance(knob, Items):
            listed = back if knob.one_for_each else back[1:]
            assert tuple(listed) == value
            assert knob.one_for_each or back[0] == len(value)
        else:
            assert back == [value]


@given(st.floats(-1e300, 1e300), st.booleans())
def test_a_number_keeps_all_its_digits(value: float, typed: bool) -> None:
    knob = Number(default=0.0, label="", low=-1e300, high=1e300, step=1e300, typed=typed)
    assert read(knob, write(knob, value)) == Reading(value, exact=True)


SLIDER = Number(default=3, label="Depth", low=0, high=8, step=1)
TYPED = Number(default=3, label="Width", low=1, high=8, step=1, typed=True)
SHARE = Number(default=0.5, label="Share", low=0.0, high=1.0, step=0.1)
SHAPE = Choice(default="XOR", label="Shape", options=("XOR", "circle"))
BATCH = Choice(default=0, label="Batch", options=(0, 10), names={0: "all"})
TITLE = Text(default="", label="Title", max_chars=4)
FEATURES = Several(default=("a",), label="Features", options=("a", "b"), min_items=1)


@pytest.mark.parametrize(
    ("knob", "texts", "value"),
    [
        (SLIDER, ["3.0"], 3),
        (TYPED, ["3", "4"], 4),
        (SHARE, ["1e-1"], 0.1),
        (Switch(default=False, label="Bias"), ["True"], True),
        (SHAPE, ["XOR", "circle"], "circle"),
        (BATCH, ["all"], 0),
        (FEATURES, ["b", "a"], ("a", "b")),
        (FEATURES, [""], ()),
    ],
)
def test_what_says_a_value_in_another_way_is_read(knob: Knob, texts: list, value: Value) -> None:
    assert read(knob, texts) == Reading(value, exact=True)


@pytest.mark.parametrize(
    ("knob", "texts", "value"),
    [
        (SLIDER, ["0.5"], 0),
        (TYPED, ["8.5"], 8),
        (TITLE, ["too long"], "too "),
        (FEATURES, ["b", "c"], ("b",)),
    ],
)
def test_of_what_fits_in_part_that_part_is_used(knob: Knob, texts: list, value: Value) -> None:
    assert read(knob, texts) == Reading(value, exact=False)


@pytest.mark.parametrize(
    ("knob", "texts"),
    [
        (SLIDER, ["8.5"]),
        (SLIDER, ["3", "4"]),
        (SLIDER, ["²"]),
        (TYPED, ["0.5"]),
        (SHARE, ["nan"]),
        (SHARE, ["1e999"]),
        (SHARE, ["9" * 5000]),
        (Switch(default=False, label="Bias"), ["on"]),
        (SHAPE, ["square"]),
        (BATCH, ["0"]),
        (BATCH, ["all", "10"]),
    ],
)
def test_of_what_does_not_fit_nothing_is_used(knob: Knob, texts: list) -> None:
    assert read(knob, texts) == NOTHING


def test_a_list_is_read_by_its_parts() -> None:
    hidden = Items(default=(4,), label="Hidden", item=TYPED, max_items=2)
    assert [part.name for part in parts(hidden)] == ["", "_1", "_2"]
    with pytest.raises(TypeError, match="read its parts"):
        read(hidden, ["1"])
