"""What a filter responds to: an optimised image, the best real images, and what it sees.

    >>> from core.cnn.build_assets import shipped
    >>> maximise(shipped("shapes"), "ReLU 2", (3, 32, 32), low=-1, seed=0).images.ndim
    4

Left out: priors learnt from photographs, which make such images prettier and less honest.

References: Erhan et al. 2009, "Visualizing higher-layer features of a deep network"; Mahendran &
Vedaldi 2015 (smoothness); Olah et al. 2017, "Feature visualization" (other coordinates for the
image); Zeiler & Fergus 2014 (top patches).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from core.cnn.features import forward_with_layers
from core.cnn.network import Sight, sights

STEPS = 60
RATE = 0.05  # of Adam
SMOOTHNESS = 0.05  # weight of the differences between neighbours, in spreads of the answers


@dataclass(frozen=True, eq=False)
class Wanted:
    """An image for each unit of a layer, as far as the unit sees: ``images`` (units, C, s, s).

    ``values`` (units,) is how strongly each answers, ``sight`` what one cell sees.
    """

    images: np.ndarray
    values: np.ndarray
    sight: Sight


def maximise(
    network: nn.Sequential, layer: str, shape: tuple[int, int, int], *, low: float, seed: int
) -> Wanted:
    """Climb the answer of the middle cell of every unit of ``layer`` at once, from faint noise.

    ``shape`` is that of an image (C, H, W), whose values run from ``low`` to 1. What is climbed is
    the sum before a ReLU, whose slope is zero where a unit is silent.
    """
    below = layer.replace("ReLU", "conv")
    # No layer after it has a say in what it answers.
    network = network[: [name for name, _ in network.named_children()].index(below) + 1]
    sight = sights(network)[below]
    rng = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        noise = torch.rand(16, *shape, generator=rng) * (1 - low) + low
        maps = forward_with_layers(network, noise)[below]
    units, rows, columns = maps.shape[1:]
    spread = maps.std()
    # An image is the sum of coarser and finer ones: climbing then finds forms rather than specks.
    finest = max(8, shape[1] // 2)
    sides = [finest // 4, finest // 2, finest]
    grids = [
        (0.05 * torch.randn(units, shape[0], side, side, generator=rng)).requires_grad_()
        for side in sides
    ]
    optimiser = torch.optim.Adam(grids, RATE)
    every = torch.arange(units)

    def answers() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        free = sum(
            nn.functional.interpolate(grid, shape[1:], mode="bilinear") * (sides[0] / side)
            for grid, side in zip(grids, sides, strict=True)
        )
        shares = (torch.tanh(free) + 1) / 2  # never brighter than a pixel can be
        images = shares * (1 - low) + low
        maps = forward_with_layers(network, images)[below]
        roughness = sum(shares.diff(dim=axis).square().sum(dim=(1, 2, 3)) for axis in (2, 3))
        return images, maps[every, every, rows // 2, columns // 2], roughness

    for _ in range(STEPS):
        _, values, roughness = answers()
        optimiser.zero_grad()
        (SMOOTHNESS * spread * roughness - values).sum().backward()
        optimiser.step()
    with torch.no_grad():
        images, values, _ = answers()
    top, bottom = _within(sight.pixels(rows // 2), shape[1])
    left, right = _within(sight.pixels(columns // 2), shape[2])
    return Wanted(images[..., top:bottom, left:right].numpy(), values.numpy(), sight)


@dataclass(frozen=True, eq=False)
class Responses:
    """How strongly each unit of a layer answers to each image, wherever in it.

    ``strongest`` (n, units) is the maximum of each map, ``cells`` (n, units) where it lies, counted
    along the rows of a map that is ``columns`` wide.
    """

    strongest: np.ndarray
    cells: np.ndarray
    columns: int


def responses(network: nn.Sequential, x: torch.Tensor) -> dict[str, Responses]:
    """The answers of every layer before the readout to the images ``x`` (n, C, H, W)."""
    with torch.inference_mode():
        layers = forward_with_layers(network, x)
    found = {}
    for name in sights(network):
        # (n, units, rows, columns) -> (n, units, cells)
        strongest, cells = layers[name].flatten(2).max(dim=2)
        found[name] = Responses(strongest.numpy(), cells.numpy(), layers[name].shape[3])
    return found


@dataclass(frozen=True, eq=False)
class Patch:
    """A part of an image that a unit answers to: its row in the set, its pixels, the answer.

    ``window`` is (top, bottom, left, right), cut where the image ends.
    """

    row: int
    window: tuple[int, int, int, int]
    value: float


def top_patches(
    found: Responses, sight: Sight, shape: tuple[int, int, int], unit: int, most: int
) -> list[Patch]:
    """The images that please a unit most, strongest first, and which part of each does."""
    strongest = found.strongest[:, unit]
    patches = []
    for row in np.argsort(-strongest, kind="stable")[:most]:
        y, x = divmod(int(found.cells[row, unit]), found.columns)
        window = (*_within(sight.pixels(y), shape[1]), *_within(sight.pixels(x), shape[2]))
        patches.append(Patch(int(row), window, float(strongest[row])))
    return patches


def _within(ends: tuple[int, int], size: int) -> tuple[int, int]:
    return max(ends[0], 0), min(ends[1], size)
