"""Stacks of random linear layers, for the parts of the page that send a signal through one.

A layer is the weight and the bias of an ``nn.Linear``, filled by ``torch.nn.init``. It is not
the module itself, which would draw its first weights from torch's global random numbers.

Left out: training. These stacks stay as they were drawn.

References: Glorot & Bengio 2010 (Xavier), He et al. 2015 (He), LeCun et al. 1998, "Efficient
BackProp", section 4.6 (LeCun).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import nn

INITIALISERS: dict[str, Callable[..., torch.Tensor]] = {
    "Xavier": nn.init.xavier_uniform_,
    "He": partial(nn.init.kaiming_normal_, nonlinearity="relu"),
    # Gain 1 over the square root of the number of inputs is what LeCun et al. ask for.
    "LeCun": partial(nn.init.kaiming_normal_, nonlinearity="linear"),
}


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

    Weights follow ``INITIALISERS``; biases are uniform within ±1/sqrt(inputs), as in ``nn.Linear``.
    """
    layers = []
    for inputs, outputs in pairwise(sizes):
        weight, bias = torch.empty(outputs, inputs), torch.empty(outputs)
        INITIALISERS[initialisation](weight, generator=generator)
        nn.init.uniform_(bias, -(inputs**-0.5), inputs**-0.5, generator=generator)
        layers.append(Layer(weight, bias))
    return layers
