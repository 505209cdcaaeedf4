"""Knobs: what a settings class accepts follows from its declaration alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from core.knob_kinds import Number
from core.knobs import (
    Knobs,
    applicable,
    changed,
    choice,
    items,
    knobs_of,
    number,
    seed,
    several,
    slider,
    switch,
    text,
)


@dataclass(frozen=True)
class Settings(Knobs):
    """One knob of each kind."""

    bias: bool = switch(True, label="Bias")
    depth: int = slider(3, low=0, high=8, label="Depth", help="How deep.", group="Network")
    noise: float = slider(0.1, low=0.0, high=0.5, label="Noise")
    rate: float = choice(0.1, (0.01, 0.1, 1.0), names={0.01: "slow"}, label="Rate")
    asked: str = text("Why?", max_chars=10, label="Question")
    shape: str = choice("circle", ("circle", "XOR"), label="Shape")
    features: tuple[str, ...] = several(("x1",), ("x1", "x2", "x3"), min_items=1, label="Features")
    hidden: tuple[int, ...] = items(
        (4, 2), number(1, low=1, high=64, label="Item {}"), max_items=8, label="Hidden layers"
    )
    spread: float = slider(
        1.0, low=0.1, high=2.0, label="Spread", when=lambda chosen: chosen.shape == "XOR"
    )


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (lambda: slider(9, low=0, high=8, label="Depth"), "Depth: 9 is not from 0 to 8"),
        (lambda: slider(0, low=8, high=0, label="Depth"), "Depth: 8 is not below 0"),
        (lambda: slider(1, low=0, high=8, step=0, label="Depth"), "a step of 0 leads nowhere"),
        (lambda: slider(1, low=0, high=2000, label="Depth"), "at most 1000 places"),
        (lambda: number(3, low=5, high=8, label="Width"), "Width: 3 is not from 5 to 8"),
        (lambda: seed(-1), "Seed: -1 is not from 0 to 9999"),
        (lambda: choice("c", ("a", "b"), label="Shape"), "Shape: 'c' is not one of a, b"),
        (lambda: choice("a", ("a", "a"), label="Shape"), "a, a leaves no clear choice"),
        (lambda: choice("a", (), label="Shape"), "nothing leaves no clear choice"),
        (lambda: choice(1, (0, 1), names={0: "1"}, label="Rate"), "1, 1 leaves no clear choice"),
        (lambda: choice(1, (1, 2), names={0: "all"}, label="Rate"), "0 has a name and is no"),
        (lambda: choice(1, (0.5, 1.5), label="Rate"), "Rate: 1 is not one of 0.5, 1.5"),
        (lambda: text("Why?", max_chars=3, label="Question"), "a text of at most 3 characters"),
        (lambda: several(("c",), ("a", "b"), label="Features"), "is not a selection"),
        (lambda: several((), ("a",), min_items=1, label="Features"), "at least 1"),
        (
            lambda: items((0,), number(1, low=1, high=4, label="{}"), max_items=2, label="Layers"),
            "Layers: (0,) is not from 1 to 4",
        ),
        (
            lambda: items((), choice("a", "ab", label="{}"), min_items=3, max_items=2, label="Own"),
            "Own: 3 to 2 items are no range",
        ),
    ],
)
def test_a_knob_that_cannot_be_is_refused_where_it_is_declared(declare, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        declare()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("bias", 1, "Bias: 1 is not on or off"),
        ("depth", 9, "Depth: 9 is not from 0 to 8"),
        ("depth", -1, "Depth: -1"),
        ("depth", 2.5, "Depth: 2.5 is not a whole number"),
        ("depth", True, "Depth: True is not a number"),
        ("depth", "3", "Depth: '3' is not a number"),
        ("noise", float("nan"), "Noise: nan is not a finite number"),
        ("noise", 0.6, "Noise: 0.6 is not from 0 to 0.5"),
        ("rate", 0.2, "Rate: 0.2 is not one of slow, 0.1, 1"),
        ("asked", "eleven long", "Question: 'eleven long' is not a text of at most 10 characters"),
        ("asked", 3, "Question: 3 is not a text"),
        ("shape", "square", "Shape: 'square' is not one of circle, XOR"),
        ("features", (), "Features: () has 0 items"),
        ("features", ("x2", "x1"), "in their order"),
        ("features", ("x1", "x1"), "in their order"),
        ("features", ["x1"], "is not a tuple"),
        ("hidden", (4, 65), "Hidden layers: (4, 65) is not from 1 to 64"),
        ("hidden", (1,) * 9, "at most 8"),
        ("hidden", (2.0,), "is not a whole number"),
    ],
)
def test_a_wrong_value_is_named_with_its_knob_and_what_is_accepted(
    name: str, value: object, said: str
) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z]") as refused:
        Settings(**{name: value})
    assert said in str(refused.value)


def test_the_ends_of_every_range_are_accepted() -> None:
    for declared in knobs_of(Settings):
        if isinstance(declared, Number):
            kind = int if declared.whole else float
            for end in (declared.low, declared.high):
                assert getattr(Settings(**{declared.name: kind(end)}), declared.name) == end


def test_settings_key_a_cache() -> None:
    assert {Settings(): 1}[Settings(depth=3)] == 1
    assert Settings(hidden=(3,)) != Settings()


def test_a_knob_that_does_not_apply_keeps_its_default_and_is_not_read() -> None:
    read: list[str] = []

    def value(declared, so_far):
        read.append(declared.name)
        return "circle" if declared.name == "shape" else declared.default

    assert "spread" not in [declared.name for declared, _ in applicable(Settings, value)]
    assert "spread" not in read
    assert "depth" in read


def test_what_is_changed_is_said_and_nothing_else() -> None:
    assert changed(Settings()) == {}
    assert changed(Settings(depth=5, hidden=(2,))) == {"depth": 5, "hidden": (2,)}


def test_numbers_are_said_in_words_where_they_have_some() -> None:
    rate = {declared.name: declared for declared in knobs_of(Settings)}["rate"]
    assert [rate.format(option) for option in rate.options] == ["slow", "0.1", "1"]
