import os
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from core import train
from core.activations import narration
from core.activations.curves import probe
from core.activations.depth import signal_propagation
from core.activations.linear import collapse
from core.activations.linear_vs_nonlinear import as_race
from core.activations.preactivations import bell, measure
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.percent import bounded_percent
from core.train.race import Race
from tests.strategies import any_settings


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
    network = train.Settings(hidden=(4, 3), activation="ReLU", layer_activations=("same", "tanh"))
    said = narration.about_sums(np.zeros((10, 4)), network, layer, epoch=5)
    assert said.startswith(f"40 sums of {place} after epoch 5: 10 training points, 4 units.")
    dead = {"ReLU": 4, "tanh": 0}  # all sums are zero
    told = f"applies {own} to them: {dead.get(own)} of 4 units are dead, which means off for every "
    assert (told if own else "applies no activation to them.") in said
    assert "before any training" in narration.about_sums(np.zeros((1, 1)), network, layer, epoch=0)


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
    asked = Settings(**chosen)
    stack = collapse(asked)
    same, bent = narration.about_collapse(stack, asked)
    if asked.stack_layers == 1:
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
    assert sigmoid.startswith("**sigmoid**: the outputs of layer 20 have mean 0.46")
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


@settings(max_examples=100 if "NIGHTLY" in os.environ else 8)
@given(chosen=any_settings(Settings))
def test_every_sentence_agrees_with_numbers_found_another_way(chosen):
    # One unit at the probe, and the data.
    for name in chosen.shown:
        said = probe(name, chosen.probe).sentence
        x = torch.tensor(chosen.probe, dtype=torch.float64, requires_grad=True)
        value = ACTIVATIONS[name](x)
        (slope,) = torch.autograd.grad(value, x)
        assert f"Its output is {value.item() + 0.0:.3g}, and it " in said
        assert ("passes no gradient" in said) == (abs(slope.item()) < 1.2e-7)
        assert ("sum is above 0" in said) <= (chosen.probe > 0)
        assert ("sum is not above 0" in said) <= (chosen.probe <= 0)
        assert "dead" not in said
    # The stack: rounding is called so only where double precision takes it away.
    stack = collapse(chosen)
    same, bent = narration.about_collapse(stack, chosen)
    if "rounding" in same:
        assert stack.difference64 <= 1e-6 * max(stack.difference, stack.largest)
    varies, largest = np.ptp(stack.bent), np.abs(stack.bent).max()
    if "nothing about the input is left" in bent:
        assert varies == 0
    if "almost the same output" in bent:
        assert 0 < varies < 0.01 * largest
    if "no single linear layer" in bent:
        columns = np.stack([np.ones(31 * 31), *map(np.ravel, np.meshgrid(*[stack.axis] * 2))], 1)
        left = np.linalg.lstsq(columns, stack.bent.ravel(), rcond=None)[1][0] / 31**2
        assert left > 1e-7 * stack.bent.var()
    # The signal through the layers.
    measured = signal_propagation(chosen)
    first = measured.same_push[:, 0]
    for v in range(len(chosen.shown)):
        about, push = narration.about_signal(measured)[v], measured.sentences[v]
        size = max(abs(measured.mean[v, -1]), measured.spread[v, -1])
        lost = "does not depend on the input" in about
        # A few steps of float32, 1.2e-7 each.
        contrast = measured.contrast[v, -1]
        assert contrast <= 5e-7 * size if lost else contrast > 4e-7 * size
        assert ("rounding error" in about) == (lost and measured.contrast[v, -1] > 0)
        share = measured.same_push[v, -1]
        if "its weights get no gradient" in push:
            assert measured.mean[v, -1] == measured.spread[v, -1] == 0
        if "together" in push:
            assert chosen.width > 1
            assert share > first[v] + 0.1 * (1 - first[v])
        if "zigzagging" in push:
            assert share == 1
        if "as freely as" in push:
            assert share < first[v] + 0.3 * (1 - first[v]) + 1e-6
