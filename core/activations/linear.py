"""Why a network needs something non-linear: a stack of linear layers is one linear layer.

    W2 (W1 x + b1) + b2  =  (W2 W1) x + (W2 b1 + b2)

The stack is multiplied out to one matrix and one bias. On the same grid of inputs, both differ only
by rounding. Then the same weights get an activation in between, and the best single linear map
(least squares) is fitted to their outputs: the remaining error is what no linear layer can do.

Left out: training. A trained stack is the same kind of function with other weights.

Reference: Goodfellow et al. 2016, "Deep Learning", section 6.1 (XOR) and 6.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.activations.random_layers import Layer, random_layers
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS

# Inputs up to three standard deviations of standardised data: -3 to 3, 31 along each axis.
AXIS = np.arange(-15, 16) / 5


@dataclass(frozen=True)
class Collapse:
    """A stack from two inputs to one output, without and with an activation in between.

    ``axis`` (points,) holds both x1 and x2. The four maps have shape (points, points), rows along
    x2 and columns along x1: ``stack`` is the linear stack, ``single`` is ``matrix`` (2,) and
    ``bias`` alone; ``bent`` is the stack with the activation, ``plane`` the best linear map to it.

    ``weights`` counts the numbers in the stack (biases too). ``difference`` is the largest
    |stack - single| in float32, ``difference64`` the same in float64, ``largest`` is the largest
    |stack| to compare them with. ``remaining`` is the root mean square of bent - plane, and
    ``remaining_share`` is the share of bent's variance that the plane misses (1 - R²).
    """

    axis: np.ndarray
    weights: int
    matrix: np.ndarray
    bias: float
    stack: np.ndarray
    single: np.ndarray
    difference: float
    difference64: float
    largest: float
    bent: np.ndarray
    plane: np.ndarray
    remaining: float
    remaining_share: float


def collapse(settings: Settings) -> Collapse:
    """Draw the stack, multiply it out, and fit the best linear map to its non-linear twin."""
    generator = torch.Generator().manual_seed(settings.seed)
    sizes = [2] + [settings.stack_width] * (settings.stack_layers - 1) + [1]
    layers = random_layers(sizes, settings.initialisation, generator)
    inputs = _grid()
    stack, matrix, bias, single = _both(layers, inputs)
    layers64, inputs64 = [layer.double() for layer in layers], inputs.double()
    stack64, _, _, single64 = _both(layers64, inputs64)

    # In float64: behind ten sigmoids the output moves by less than float32 can tell apart.
    bent = forward(layers64, inputs64, ACTIVATIONS[settings.between].module())
    plane = best_plane(inputs64, bent)
    left, variance, varies = bent - plane, bent.var(correction=0), bent.max() > bent.min()
    return Collapse(
        axis=AXIS.copy(),
        weights=sum(numbers.numel() for layer in layers for numbers in layer),
        matrix=matrix[0].numpy(),
        bias=float(bias),
        stack=_square(stack),
        single=_square(single),
        difference=float((stack - single).abs().max()),
        difference64=float((stack64 - single64).abs().max()),
        largest=float(stack.abs().max()),
        bent=_square(bent),
        plane=_square(plane),
        remaining=float(left.square().mean().sqrt()),
        # A stack that is silent everywhere is constant, and the plane misses nothing of it.
        remaining_share=float(left.square().mean() / variance) if varies else 0.0,
    )


def multiply_out(layers: Sequence[Layer]) -> tuple[torch.Tensor, torch.Tensor]:
    """One matrix (outputs, inputs) and one bias (outputs,) that do what all the layers do."""
    matrix, bias = layers[0]
    for layer in layers[1:]:
        matrix, bias = layer.weight @ matrix, layer.weight @ bias + layer.bias
    return matrix, bias


def forward(
    layers: Sequence[Layer], inputs: torch.Tensor, between: nn.Module | None = None
) -> torch.Tensor:
    """Send inputs (examples, inputs) through the layers, ``between`` after all but the last."""
    signal = functional.linear(inputs, *layers[0])
    for layer in layers[1:]:
        signal = functional.linear(signal if between is None else between(signal), *layer)
    return signal


def best_plane(inputs: torch.Tensor, outputs: torch.Tensor) -> torch.Tensor:
    """What the best linear map with a bias (least squares) makes of the inputs.

    Shapes: inputs (examples, inputs), outputs and result (examples, outputs).
    """
    # (examples, inputs) -> (examples, inputs + 1): the column of ones carries the bias.
    columns = torch.cat([inputs, torch.ones_like(inputs[:, :1])], dim=1)
    return columns @ torch.linalg.lstsq(columns, outputs).solution


def _both(
    layers: Sequence[Layer], inputs: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix, bias = multiply_out(layers)
    return forward(layers, inputs), matrix, bias, functional.linear(inputs, matrix, bias)


def _grid() -> torch.Tensor:
    axis = torch.tensor(AXIS, dtype=torch.float32)
    # (points * points, 2): cartesian_prod moves its last column fastest, and that shall be x1.
    return torch.cartesian_prod(axis, axis).flip(1)


def _square(outputs: torch.Tensor) -> np.ndarray:
    return outputs.reshape(len(AXIS), len(AXIS)).numpy()  # (points * points, 1) -> (points, points)
