"""Stacks of random linear layers, for the parts of the page that send a signal through one.

A layer is the weight and the bias of an ``nn.Linear``, filled by ``core.nn.initialisers``. It is
not the module itself, which would draw its initial weights from torch's global random numbers.

Left out: training. These stacks stay as they were drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import nn

from core.nn.initialisers import INITIALISERS

# The choices of ``core.nn.initialisers`` that keep a signal's size in one way or another.
INITIALISATIONS = ("Xavier", "He", "LeCun")


class Layer(NamedTuple):
    """One linear layer: ``weight`` (outputs, inputs) and ``bias`` (outputs,)."""

    weight: torch.Tensor
    bias: torch.Tensor

    def double(self) -> Layer:
        """The same numbers in float64."""
        return Layer(self.weight.double(), self.bias.double())


def random_layers(
    sizes: Sequence[int], initialisation: str, generator: torch.Generator
) -> list[Layer]:
    """Layers from ``sizes[0]`` inputs to ``sizes[-1]`` outputs, in float32.

    Weights follow one of ``INITIALISATIONS``; biases are uniform within
    ±1/sqrt(inputs), as in ``nn.Linear``.
    """
    layers = []
    for inputs, outputs in pairwise(sizes):
        weight, bias = torch.empty(outputs, inputs), torch.empty(outputs)
        INITIALISERS[initialisation](weight, math.nan, generator)  # none of them has a scale
        nn.init.uniform_(bias, -(inputs**-0.5), inputs**-0.5, generator=generator)
        layers.append(Layer(weight, bias))
    return layers
