"""Where a network looks: saliency, Grad-CAM and occlusion, and a test of what they say.

Each gives a map (H, W) >= 0 of how much a pixel matters for one class. ``deleted`` puts that to
the test: with the pixels gone that a map calls the most important, the class should be gone too.

Left out: integrated gradients, SHAP and LIME.

References: Simonyan et al. 2014, "Deep inside convolutional networks" (saliency); Selvaraju et al.
2017, "Grad-CAM", equations 1 and 2; Zeiler & Fergus 2014, section 4.2 (occlusion); Petsiuk et al.
2018, "RISE", section 4.3 (deletion).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

STRIDE = 2  # pixels between two places of the patch that hides


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
    _, _, rows, columns = x.shape
    tops = _places(rows, size)
    lefts = _places(columns, size)
    hidden = x.repeat(len(tops) * len(lefts), 1, 1, 1)
    fill = x.mean(dim=(2, 3))[0][:, None, None]
    windows = [(top, left) for top in tops for left in lefts]
    for image, (top, left) in zip(hidden, windows, strict=True):
        image[:, top : top + size, left : left + size] = fill
    with torch.inference_mode():
        before = network(x).softmax(dim=1)[0, target]
        falls = (before - network(hidden).softmax(dim=1)[:, target]).numpy()
    total, times = np.zeros((rows, columns)), np.zeros((rows, columns))
    for fall, (top, left) in zip(falls, windows, strict=True):
        total[top : top + size, left : left + size] += fall
        times[top : top + size, left : left + size] += 1
    return np.maximum(total / times, 0).astype(np.float32)


def deleted(
    network: nn.Sequential, x: torch.Tensor, target: int, order: np.ndarray, share: float
) -> float:
    """The class's probability with the first ``share`` of the pixels in ``order`` (H, W) grey.

    ``order`` says how important a pixel is; the most important go first. They get the image's
    mean colour.
    """
    _, _, rows, columns = x.shape
    gone = np.argsort(-order.ravel(), kind="stable")[: round(share * rows * columns)]
    changed = x.clone().flatten(2)  # (1, C, H, W) -> (1, C, H·W)
    changed[:, :, gone] = x.mean(dim=(2, 3))[:, :, None]
    with torch.inference_mode():
        return float(network(changed.view_as(x)).softmax(dim=1)[0, target])


def deleted_at_random(
    network: nn.Sequential, x: torch.Tensor, target: int, share: float, seed: int, times: int = 20
) -> float:
    """The same for pixels drawn at random, the mean of so many draws: what a map has to beat."""
    rng = np.random.default_rng(seed)
    orders = rng.random((times, *x.shape[2:]))
    return float(np.mean([deleted(network, x, target, order, share) for order in orders]))


def _halves(network: nn.Sequential, x: torch.Tensor) -> tuple[torch.Tensor, nn.Sequential]:
    """What the last convolution's ReLU hands on, and the layers after it."""
    names = [name for name, _ in network.named_children()]
    at = max(i for i, name in enumerate(names) if name.startswith("ReLU")) + 1
    with torch.no_grad():
        return network[:at](x), network[at:]


def _places(length: int, size: int) -> list[int]:
    """Where a window of ``size`` can begin, every second pixel, the last one included."""
    last = max(length - size, 0)
    return sorted({*range(0, last, STRIDE), last})
