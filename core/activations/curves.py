"""An activation as a curve with its slope, and what one unit does at one point of it.

The slope is autograd's, so that a new activation needs no derivative by hand. Where a curve has a
kink, autograd's convention holds: ReLU has slope 0 at 0.

For an input, a unit is in one of three states, which follow from its output and its slope
(``states``):

* it **responds**: its output rises with its input, by at least ``FLAT`` of it;
* it is **silent**: its output no longer rises and is faint, as ReLU's is left of zero;
* it is **saturated**: its output no longer rises because it nears an end of its range,
  as a sigmoid's does on both sides.

In words, a ReLU is active where its sum is above 0, and a sigmoid is on near 1, off near 0, and
responsive between (``word``). No state of one input makes a unit dead: a dead unit is off for every
input of the data (``core.nn.activations.dead_units``).

Left out: second derivatives, and activations whose output depends on more than one input.

References: Glorot & Bengio 2010, section 3 (saturation); Goodfellow et al. 2016, "Deep Learning",
section 6.3 (hidden units and their slopes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.nn.activations import ACTIVATIONS, DEAD

# Less than a twentieth of the gradient gets through.
FLAT = 0.05
# An output nearer to zero than this counts as none. The dips of GELU (-0.17) and SiLU (-0.28) do.
FAINT = 0.3
# An output nearer to an end of its range than this is near it, in words.
NEAR = 0.1

LIMIT = 10.0
# 0 and every stop of the probe are points of this grid, exactly.
GRID = np.arange(-500, 501) / 50


@dataclass(frozen=True)
class Curve:
    """An activation at the points ``x``, all three arrays of shape (points,) in float64."""

    name: str
    x: np.ndarray
    value: np.ndarray
    slope: np.ndarray


@dataclass(frozen=True)
class Probe:
    """One unit at one input: ``state`` is "responds", "silent" or "saturated"."""

    name: str
    x: float
    value: float
    slope: float
    state: str
    sentence: str


def value_and_slope(name: str, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The activation and its slope by autograd at every element of ``x``, in float64."""
    x = x.detach().double().requires_grad_()
    value = ACTIVATIONS[name](x)
    # Each output depends on its own input alone, so the gradient of the sum holds every slope.
    (slope,) = torch.autograd.grad(value.sum(), x)
    return value.detach(), slope


def curve(name: str, x: np.ndarray = GRID) -> Curve:
    """The curve of an activation and of its slope at the points ``x`` of shape (points,)."""
    points = torch.tensor(x, dtype=torch.float64)
    value, slope = value_and_slope(name, points)
    return Curve(name, points.numpy(), value.numpy().copy(), slope.numpy())


def states(name: str, value: np.ndarray, slope: np.ndarray) -> dict[str, np.ndarray]:
    """Which units are in which state: a mask for each of the three, exactly one of them true.

    A flat unit is saturated where its range ends on both sides, and where it ends on one side
    alone but away from zero (ELU's -1). Every other flat unit is silent, leaky ReLU included:
    its faint output still falls, but only by a hundredth of its input.
    """
    responds, held = slope >= FLAT, saturated(name, value, slope)
    return {"responds": responds, "silent": ~responds & ~held, "saturated": held}


def saturated(name: str, value: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """The last of these masks alone."""
    low, high = ACTIVATIONS[name].ends
    if not np.isfinite(low):
        return np.zeros(slope.shape, bool)
    flat = slope < FLAT
    return flat if np.isfinite(high) else flat & (np.abs(value) > FAINT)


def probe(name: str, x: float) -> Probe:
    """What one unit does with the input ``x``, in numbers and in a sentence."""
    at_x = curve(name, np.array([x]))
    masks = states(name, at_x.value, at_x.slope)
    state = next(state for state, mask in masks.items() if mask[0])
    value, slope = float(at_x.value[0]), float(at_x.slope[0])
    return Probe(name, float(x), value, slope, state, _sentence(name, x, value, slope, state))


def word(name: str, state: str) -> str:
    """The word for a state of this activation, in pictures and in sentences."""
    if state == "saturated":
        return "saturated"
    _, around = value_and_slope(name, torch.tensor([-1e-9, 1e-9]))
    if around[0] < FLAT <= around[1]:  # with a kink at 0, as ReLU
        return "active" if state == "responds" else "inactive"
    return "responsive" if state == "responds" else "flat"


def _sentence(name: str, x: float, value: float, slope: float, state: str) -> str:
    said = word(name, state)
    if said in ("active", "inactive"):
        why = f"its sum is {'' if said == 'active' else 'not '}above 0"
    elif state == "responds":
        why = "its output rises with its sum"
    else:
        why = "its output hardly rises with its sum"
        end = min(ACTIVATIONS[name].ends, key=lambda end: abs(end - value))
        if abs(end - value) < NEAR:
            why = f"its output is near {_number(end)}"
            if ACTIVATIONS[name].ends == (0, 1):
                said = "on" if end == 1 else "off"
    if abs(slope) < DEAD:
        gradient = "it passes no gradient back"
    else:
        turned = ", which reverses its sign" if slope < 0 else ""
        gradient = f"it multiplies the gradient by {_number(slope)}{turned}"
    return (
        f"At {_number(x)} {name} is {said}: {why}. Its output is {_number(value)}, and {gradient}."
    )


def _number(number: float) -> str:
    # Adding zero turns -0.0 into 0.0.
    return f"{number + 0.0:.3g}"
