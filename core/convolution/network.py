"""Small convolutional networks of torch's own layers, and a fully connected one to compare with.

A block is Conv2d, ReLU and a step down to half the size; blocks are followed by a readout and one
Linear layer. Layers carry the names that the page shows: ``network.named_children()``.

Left out: normalisation and residual connections, which have a page of their own.

References: LeCun et al. 1998, "Gradient-based learning applied to document recognition"; Simonyan &
Zisserman 2015 (stacked small kernels); Lin et al. 2014 section 3.2 (one number a map);
Springenberg et al. 2015 (strides in place of pooling); He et al. 2015 (first weights).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import nn

from core.convolution.network_settings import CONVOLUTIONAL, Settings
from core.nn.dropout import Dropout
from core.nn.random_streams import generator


def build(settings: Settings, shape: tuple[int, int, int], classes: int) -> nn.Sequential:
    """The network of these settings for images of ``shape`` (channels, rows, columns).

    The same settings give the same first weights, bit for bit.
    """
    weights = generator(settings.seed, "weights")
    dropout = generator(settings.seed, "dropout")
    make = convolutional if settings.kind == CONVOLUTIONAL else fully_connected
    layers = make(settings, shape, classes)
    if settings.dropout:
        layers.insert(-1, ("dropout", Dropout(settings.dropout, dropout)))
    network = nn.Sequential(OrderedDict(layers)).to_empty(device="cpu")
    with torch.no_grad():
        for layer in network:
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=weights)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
    return network


def convolutional(
    settings: Settings, shape: tuple[int, int, int], classes: int
) -> list[tuple[str, nn.Module]]:
    """The layers, without numbers yet: on torch's meta device nothing is drawn or stored."""
    inputs, rows, columns = shape
    kernel, stride = settings.kernel, 2 if settings.pooling == "stride" else 1
    layers: list[tuple[str, nn.Module]] = []
    for block in range(1, settings.depth + 1):
        filters = settings.channels * 2 ** (block - 1)
        convolution = nn.Conv2d(inputs, filters, kernel, stride, padding=kernel // 2, device="meta")
        layers += [(f"conv {block}", convolution), (f"ReLU {block}", nn.ReLU())]
        if settings.pooling == "max":
            layers.append((f"pool {block}", nn.MaxPool2d(2)))
        elif settings.pooling == "average":
            layers.append((f"pool {block}", nn.AvgPool2d(2)))
        inputs, rows, columns = filters, rows // 2, columns // 2
    if settings.readout != "flatten":
        layers.append(("maximum", nn.AdaptiveMaxPool2d(1)))
        rows = columns = 1
    layers.append(("flatten", nn.Flatten()))
    layers.append(("linear", nn.Linear(inputs * rows * columns, classes, device="meta")))
    return layers


def fully_connected(
    settings: Settings, shape: tuple[int, int, int], classes: int
) -> list[tuple[str, nn.Module]]:
    """One hidden layer whose width best matches the other network's number of parameters."""
    wanted = count(nn.Sequential(OrderedDict(convolutional(settings, shape, classes))))
    inputs = shape[0] * shape[1] * shape[2]
    # inputs·h weights + h biases, h·classes weights + classes biases
    hidden = max(1, round((wanted - classes) / (inputs + 1 + classes)))
    return [
        ("flatten", nn.Flatten()),
        ("hidden", nn.Linear(inputs, hidden, device="meta")),
        ("ReLU", nn.ReLU()),
        ("linear", nn.Linear(hidden, classes, device="meta")),
    ]


def count(network: nn.Module) -> int:
    """The number of weights and biases."""
    return sum(parameter.numel() for parameter in network.parameters())


@dataclass(frozen=True)
class Sight:
    """What one cell of a layer sees of the image: cell i covers pixels from ``start + i · stride``
    to ``start + i · stride + size - 1``; those outside the image are padding."""

    size: int
    stride: int
    start: int

    def pixels(self, cell: int) -> tuple[int, int]:
        """The first pixel that a cell sees along one axis, and the one after the last."""
        first = self.start + cell * self.stride
        return first, first + self.size


def per_side(size: int | str | tuple[int, ...]) -> int:
    """A kernel's size, stride or padding, which is the same for both sides of an image."""
    if isinstance(size, str):
        raise ValueError(f"Padding has to be a number of pixels, not {size!r}.")
    return size if isinstance(size, int) else size[0]


def sights(network: nn.Sequential) -> dict[str, Sight]:
    """The receptive field of a cell of each layer up to the readout.

    Each layer widens it by its kernel less one, in steps of the layer below (Araujo et al. 2019,
    "Computing receptive fields of convolutional neural networks", section 2).
    """
    size, stride, start = 1, 1, 0
    found = {}
    for name, layer in network.named_children():
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)):
            kernel, step, padding = map(per_side, (layer.kernel_size, layer.stride, layer.padding))
            size += (kernel - 1) * stride
            start -= padding * stride
            stride *= step
        elif not isinstance(layer, nn.ReLU):
            break
        found[name] = Sight(size, stride, start)
    return found
