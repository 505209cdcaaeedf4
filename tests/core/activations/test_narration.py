from dataclasses import replace

import numpy as np
import pytest

from core import train
from core.activations import narration
from core.activations.depth import signal_propagation
from core.activations.linear import collapse
from core.activations.linear_vs_nonlinear import as_race
from core.activations.preactivations import bell, measure
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.percent import bounded_percent
from core.train.race import Race


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (1e-9, "under 1%"), (0.5, "50%"), (0.999, "over 99%"), (1, "100%")],
)
def test_only_none_and_all_are_0_and_100_percent(share, said):
    assert bounded_percent(share) == said


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_preactivations_are_told_with_its_numbers(name):
    measured = measure(name, bell(Settings(spread=2.0)))
    said = narration.about_preactivations(measured)
    assert said.startswith(f"**{name}** ")
    assert f"On average, it multiplies the gradient by {measured.mean_slope:.2g}" in said
    quiet = "inactive for" if name in ("ReLU", "leaky ReLU") else "flat for"
    assert (quiet in said) == (measured.silent > 0)
    if name == "sigmoid":
        assert f"on for {bounded_percent(measured.on)}" in said
        assert f"off for {bounded_percent(measured.saturated - measured.on)}" in said
    else:
        assert ("saturated for" in said) == (measured.saturated > 0)
    assert ("it becomes zero" in said) == (measured.blocked > 0)
    assert "dead" not in said
    assert "-0.00" not in said


@pytest.mark.parametrize(
    ("layer", "place", "own"),
    [(1, "hidden layer 1", "ReLU"), (2, "hidden layer 2", "tanh"), (3, "the output layer", None)],
)
def test_sums_say_where_they_come_from(layer, place, own):
    settings = train.Settings(hidden=(4, 3), activation="ReLU", layer_activations=("same", "tanh"))
    said = narration.about_sums(np.zeros((10, 4)), settings, layer, epoch=5)
    assert said.startswith(f"40 sums of {place} after epoch 5: 10 training points, 4 units.")
    dead = {"ReLU": 4, "tanh": 0}  # all sums are zero
    told = f"applies {own} to them: {dead.get(own)} of 4 units are dead, which means off for every "
    assert (told if own else "applies no activation to them.") in said
    assert "before any training" in narration.about_sums(np.zeros((1, 1)), settings, layer, epoch=0)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, "no single linear layer computes"),
        ({"between": "identity"}, "it bends nothing"),
        ({"stack_layers": 1}, "add a layer"),
        ({"stack_layers": 10, "between": "sigmoid"}, "almost the same output everywhere"),
    ],
)
def test_a_collapse_is_told_as_it_came_out(chosen, expected):
    settings = Settings(**chosen)
    stack = collapse(settings)
    same, bent = narration.about_collapse(stack, settings)
    if settings.stack_layers == 1:
        assert same == "One linear layer is already one matrix of 2 weights and a bias."
    else:
        assert f"{stack.weights:,} weights" in same
        assert f"{stack.difference:.1e}" in same
        # Rounding shrinks with the precision; a real difference would not.
        assert stack.difference64 < 1e-6 * stack.largest
    assert expected in bent


def test_a_signal_is_told_and_rounding_is_called_so():
    chosen = Settings(shown=("sigmoid", "tanh", "identity"), depth=20)
    sigmoid, tanh, identity = narration.about_signal(signal_propagation(chosen))
    assert sigmoid.startswith("**sigmoid**: the outputs of layer 20 have mean 0.52")
    assert "rounding" in sigmoid
    assert "rounding" not in tanh + identity
    assert "e+" not in identity


def test_a_contest_is_told_by_its_standings():
    race = Race(*as_race(Settings(stack_width=2)))
    frame = race.frame()
    assert narration.about_race(frame).startswith("Before training, with **")
    while race.epoch < 1:
        race.advance()
    frame = race.frame()
    said = narration.about_race(frame)
    assert said.startswith("After epoch 1, with **")
    for standing in frame.standings:
        assert f"**{standing.variant}**, {bounded_percent(standing.metric)} of the" in said
    first = replace(frame.standings[0], diverged=4, metric=float("nan"))
    said = narration.about_race(replace(frame, standings=(first, *frame.standings[1:])))
    assert f"with **{first.variant}**, all 4 seeds have diverged" in said
    assert "nan" not in said
