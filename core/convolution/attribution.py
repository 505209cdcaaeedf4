"""Where a network looks: saliency, Grad-CAM and occlusion, and a test of what they say.

Each gives a map (H, W) >= 0 of how much a pixel matters for one class. ``deleted`` puts that to
the test: with the pixels gone that a map calls the most important, the class should be gone too.

Left out: integrated gradients, SHAP and LIME.

References: Simonyan et al. 2014, "Deep inside convolutional networks" (saliency); Selvaraju et al.
2017, "Grad-CAM", equations 1 and 2; Zeiler & Fergus 2014, section 4.2 (occlusion); Petsiuk et al.
2018, "RISE", section 4.3 (deletion).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.knobs import Knobs, choice, slider

STRIDE = 2  # pixels between two places of the patch that hides, unless it is smaller
SHARES = np.arange(11) / 20  # of the pixels, up to half of them


@dataclass(frozen=True)
class Settings(Knobs):
    """What to explain, and how."""

    explain: str = choice(
        "first guess",
        ("first guess", "second guess"),
        label="Class to explain",
        help="The class whose evidence the maps show.",
    )
    patch: int = slider(
        8,
        low=2,
        high=16,
        label="Occlusion patch (pixels)",
        help="The side of the square that occlusion moves over the image; for digits, a quarter of "
        "it.",
    )
    share: int = slider(
        20,
        low=5,
        high=50,
        step=5,
        label="Pixels deleted (%)",
        help="The share of each map's most important pixels that the test paints over, to see "
        "whether they matter.",
    )


def saliency(network: nn.Sequential, x: torch.Tensor, target: int) -> np.ndarray:
    """The slope of the class's logit to each pixel of ``x`` (1, C, H, W), its largest channel's."""
    x = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(network(x)[0, target], x)
    return slope[0].abs().amax(dim=0).numpy()


def grad_cam(network: nn.Sequential, x: torch.Tensor, target: int) -> np.ndarray:
    """The last block's maps, each weighted by the mean slope of the class's logit to it."""
    maps, rest = _halves(network, x)
    maps = maps.detach().requires_grad_()
    (slope,) = torch.autograd.grad(rest(maps)[0, target], maps)
    weights = slope.mean(dim=(2, 3), keepdim=True)  # equation 1
    cam = functional.relu((weights * maps.detach()).sum(dim=1, keepdim=True))  # equation 2
    size = x.shape[2:]
    return functional.interpolate(cam, size, mode="bilinear", align_corners=False)[0, 0].numpy()


def occlusion(network: nn.Sequential, x: torch.Tensor, target: int, size: int) -> np.ndarray:
    """How far the class's probability falls where a square of ``size`` pixels hides the image.

    The square has the image's mean colour. All places go through the network as one batch; a
    pixel gets the mean over the squares that hide it, and 0 where hiding it helps.
    """
    rows, columns = (_strips(length, size) for length in x.shape[2:])
    # (tops, 1, H, 1) and (1, lefts, 1, W) -> (places, 1, H, W): what each square hides
    squares = (rows[:, None, :, None] & columns[None, :, None, :]).flatten(0, 1)[:, None]
    hidden = torch.where(squares, x.mean(dim=(2, 3), keepdim=True), x)
    falls = _probabilities(network, x, target) - _probabilities(network, hidden, target)
    hides = squares[:, 0].double()  # (places, H, W)
    mean = torch.einsum("p,phw->hw", falls.double(), hides) / hides.sum(dim=0)
    return mean.clamp(min=0).float().numpy()


@dataclass(frozen=True, eq=False)
class Deletion:
    """The probability (n,) that a class keeps when these ``shares`` (n,) of the pixels are gone.

    Of several orders it is their mean, and the ``lowest`` and ``highest`` (n,) of them all.
    """

    shares: np.ndarray
    probabilities: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    def at(self, share: float, of: np.ndarray | None = None) -> float:
        """The probability at the nearest measured share, or what ``of`` (n,) has there."""
        values = self.probabilities if of is None else of
        return float(values[np.abs(self.shares - share).argmin()])


def deleted(network: nn.Sequential, x: torch.Tensor, target: int, order: np.ndarray) -> Deletion:
    """Paint over the pixels of ``x`` (1, C, H, W) in the order of importance ``order`` (H, W).

    They get the image's mean colour.
    """
    return _deletion(_kept(network, x, target, order[None]))


def deleted_at_random(
    network: nn.Sequential, x: torch.Tensor, target: int, seed: int, times: int = 10
) -> Deletion:
    """The same for pixels in random order, the mean of ``times`` orders: a map has to beat it."""
    orders = np.random.default_rng(seed).random((times, *x.shape[2:]))
    return _deletion(_kept(network, x, target, orders))


def _deletion(kept: np.ndarray) -> Deletion:
    """The curve of what was kept in each order, (orders, shares)."""
    return Deletion(SHARES, kept.mean(axis=0), kept.min(axis=0), kept.max(axis=0))


def _kept(network: nn.Sequential, x: torch.Tensor, target: int, orders: np.ndarray) -> np.ndarray:
    """The probabilities (orders, shares) of deleting in each of ``orders`` (orders, H, W).

    All shares of all orders go through the network as one batch.
    """
    places = np.argsort(-orders.reshape(len(orders), -1), axis=1, kind="stable")  # (orders, H·W)
    rank = np.argsort(places, axis=1)
    counts = np.round(SHARES * rank.shape[1])
    gone = torch.from_numpy(rank[:, None] < counts[:, None])  # (orders, shares, H·W)
    gone = gone.view(-1, 1, *x.shape[2:])  # (orders · shares, 1, H, W)
    changed = torch.where(gone, x.mean(dim=(2, 3), keepdim=True), x)
    kept = _probabilities(network, changed, target).numpy()
    return kept.reshape(len(orders), len(SHARES))  # (orders · shares,) -> (orders, shares)


def _probabilities(network: nn.Sequential, images: torch.Tensor, target: int) -> torch.Tensor:
    """The class's probability (N,) for each of many images (N, C, H, W)."""
    # Pooling is faster where the channels of a pixel lie side by side.
    images = images.contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        return network(images).softmax(dim=1)[:, target]


def deletions(
    network: nn.Sequential, x: torch.Tensor, target: int, maps: Mapping[str, np.ndarray]
) -> dict[str, Deletion]:
    """The deletion curve of each map by its name, and that of chance."""
    curves = {name: deleted(network, x, target, order) for name, order in maps.items()}
    return {**curves, "at random": deleted_at_random(network, x, target, seed=0)}


def _halves(network: nn.Sequential, x: torch.Tensor) -> tuple[torch.Tensor, nn.Module]:
    """What the last convolution's ReLU hands on, and the layers after it."""
    names = [name for name, _ in network.named_children()]
    at = max(i for i, name in enumerate(names) if name.startswith("ReLU")) + 1
    with torch.no_grad():
        return network[:at](x), network[at:]


def _strips(length: int, size: int) -> torch.Tensor:
    """Which pixels of a side a window of ``size`` covers at each of its places, (places, length).

    Every pixel is in one; the last place is at the end.
    """
    last = max(length - size, 0)
    starts = torch.tensor(sorted({*range(0, last, min(STRIDE, size)), last}))[:, None]
    pixels = torch.arange(length)
    return (starts <= pixels) & (pixels < starts + size)
