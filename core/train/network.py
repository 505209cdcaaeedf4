"""The network that a learner trains: torch's own layers in an ``nn.Sequential``.

Each hidden layer is Linear, then normalisation, activation and dropout where they are chosen;
the output is one more Linear. Biases start at zero, and weights from ``core.nn.initialisers``.

Left out: convolutions, recurrence and skip connections, which have pages of their own.

References: Ioffe & Szegedy 2015 (batch normalisation), Ba et al. 2016 (layer normalisation),
Srivastava et al. 2014 (dropout).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from core.nn.activations import ACTIVATIONS
from core.nn.dropout import Dropout
from core.nn.initialisers import INITIALISERS
from core.nn.random_streams import generator
from core.train.settings import Settings


def build(settings: Settings, inputs: int, outputs: int) -> nn.Sequential:
    """The network of these settings with its initial weights.

    ``inputs`` is the number of features that the first layer sees, ``outputs`` what the
    objective asks for. The same settings give the same weights, bit for bit.
    """
    weights = generator(settings.seed, "weights")
    dropout = generator(settings.seed, "dropout")
    layers: list[nn.Module] = []
    width = inputs
    for units, activation in zip(settings.hidden, settings.activation_names(), strict=True):
        layers.append(linear(width, units, settings, weights))
        if settings.normalisation == "batch":
            # It subtracts each unit's mean, so that a bias before it can do nothing: it stays zero.
            layers[-1].bias.requires_grad_(False)
            layers.append(nn.BatchNorm1d(units))
        elif settings.normalisation == "layer":
            layers.append(nn.LayerNorm(units))
        layers.append(ACTIVATIONS[activation].module())
        if settings.dropout:
            layers.append(Dropout(settings.dropout, dropout))
        width = units
    layers.append(linear(width, outputs, settings, weights))
    return nn.Sequential(*layers)


def linear(inputs: int, outputs: int, settings: Settings, rng: torch.Generator) -> nn.Linear:
    """A Linear layer with drawn weights and zero biases.

    It is made without data (on torch's meta device), because ``nn.Linear`` otherwise draws its
    initial weights from the global random numbers.
    """
    layer = nn.Linear(inputs, outputs, device="meta")
    layer.weight = nn.Parameter(torch.empty(outputs, inputs))
    layer.bias = nn.Parameter(torch.zeros(outputs))
    with torch.no_grad():
        INITIALISERS[settings.initialisation](layer.weight, settings.init_scale, rng)
    return layer


def linear_layers(network: nn.Sequential) -> tuple[nn.Linear, ...]:
    """The Linear layers from input to output: what the learner calls the layers."""
    return tuple(layer for layer in network if isinstance(layer, nn.Linear))


def layer_name(index: int, layers: int) -> str:
    """How a Linear layer is called in a sentence: "hidden layer 2" or "the output layer"."""
    return "the output layer" if index == layers - 1 else f"hidden layer {index + 1}"


def forward_with_hidden(
    network: nn.Sequential, x: torch.Tensor
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """The output (N, outputs) and what each hidden layer hands on, (N, units) each.

    Run it in evaluation mode, where a layer's last module before the next Linear is its
    activation (dropout then lets everything through).
    """
    hidden: list[torch.Tensor] = []
    for index, layer in enumerate(network):
        if isinstance(layer, nn.Linear) and index > 0:
            hidden.append(x)
        x = layer(x)
    return x, hidden


def mode_matters(network: nn.Sequential) -> tuple[nn.Module, ...]:
    """The layers that behave differently in training and in evaluation."""
    return tuple(m for m in network if isinstance(m, (Dropout, nn.BatchNorm1d)))


def first_overflow(network: nn.Sequential, x: torch.Tensor) -> str:
    """Where the numbers of a forward pass stop being finite, as the subject of a sentence."""
    linears = linear_layers(network)
    index = -1
    for layer in network:
        index += isinstance(layer, nn.Linear)
        name = layer_name(index, len(linears))
        if not all(parameter.isfinite().all() for parameter in layer.parameters()):
            return f"a weight of {name}"
        x = layer(x)
        if not x.isfinite().all():
            return f"an output of {name}"
    return "the loss of the output layer"


def weights_and_others(
    network: nn.Module, linears: Sequence[nn.Module]
) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """All that is trained: the weights of the ``linears``, and the rest (biases, normalisation)."""
    weights = [layer.get_parameter("weight") for layer in linears]
    known = {id(weight) for weight in weights}
    return weights, [p for p in network.parameters() if p.requires_grad and id(p) not in known]
