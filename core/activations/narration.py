"""What the numbers measured on the activations page say, in sentences.

Left out: the sentences on one unit and on one-sided pushes, which ``curves`` and
``depth`` bring along.
"""

from __future__ import annotations

import numpy as np
import torch

from core import train
from core.activations.curves import word
from core.activations.depth import SignalPropagation
from core.activations.linear import Collapse
from core.activations.preactivations import Preactivations
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS, DEAD, dead_units
from core.percent import bounded_percent
from core.train.network import layer_name
from core.train.race import RaceFrame

# A remainder smaller than this share of the variance is rounding.
NOTHING = 1e-6
# An output that varies by less than this share of its size looks like one colour on a map.
FAINT = 1e-2
# Differences of only a few float32 steps are rounding errors.
ROUNDING = 4 * DEAD


def about_preactivations(each: Preactivations) -> str:
    """How much of the data an activation lets through, and how much gradient comes back."""
    shares = {
        word(each.name, "responds"): each.responds,
        word(each.name, "silent"): each.silent,
        "saturated": each.saturated,
    }
    if ACTIVATIONS[each.name].ends == (0, 1):
        del shares["saturated"]
        shares |= {"on": each.on, "off": each.saturated - each.on}
    said = [f"{what} for {bounded_percent(share)}" for what, share in shares.items() if share]
    said[0] += " of the data"
    lost = f"; for {bounded_percent(each.blocked)} it becomes zero" if each.blocked else ""
    return (
        f"**{each.name}** is {' and '.join(said)}. On average, it multiplies the gradient by "
        f"{each.mean_slope:.2g}{lost}. The outputs have mean "
        f"{_plain(each.mean)} and standard deviation {_plain(each.spread)}."
    )


def about_sums(sums: np.ndarray, settings: train.Settings, layer: int, epoch: int) -> str:
    """Where the sums (examples, units) of a trained network come from; layers count from 1."""
    examples, units = sums.shape
    of = layer_name(layer - 1, len(settings.hidden) + 1)
    # The output layer has no activation of its own.
    own = settings.activation_names()[layer - 1 : layer]
    there = (
        f"The network applies {own[0]} to them: {_dead(sums, own[0])}."
        if own
        else "The network applies no activation to them."
    )
    trained = f"after epoch {epoch}" if epoch else "before any training"
    return (
        f"{sums.size:,} sums of {of} {trained}: {examples} training points, "
        f"{units} unit{'s' if units > 1 else ''}. {there}"
    )


def _dead(sums: np.ndarray, name: str) -> str:
    """How many units are dead, of those that get the sums (examples, units)."""
    units = sums.shape[1]
    dead = int(dead_units(ACTIVATIONS[name](torch.from_numpy(sums)), name).sum())
    of = f"{dead} of {units} unit{'s' * (units > 1)}"
    return f"{of} {'is' if dead == 1 else 'are'} dead, which means off for every training point"


def about_collapse(collapse: Collapse, settings: Settings) -> tuple[str, ...]:
    """The difference between stack and single matrix, and the effect of an activation."""
    layers = settings.stack_layers
    same = (
        f"{layers} linear layers with {collapse.weights:,} weights and biases give the same output "
        f"as one matrix of 2 weights and a bias: the largest difference is "
        f"{collapse.difference:.1e} where outputs reach {collapse.largest:.2g}, and "
        f"{collapse.difference64:.1e} in double precision. This is rounding error."
    )
    name = settings.between
    if layers == 1:
        same = "One linear layer is already one matrix of 2 weights and a bias."
        bent = f"With a single layer there is no place for {name} in between: add a layer."
    elif not (varies := float(np.ptp(collapse.bent))):
        bent = (
            f"With {name} in between, the stack gives the same output everywhere: nothing about "
            "the input is left."
        )
    elif varies < FAINT * np.abs(collapse.bent).max():
        bent = (
            f"With {name} in between, the stack gives almost the same output everywhere: it varies "
            f"by {varies:.1e} where outputs reach {np.abs(collapse.bent).max():.2g}."
        )
    elif collapse.remaining_share < NOTHING:
        bent = f"With {name} in between, one plane still fits the output: here, it bends nothing."
    else:
        bent = (
            f"With {name} in between, the best plane fails to explain "
            f"{bounded_percent(collapse.remaining_share)} of the output's variance "
            f"({collapse.remaining:.2g} off on average): no single linear layer computes what this "
            f"stack computes."
        )
    return same, bent


def about_signal(measured: SignalPropagation) -> list[str]:
    """The signal in the last layer, for each activation."""
    last = zip(measured.names, measured.mean, measured.spread, measured.contrast, strict=True)
    sentences = []
    for name, (*_, mean), (*_, spread), (*_, contrast) in last:
        size = max(abs(mean), spread)
        lost = "" if contrast > ROUNDING * size else ": the output does not depend on the input"
        if lost and contrast:
            lost = f", which is rounding error{lost}"
        sentences.append(
            f"**{name}**: the outputs of layer {measured.layer[-1]} have mean {_plain(mean)} and "
            f"standard deviation {_size(spread)}; between examples they differ by "
            f"{_size(contrast)}{lost}."
        )
    return sentences


def about_race(frame: RaceFrame) -> str:
    """How far the networks with and without an activation have come."""
    before = "Before training" if frame.epoch == 0 else f"After epoch {frame.epoch}"
    scores = []
    for one in frame.standings:
        if one.diverged == one.seeds:
            scores.append(f"with **{one.variant}**, all {one.seeds} seeds have diverged")
            continue
        scores.append(
            f"with **{one.variant}**, {bounded_percent(one.metric)} of the validation points are "
            f"correct (standard deviation {bounded_percent(one.metric_spread)} over "
            f"{one.seeds - one.diverged} seeds)"
        )
    return f"{before}, {'; '.join(scores)}. Guessing gets about half of them right."


def _size(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2g}"


def _plain(number: float) -> str:
    # Adding zero turns -0.0 into 0.0.
    return f"{round(number, 2) + 0.0:.2f}"
