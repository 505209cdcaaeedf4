"""Knobs: what a settings class accepts follows from its declaration alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core.knobs import Knobs, applicable, changed, knob, knobs_of


@dataclass(frozen=True)
class Settings(Knobs):
    """One knob of each kind."""

    bias: bool = knob(True, label="Bias")
    depth: int = knob(3, low=0, high=8, label="Depth", help="How deep.", group="Network")
    noise: float = knob(0.1, low=0.0, high=0.5, label="Noise")
    rate: float = knob(0.1, stops=(0.01, 0.1, 1.0), words={0.01: "slow"}, label="Rate")
    asked: str = knob("Why?", most=10, label="Question")
    shape: str = knob("circle", choices=("circle", "XOR"), label="Shape")
    features: tuple[str, ...] = knob(("x1",), choices=("x1", "x2", "x3"), least=1, label="Features")
    hidden: tuple[int, ...] = knob((4, 2), low=1, high=64, least=0, most=8, label="Hidden layers")
    spread: float = knob(
        1.0, low=0.1, high=2.0, label="Spread", when=lambda chosen: chosen.shape == "XOR"
    )


def test_the_kind_follows_from_the_default() -> None:
    kinds = {declared.name: declared.kind for declared in knobs_of(Settings)}
    assert kinds == {
        "bias": "switch",
        "depth": "whole",
        "noise": "number",
        "rate": "number",
        "asked": "text",
        "shape": "choice",
        "features": "several",
        "hidden": "list",
        "spread": "number",
    }


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
        if declared.kind in ("whole", "number") and not declared.stops:
            kind = int if declared.kind == "whole" else float
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
    assert [rate.say(stop) for stop in rate.stops] == ["slow", "0.1", "1"]
