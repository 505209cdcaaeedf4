"""Shift invariance: the maps shift with the image (equivariance); the answer stays, or not.

A convolution does the same at every place, so its maps move with the image exactly. A pooling layer
keeps every second cell, so that they only do for steps of two pixels, four after the next one. A
fully connected layer has a weight for every place and knows nothing of the one beside it.

Left out: scaling, and networks that are equivariant to rotation by construction.

References: Goodfellow, Bengio & Courville 2016, 9.2 and 9.3; Zhang 2019, "Making convolutional
networks shift-invariant again", section 3 (what pooling breaks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.cache import shared
from core.convolution.build_assets import CONNECTED, FLAT, POOLED, shipped
from core.convolution.feature_maps import forward_with_layers
from core.convolution.images import CANVAS, held_out
from core.convolution.network import count, sights
from core.knobs import Knobs, choice, slider

FARTHEST = 4  # pixels between a digit in the middle of its canvas and the canvas's edge
AMOUNTS = {
    "shift": (0, 1, 2, 3, 4),
    "rotation": (0, 10, 20, 30, 45, 60, 90),
    "noise": (0.0, 0.1, 0.2, 0.3, 0.5, 0.8),
}
UNITS = {"shift": "pixels", "rotation": "degrees", "noise": "standard deviation"}
NETWORKS = {
    "convolution, flatten": FLAT,
    "convolution, maximum": POOLED,
    "fully connected": CONNECTED,
}


@dataclass(frozen=True)
class Settings(Knobs):
    """How to move, turn and blur a held-out digit."""

    digit: int = slider(
        0,
        low=0,
        high=99,
        label="Held-out digit",
        help="Which held-out image to show; no network has trained on it.",
    )
    right: int = slider(
        2, low=-4, high=4, label="Right (pixels)", help="Negative values move left."
    )
    down: int = slider(0, low=-4, high=4, label="Down (pixels)", help="Negative values move up.")
    turn: int = slider(0, low=-90, high=90, step=5, label="Turn (degrees)", help="Clockwise.")
    noise: float = slider(
        0.0,
        low=0.0,
        high=1.0,
        step=0.05,
        label="Noise",
        help="The standard deviation of the noise; ink has the value 1.",
    )
    curve: str = choice(
        "shift",
        AMOUNTS,
        label="Accuracy against",
        help="The change applied to all 450 held-out digits.",
    )


def shift(x: torch.Tensor, right: int, down: int) -> torch.Tensor:
    """Images or maps (..., H, W) moved by whole cells; what comes in is zero, as padding is."""
    rows, columns = x.shape[-2:]
    moved = torch.zeros_like(x)
    to = (slice(max(down, 0), rows + min(down, 0)), slice(max(right, 0), columns + min(right, 0)))
    source = (
        slice(max(-down, 0), rows - max(down, 0)),
        slice(max(-right, 0), columns - max(right, 0)),
    )
    moved[(..., *to)] = x[(..., *source)]
    return moved


def rotate(x: torch.Tensor, degrees: float) -> torch.Tensor:
    """Images (n, C, H, W) turned clockwise about their middle, bilinear, zero outside."""
    if not degrees:
        return x
    angle = np.deg2rad(degrees)
    turn = torch.tensor(
        [[[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0]]],
        dtype=x.dtype,
    ).expand(len(x), -1, -1)
    places = functional.affine_grid(turn, list(x.shape), align_corners=False)
    return functional.grid_sample(x, places, align_corners=False)


def add_noise(x: torch.Tensor, spread: float, seed: int) -> torch.Tensor:
    """Images with normal noise added to every pixel."""
    rng = torch.Generator().manual_seed(seed)
    return x + spread * torch.randn(x.shape, generator=rng)


@dataclass(frozen=True)
class Equivariance:
    """How far a layer's maps are from having moved with the image.

    ``cells`` (right, down) is how far they should have moved, in cells of ``stride`` pixels.
    ``error`` is the length of the difference over that of the maps; NaN where no cell sees
    only the image's inside before and after.
    """

    layer: str
    stride: int
    cells: tuple[float, float]
    error: float


def equivariance(
    network: nn.Sequential, x: torch.Tensor, changed: torch.Tensor, right: int, down: int
) -> list[Equivariance]:
    """The error of every layer for an image (1, C, H, W) that is shifted by whole pixels.

    ``changed`` is the image after the shift and any turn or noise. The expected maps are only
    shifted, so the effect of a turn or noise counts as error. Where the shift is no whole number
    of cells, the maps are compared with the nearest one. Only cells that see no padding before and
    after are compared: the border does not move.
    """
    with torch.inference_mode():
        before = forward_with_layers(network, x)
        after = forward_with_layers(network, changed)
    found = []
    for name, sight in sights(network).items():
        cells = right / sight.stride, down / sight.stride
        steps = tuple(int(np.floor(step + 0.5)) for step in cells)
        rows, columns = before[name].shape[2:]
        inner = torch.zeros(rows, columns, dtype=torch.bool)
        ends = [
            [i for i in range(length) if sight.pixels(i)[0] >= 0 and sight.pixels(i)[1] <= size]
            for length, size in ((rows, x.shape[2]), (columns, x.shape[3]))
        ]
        if all(ends):
            inner[ends[0][0] : ends[0][-1] + 1, ends[1][0] : ends[1][-1] + 1] = True
        both = inner & shift(inner, *steps)
        expected = shift(before[name], *steps)[0][:, both]
        difference = (after[name][0][:, both] - expected).norm()
        # Maps that are silent there did not move wrongly: an error of zero.
        error = float(difference / expected.norm().clamp(min=1e-9)) if both.any() else float("nan")
        found.append(Equivariance(name, sight.stride, cells, error))
    return found


def change(x: torch.Tensor, settings: Settings) -> torch.Tensor:
    """The digit (1, C, H, W) moved, then turned, then with noise."""
    moved = shift(x, settings.right, settings.down)
    return add_noise(rotate(moved, settings.turn), settings.noise, seed=settings.digit)


@shared
def accuracies(kind: str) -> dict[str, np.ndarray]:
    """The accuracy of each network on held-out digits, by the amounts of one change.

    A shift is the mean over left, right, up and down, a rotation over both senses.
    """
    x, y = held_out(CANVAS)
    found: dict[str, list[float]] = {name: [] for name in NETWORKS}
    for amount in AMOUNTS[kind]:
        changed = torch.cat(_variants(x, kind, amount))
        truth = y.repeat(len(changed) // len(y))
        for name, file in NETWORKS.items():
            found[name].append(accuracy(shipped(file), changed, truth))
    return {name: np.array(values) for name, values in found.items()}


def accuracy(network: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """The share of images (n, C, H, W) that the network names right."""
    with torch.inference_mode():
        return float((network(x).argmax(dim=1) == y).float().mean())


def parameters() -> dict[str, int]:
    """The number of weights and biases of each network."""
    return {name: count(shipped(file)) for name, file in NETWORKS.items()}


def _variants(x: torch.Tensor, change: str, amount: float) -> list[torch.Tensor]:
    if not amount:
        return [x]
    if change == "shift":
        step = int(amount)
        return [shift(x, *to) for to in ((step, 0), (-step, 0), (0, step), (0, -step))]
    if change == "rotation":
        return [rotate(x, amount), rotate(x, -amount)]
    return [add_noise(x, amount, seed=0)]
