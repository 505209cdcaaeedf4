"""Every layer's outputs for one image: all feature maps of a forward pass, and their sources.

Left out: training; networks whose layers do not follow one another.

References: Zeiler & Fergus 2014 (looking at feature maps); Goodfellow et al. 2016, section 9.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from core.convolution.images import DIGITS, SHAPES
from core.convolution.network import per_side, sights
from core.knobs import Knobs, choice

AS_IMAGE, PRETRAINED = "whichever fits", "pretrained, by name"


@dataclass(frozen=True)
class Settings(Knobs):
    """Which network the feature maps are of."""

    network: str = choice(
        AS_IMAGE,
        (AS_IMAGE, DIGITS, SHAPES, PRETRAINED),
        label="Network",
        help="Two small networks come with this app. With a network connection, you can load a "
        "large one, trained on photographs, by its name.",
    )


def forward_with_layers(network: nn.Sequential, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """What each layer hands on for images (n, C, H, W), by its name, in one pass."""
    layers = {}
    for name, layer in network.named_children():
        x = layer(x)
        layers[name] = x
    return layers


@dataclass(frozen=True, eq=False)
class Features:
    """All that a network makes of one image.

    ``image`` (C, H, W) went in. ``maps`` has a (channels, rows, columns) array for each layer up
    to the readout; ``flat`` is the vector that the last layer gets, ``logits`` (classes,) its
    scores and ``probabilities`` their softmax.
    """

    image: np.ndarray
    maps: dict[str, np.ndarray]
    flat: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray

    @property
    def guesses(self) -> tuple[int, int]:
        """The most probable class and the runner-up."""
        first, second = np.argsort(self.logits, kind="stable")[::-1][:2]
        return int(first), int(second)

    @property
    def count(self) -> int:
        """The number of feature maps."""
        return sum(len(maps) for maps in self.maps.values())


def features(network: nn.Sequential, x: torch.Tensor) -> Features:
    """Everything about the image ``x`` (1, C, H, W), in one pass without gradients."""
    network.eval()
    with torch.inference_mode():
        layers = forward_with_layers(network, x)
    return Features(
        image=x[0].numpy(),
        maps={
            name: values[0].numpy()
            for name, values in layers.items()
            if values.ndim == 4 and name != "maximum"
        },
        flat=layers["flatten"][0].numpy(),
        logits=layers["linear"][0].numpy(),
        probabilities=layers["linear"][0].softmax(dim=0).numpy(),
    )


@dataclass(frozen=True, eq=False)
class Origin:
    """Where a cell of a map comes from.

    ``cell`` is (row, column), ``value`` what it holds. ``window`` is the part of the image that it
    sees, (top, bottom, left, right), within the image. For a convolution, ``patch``
    and ``kernel`` (inputs, k, k) are what it multiplies, patch · kernel + ``bias`` = value; for
    a ReLU they are those of the convolution before it, and None for a pooling layer.
    """

    cell: tuple[int, int]
    value: float
    window: tuple[int, int, int, int]
    patch: np.ndarray | None
    kernel: np.ndarray | None
    bias: float


def origin(
    network: nn.Sequential,
    found: Features,
    layer: str,
    channel: int,
    cell: tuple[int, int] | None = None,
) -> Origin:
    """A cell (row, column) of one map, what it was made of and which pixels it sees.

    Without a ``cell`` it is the strongest one.
    """
    values = found.maps[layer][channel]
    at = np.unravel_index(np.argmax(values), values.shape) if cell is None else cell
    row, column = (int(i) for i in at)
    sight = sights(network)[layer]
    rows, columns = found.image.shape[1:]
    top, bottom = np.clip(sight.pixels(row), 0, rows)
    left, right = np.clip(sight.pixels(column), 0, columns)
    convolution, before = _behind(network, found, layer)
    patch = kernel = None
    bias = 0.0
    if convolution is not None:
        size, padding = map(per_side, (convolution.kernel_size, convolution.padding))
        padded = np.pad(before, ((0, 0), (padding, padding), (padding, padding)))
        y, x = row * convolution.stride[0], column * convolution.stride[1]
        patch = padded[:, y : y + size, x : x + size]
        kernel = convolution.weight[channel].detach().numpy()
        if convolution.bias is not None:
            bias = float(convolution.bias[channel])
    return Origin(
        (row, column),
        float(values[row, column]),
        (int(top), int(bottom), int(left), int(right)),
        patch,
        kernel,
        bias,
    )


def _behind(
    network: nn.Sequential, found: Features, layer: str
) -> tuple[nn.Conv2d | None, np.ndarray]:
    """The convolution behind a layer's maps, and what went into it; None for a pooling layer."""
    names = list(found.maps)
    at = names.index(layer)
    if layer.startswith("ReLU"):
        at -= 1
    module = network.get_submodule(names[at])
    before = found.maps[names[at - 1]] if at else found.image
    return (module, before) if isinstance(module, nn.Conv2d) else (None, before)
