"""Edges first, shapes last? Three numbers a layer that say how far that is so in a given network.

* orientation selectivity: how much a filter prefers one direction of stripes (Ringach et al. 2002,
  "Orientation selectivity in macaque V1", one minus the circular variance);
* class selectivity: how much it prefers one class of image (Morcos et al. 2018, "On the importance
  of single directions for generalization", section 2.3);
* readability: how often the nearest class mean in the layer's maxima names the class.

The same numbers of a network with its first, random weights are the control: what they show too
is owed to the architecture, not to learning.

Left out: selectivity for colour and for position.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from core.convolution.feature_maps import forward_with_layers
from core.convolution.filters import responses
from core.convolution.network import sights

ORIENTATIONS = 12
WAVELENGTHS = (4.0, 6.0, 9.0)
PHASES = 4
DETECTS = 0.95  # of the pairs: a unit that orders as many detects its class
SHUFFLES = 100


@dataclass(frozen=True, eq=False)
class Level:
    """A layer's numbers: ``orientation`` and ``selectivity`` are (units,) from 0 to 1."""

    layer: str
    sees: int
    orientation: np.ndarray
    selectivity: np.ndarray
    readability: float


def levels(network: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> list[Level]:
    """The numbers of every ReLU layer, over images ``x`` (n, C, H, W) of classes ``y`` (n,)."""
    answers = responses(network, x)
    _, channels, rows, columns = x.shape
    stripes = gratings((channels, rows, columns), low=float(x.min()))
    with torch.inference_mode():
        striped = forward_with_layers(network, stripes.flatten(0, 1))
    found = []
    for name, sight in sights(network).items():
        if not name.startswith("ReLU"):
            continue
        # (orientations · others, units, rows, columns) -> (orientations, others, units)
        tuned = striped[name].mean(dim=(2, 3)).view(ORIENTATIONS, -1, striped[name].shape[1])
        strongest = answers[name].strongest
        found.append(
            Level(
                name,
                sight.size,
                orientation_selectivity(tuned.amax(dim=1).numpy()),
                class_selectivity(strongest, y.numpy()),
                readability(strongest, y.numpy()),
            )
        )
    return found


def gratings(shape: tuple[int, int, int], low: float) -> torch.Tensor:
    """Sine stripes (orientations, wavelengths · phases, C, H, W), values from ``low`` to 1."""
    channels, rows, columns = shape
    y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    images = []
    for k in range(ORIENTATIONS):
        angle = torch.tensor(torch.pi * k / ORIENTATIONS)
        along = torch.cos(angle) * x + torch.sin(angle) * y
        images.append(
            torch.stack(
                [
                    torch.sin(2 * torch.pi * (along / wavelength + phase / PHASES))
                    for wavelength in WAVELENGTHS
                    for phase in range(PHASES)
                ]
            )
        )
    stripes = (torch.stack(images) + 1) / 2 * (1 - low) + low
    return stripes[:, :, None].expand(-1, -1, channels, -1, -1).contiguous()


def orientation_selectivity(tuned: np.ndarray) -> np.ndarray:
    """One minus the circular variance of answers (orientations, units) >= 0 over half a turn."""
    turn = np.exp(2j * np.pi * np.arange(len(tuned)) / len(tuned))  # twice the angle: 180° is 0°
    return np.abs(turn @ tuned) / np.maximum(tuned.sum(axis=0), 1e-9)


def class_means(answers: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The mean of answers (n, units) in each class, (classes, units)."""
    return np.stack([answers[y == k].mean(axis=0) for k in range(int(y.max()) + 1)])


def class_selectivity(answers: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(best class - mean of the others) / (their sum), for answers (n, units) >= 0."""
    means = class_means(answers, y)
    best = means.max(axis=0)
    others = (means.sum(axis=0) - best) / (len(means) - 1)
    return (best - others) / np.maximum(best + others, 1e-9)


@dataclass(frozen=True, eq=False)
class Preferences:
    """Which class each unit of a layer prefers; all arrays are (units,).

    ``best`` is that class, ``preference`` the class selectivity, and ``chance`` the largest class
    selectivity among ``SHUFFLES`` shuffles of the labels. A pair is an image of the best class and
    an image of another; ``pairs`` is the share of pairs in which the answer to the former is larger
    (the area under the ROC curve; ties count half). ``images`` is the number of images.
    """

    best: np.ndarray
    preference: np.ndarray
    chance: np.ndarray
    pairs: np.ndarray
    images: int

    @property
    def detects(self) -> np.ndarray:
        """Which units tell their class from the others by themselves."""
        return (self.pairs >= DETECTS) & (self.preference > self.chance)


def preferences(answers: np.ndarray, y: np.ndarray) -> Preferences:
    """The preferences of units by their answers (n, units) >= 0 to images of classes ``y`` (n,)."""
    rng = np.random.default_rng(0)
    shuffled = [class_selectivity(answers, rng.permutation(y)) for _ in range(SHUFFLES)]
    best = class_means(answers, y).argmax(axis=0)
    return Preferences(
        best,
        class_selectivity(answers, y),
        np.max(shuffled, axis=0),
        np.array([_pairs(of_unit, y == k) for of_unit, k in zip(answers.T, best, strict=True)]),
        len(y),
    )


def _pairs(answers: np.ndarray, of_class: np.ndarray) -> float:
    """The share of pairs in which the answer to an image of the class is larger."""
    inside, outside = answers[of_class], np.sort(answers[~of_class])
    below, upto = (np.searchsorted(outside, inside, side) for side in ("left", "right"))
    return float((below + upto).mean() / 2 / len(outside))


def readability(answers: np.ndarray, y: np.ndarray) -> float:
    """The accuracy of the nearest class mean: means of every other row, tested on the rest.

    Each unit is scaled by its spread, so that loud ones do not decide alone.
    """
    scaled = answers / np.maximum(answers.std(axis=0), 1e-9)
    # Classes come in turn, so every other row would be every other class: take halves.
    half = len(y) // 2
    means = class_means(scaled[:half], y[:half])
    distance = ((scaled[half:, None] - means) ** 2).sum(axis=2)  # (n, 1, U) - (C, U) -> (n, C)
    return float((distance.argmin(axis=1) == y[half:]).mean())
