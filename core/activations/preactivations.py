"""An activation on real data: its outputs for a layer's sums, and the gradient it passes back.

A layer hands each activation a weighted sum, its pre-activation. Here many of them at once are put
through one activation: as histograms before and after, and as shares of the states of
``core.activations.curves``.

Left out: which unit and which example a pre-activation belongs to. No unit is therefore called dead
here: that would take every input of one unit.

References: Glorot & Bengio 2010, section 3 (where sigmoid and tanh units saturate); Maas et al.
2013 (ReLU units without a gradient).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.activations.curves import DEAD, LIMIT, states, value_and_slope
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS

SAMPLE = 10_000
BINS = 120


@dataclass(frozen=True)
class Histogram:
    """Shares per bin over a fixed range; with ``below`` and ``above`` of it they sum to 1.

    ``edges`` has shape (BINS + 1,), ``share`` has shape (BINS,).
    """

    edges: np.ndarray
    share: np.ndarray
    below: float
    above: float


@dataclass(frozen=True)
class Preactivations:
    """A layer's pre-activations put through one activation. Shares lie between 0 and 1.

    ``responds``, ``silent`` and ``saturated`` are the shares of the three states and sum to 1.
    ``on`` is the part of ``saturated`` in the upper half of the range.
    ``blocked`` is the share without any gradient (slope zero to float32), whatever their state.
    ``mean_slope`` is the average factor for a gradient on its way back, ``mean`` and ``spread`` are
    the mean and the standard deviation of the outputs.
    """

    name: str
    inputs: Histogram
    outputs: Histogram
    responds: float
    silent: float
    saturated: float
    on: float
    blocked: float
    mean_slope: float
    mean: float
    spread: float


def bell(settings: Settings) -> np.ndarray:
    """Pre-activations N(mean, spread²) of shape (SAMPLE,), in rising order.

    One draw from each of SAMPLE equally likely slices (stratified sampling): close to the exact
    curve, and with one seed the same draws move and stretch as mean and spread do.
    """
    generator = torch.Generator().manual_seed(settings.seed)
    within = torch.rand(SAMPLE, generator=generator, dtype=torch.float64)
    # A draw of exactly 0 in the first slice would be minus infinity.
    level = ((torch.arange(SAMPLE) + within) / SAMPLE).clamp(min=torch.finfo(torch.float64).eps)
    return (settings.mean + settings.spread * torch.special.ndtri(level)).numpy()


def measure(name: str, inputs: np.ndarray) -> Preactivations:
    """Put pre-activations of any shape (from ``bell`` or a trained layer) through an activation.

    Raises ``ValueError`` where there is no pre-activation, or one that is not a finite number.
    """
    x = torch.tensor(inputs, dtype=torch.float64).flatten()  # any shape -> (pre-activations,)
    if not len(x):
        raise ValueError("There are no pre-activations; give at least one.")
    if not x.isfinite().all():
        raise ValueError("Some pre-activations are not finite numbers: the network has diverged.")
    value, slope = (tensor.numpy() for tensor in value_and_slope(name, x))
    masks = states(name, value, slope)
    return Preactivations(
        name=name,
        inputs=_histogram(x.numpy(), -LIMIT, LIMIT),
        outputs=_histogram(value, *output_range(name)),
        **{state: float(mask.mean()) for state, mask in masks.items()},
        on=float((masks["saturated"] & (value > sum(ACTIVATIONS[name].ends) / 2)).mean()),
        blocked=float((np.abs(slope) < DEAD).mean()),
        mean_slope=float(slope.mean()),
        mean=float(value.mean()),
        spread=float(value.std()),
    )


def output_range(name: str) -> tuple[float, float]:
    """The outputs that a histogram shows: the activation's range, cut at what ±LIMIT gives."""
    activation = ACTIVATIONS[name]
    low, high = activation.ends
    at_limits = activation(torch.tensor([-LIMIT, LIMIT], dtype=torch.float64)).tolist()
    return (
        low if np.isfinite(low) else at_limits[0],
        high if np.isfinite(high) else at_limits[1],
    )


def _histogram(values: np.ndarray, low: float, high: float) -> Histogram:
    count, edges = np.histogram(values, bins=BINS, range=(low, high))
    below, above = float((values < low).mean()), float((values > high).mean())
    return Histogram(edges, count / values.size, below, above)
