"""What a convolution saves: its parameters beside those of layers that do the same job without it.

Three layers take an image and give the same number of maps of the same size:

* fully connected: every output has a weight for every input, and shares none;
* locally connected: an output sees its own window only, but every place has weights of its own;
* convolution: an output sees its own window, and all places share the weights.

The layers are real modules on torch's meta device, where a tensor has a shape and no memory, so
that even those that would fill a data centre can be counted.

Left out: what the layers learn, and the memory of what flows through them.

References: LeCun et al. 1989 (local windows and shared weights).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from core.convolution.slide import Reach
from core.knobs import Knobs, choice, slider, switch

SIDES = (4, 6, 8, 12, 16, 24, 28, 32, 48, 64, 96, 128, 160, 224, 256)
SMALL = 7  # pixels per side of the image whose convolution is written as a matrix
FULL, LOCAL, SHARED = "fully connected", "locally connected", "convolution"


@dataclass(frozen=True)
class Settings(Knobs):
    """One layer: what it takes, and what it puts out."""

    side: int = choice(
        32,
        SIDES,
        label="Image size",
        help="Pixels per side. Digits are often 28 × 28; photographs are often cropped to 224 × "
        "224.",
    )
    channels: int = slider(
        3,
        low=1,
        high=64,
        label="Channels in",
        help="One for a grey image, three for a colour image, more after the first layer.",
    )
    filters: int = slider(16, low=1, high=64, label="Filters", help="Each filter outputs one map.")
    window: int = slider(
        3, low=1, high=7, label="Kernel", help="Pixels per side that one output sees."
    )
    step: int = slider(
        1, low=1, high=4, label="Step", help="The stride: 2 halves the size of the maps."
    )
    same: bool = switch(
        True, label="Pad to the same size", help="Adds a border of half the kernel on each side."
    )

    def reach(self, side: int) -> Reach:
        """How the kernel walks over an image of this size."""
        return Reach(side, self.window, self.step, self.window // 2 if self.same else 0)


class LocallyConnected(nn.Module):
    """A convolution whose weights are not shared: each place has its own.

    Takes (N, channels, side, side), gives (N, filters, reach.output, reach.output).
    """

    def __init__(self, channels: int, filters: int, reach: Reach, device: str = "meta") -> None:
        super().__init__()
        places, window = reach.output**2, channels * reach.size**2
        self.reach = reach
        self.weight = nn.Parameter(torch.empty(filters, places, window, device=device))
        self.bias = nn.Parameter(torch.empty(filters, places, device=device))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        reach = self.reach
        windows = F.unfold(x, reach.size, padding=reach.padding, stride=reach.stride)
        # (N, window, places) under (filters, places, window) -> (N, filters, places)
        sums = torch.einsum("nwp,fpw->nfp", windows, self.weight) + self.bias
        return sums.unflatten(2, (reach.output, reach.output))


@dataclass(frozen=True)
class Count:
    """A layer's number of parameters, as its module has them, and the formula that gives it."""

    name: str
    parameters: int
    formula: str


@dataclass(frozen=True, eq=False)
class Saving:
    """The three layers for an image of the chosen size, and over all sizes where they fit.

    ``sides`` (sizes,) in pixels; ``curves`` has (sizes,) float64 numbers of parameters by name;
    ``matrix`` (outputs, inputs) is a convolution of one channel of ``SMALL`` pixels per side, as
    the weights of a fully connected layer: each entry says which weight of the kernel stands
    there, from 1, and 0 for none.
    """

    settings: Settings
    reach: Reach
    counts: tuple[Count, ...]
    sides: np.ndarray
    curves: dict[str, np.ndarray]
    matrix: np.ndarray


def saving(settings: Settings) -> Saving:
    """Count the layers. Raises ``ValueError`` where the kernel does not fit into the image."""
    reach = settings.reach(settings.side)
    if reach.output < 1:
        raise ValueError(
            f"A kernel of {reach.size} pixels does not fit into an image of {reach.length}: pad "
            f"it, or take a larger image."
        )
    sides = [side for side in SIDES if settings.reach(side).output > 0]
    counted = [[_parameters(layer) for layer in layers(settings, side)] for side in sides]
    here = counted[sides.index(settings.side)]
    names = FULL, LOCAL, SHARED
    return Saving(
        settings,
        reach,
        tuple(map(Count, names, here, _formulas(settings, reach))),
        np.array(sides),
        dict(zip(names, np.array(counted, dtype=float).T, strict=True)),
        as_matrix(settings),
    )


def layers(settings: Settings, side: int, device: str = "meta") -> tuple[nn.Module, ...]:
    """The three layers for an image of this size, fully connected first."""
    reach = settings.reach(side)
    inputs, outputs = settings.channels * side**2, settings.filters * reach.output**2
    return (
        nn.Linear(inputs, outputs, device=device),
        LocallyConnected(settings.channels, settings.filters, reach, device),
        nn.Conv2d(
            settings.channels,
            settings.filters,
            reach.size,
            reach.stride,
            reach.padding,
            device=device,
        ),
    )


def as_matrix(settings: Settings) -> np.ndarray:
    """Which weight of the kernel leads from each input to each output: (outputs, inputs) uint8.

    Pixels and places are numbered row by row. The small image grows where the kernel needs it to.
    """
    reach = settings.reach(max(SMALL, settings.window))
    # A convolution of every image that has a single one in it: the columns of its matrix.
    inputs = torch.eye(reach.length**2).reshape(-1, 1, reach.length, reach.length)
    numbered = torch.arange(1.0, reach.size**2 + 1).reshape(1, 1, reach.size, reach.size)
    maps = F.conv2d(inputs, numbered, stride=reach.stride, padding=reach.padding)
    return maps.flatten(1).T.to(torch.uint8).numpy()  # (inputs, outputs) -> (outputs, inputs)


def _parameters(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def _formulas(settings: Settings, reach: Reach) -> tuple[str, str, str]:
    channels, filters, size = settings.channels, settings.filters, settings.window
    outputs = f"({reach.output}² · {filters})"
    window = f"({size}² · {channels} + 1)"
    return (
        f"({reach.length}² · {channels} + 1) · {outputs}",
        f"{window} · {outputs}",
        f"{window} · {filters}",
    )
