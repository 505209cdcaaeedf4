"""A window that slides over an image: convolution, ReLU and pooling, cell by cell.

``slide`` runs PyTorch's own functions over the whole image. ``Slide.cell`` does one cell of it by
hand, with every number in between, for the picture to show: both agree, which is tested.

Left out: batches, several filters at once, groups, transposed convolution.

References: Dumoulin & Visin 2016, "A guide to convolution arithmetic"; the output sizes as in the
documentation of torch.nn.Conv2d and torch.nn.MaxPool2d.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from core.convolution import kernels
from core.convolution.settings import (
    AVERAGE,
    CONVOLUTION,
    FEATURE_MAP,
    MAXIMUM,
    PADDING,
    RELU,
    Settings,
)
from core.data.images import Picture


@dataclass(frozen=True)
class Reach:
    """How a window walks along one side: what the output's size follows from."""

    length: int
    size: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    overhang: bool = False

    @property
    def span(self) -> int:
        """How many pixels the window spans, with the gaps that dilation leaves."""
        return self.dilation * (self.size - 1) + 1

    @property
    def room(self) -> int:
        """How far the window can move over the padded length; negative where it does not fit."""
        return self.length + 2 * self.padding - self.span

    @property
    def output(self) -> int:
        """How many places the window takes; below one where it does not fit."""
        return self._count - self.dropped

    @property
    def dropped(self) -> bool:
        """Whether rounding up gives a window more, which PyTorch drops.

        The last window has to begin inside the image or the padding before it.
        """
        start = (self._count - 1) * self.stride
        return self.overhang and start >= self.length + self.padding

    @property
    def _count(self) -> int:
        """The places of the window by the formula alone."""
        rounded = -(-self.room // self.stride) if self.overhang else self.room // self.stride
        return rounded + 1


@dataclass(frozen=True, eq=False)
class Cell:
    """One number of the output and where it comes from; arrays are (channels, height, width).

    ``values`` lie under the window; ``products`` are what they become by the kernel, or None where
    there is none; ``partial`` (channels,) is one number for each channel; ``total`` is the cell
    itself, (1,) for a convolution and else (channels,).
    """

    values: np.ndarray
    products: np.ndarray | None
    partial: np.ndarray
    total: np.ndarray


@dataclass(frozen=True, eq=False)
class Slide:
    """What slid over what, and what came out. Arrays are float32 (channels, height, width).

    ``image`` is what the learner chose, ``taken`` what the window slides over, which is the image
    or the feature map of a convolution before, ``padded`` the same with its border. ``partial`` has
    a convolution's result for each channel before they are added up, else it is the output.
    ``down`` and ``across`` say how the window walks.
    """

    settings: Settings
    image: np.ndarray
    taken: np.ndarray
    padded: np.ndarray
    kernel: np.ndarray | None
    partial: np.ndarray
    output: np.ndarray
    down: Reach
    across: Reach

    def cell(self, row: int, column: int) -> Cell:
        """One cell of the output by hand, in double precision."""
        down, across = self.down, self.across
        top, left = row * down.stride, column * across.stride
        values = self.padded[
            :,
            top : top + down.span : down.dilation,
            left : left + across.span : across.dilation,
        ].astype(np.float64)
        if self.kernel is not None:
            products = values * self.kernel
            partial = products.sum((1, 2))
            return Cell(values, products, partial, partial.sum(keepdims=True) + self.settings.bias)
        if self.settings.operation == AVERAGE:
            kept = np.nanmean(values, axis=(1, 2))
        else:
            kept = values.max((1, 2))
            kept = np.maximum(kept, 0) if self.settings.operation == RELU else kept
        return Cell(values, None, kept, kept)


def slide(picture: Picture, settings: Settings, own: np.ndarray | None = None) -> Slide:
    """Slide the window of ``settings`` over the picture; ``own`` is the learner's kernel, if any.

    Raises ``ValueError`` where the window, the padding and the picture do not fit together.
    """
    small = picture.fitted(settings.resolution)
    image = torch.from_numpy((small if settings.colour else small.grey()).channels())
    taken = image
    if settings.operation == CONVOLUTION or settings.takes == FEATURE_MAP:
        convolved = _convolve(image, settings, own)
        if settings.operation == CONVOLUTION:
            return convolved
        taken = torch.from_numpy(convolved.output)
        if settings.operation != RELU:
            taken = F.relu(taken)  # as in a network, where pooling follows ReLU
    return (
        _relu(image, taken, settings)
        if settings.operation == RELU
        else _pool(image, taken, settings)
    )


def weight(settings: Settings, channels: int, own: np.ndarray | None = None) -> np.ndarray:
    """The kernels (channels, height, width) float32 that lie on an image of so many channels."""
    if settings.kernel == kernels.OWN:
        if own is None:
            raise ValueError("Your kernel has no numbers yet.")
        if channels == 1:
            # On a grey image, three kernels do what their sum does.
            return own.sum(0, keepdims=True)
        return np.broadcast_to(own, (channels, *own.shape[1:])).copy()
    kernel = kernels.KERNELS[settings.kernel](settings.size).astype(np.float32)
    weights = np.array(settings.weights if channels == 3 else (1,), np.float32)
    return weights[:, None, None] * kernel


def _convolve(image: torch.Tensor, settings: Settings, own: np.ndarray | None) -> Slide:
    kernel = torch.from_numpy(weight(settings, len(image), own))
    down, across = (
        Reach(length, size, settings.stride, settings.padding, settings.dilation)
        for length, size in zip(image.shape[1:], kernel.shape[1:], strict=True)
    )
    padded = _pad(image, settings)[None]  # a batch of one: (1, channels, height, width)
    _fits(down, across)
    stride, dilation = settings.stride, settings.dilation
    bias = torch.tensor([float(settings.bias)])
    # Each channel under its own kernel; and what PyTorch's layer does, which adds them up.
    partial = F.conv2d(padded, kernel[:, None], stride=stride, dilation=dilation, groups=len(image))
    output = F.conv2d(padded, kernel[None], bias, stride=stride, dilation=dilation)
    return Slide(
        settings,
        image.numpy(),
        image.numpy(),
        padded[0].numpy(),
        kernel.numpy(),
        partial[0].numpy(),
        output[0].numpy(),
        down,
        across,
    )


def _pad(image: torch.Tensor, settings: Settings) -> torch.Tensor:
    mode, by = PADDING[settings.border], settings.padding
    shorter = min(image.shape[1:])
    if (mode == "reflect" and by >= shorter) or (mode == "circular" and by > shorter):
        raise ValueError(
            f"The image has {shorter} pixels on its shorter side, which cannot be mirrored or "
            f"wrapped around for a padding of {by}. Take more pixels or less padding."
        )
    return F.pad(image, (by,) * 4, mode=mode)


def _relu(image: torch.Tensor, taken: torch.Tensor, settings: Settings) -> Slide:
    output = F.relu(taken).numpy()
    down, across = (Reach(length, size=1) for length in taken.shape[1:])
    given = taken.numpy()
    return Slide(settings, image.numpy(), given, given, None, output, output, down, across)


def _pool(image: torch.Tensor, taken: torch.Tensor, settings: Settings) -> Slide:
    size, by, overhang = settings.pool_size, settings.pool_padding, settings.overhang
    if by > size // 2:
        raise ValueError(
            f"PyTorch pads at most half of the pooling window: {size // 2} for a window of {size}, "
            f"not {by}."
        )
    down, across = (
        Reach(length, size, settings.pool_stride, by, overhang=overhang)
        for length in taken.shape[1:]
    )
    _fits(down, across)
    pooling = F.max_pool2d if settings.operation == MAXIMUM else F.avg_pool2d
    output = pooling(taken[None], size, settings.pool_stride, by, ceil_mode=overhang)[0].numpy()
    # The border can never be the largest; it counts as zero in an average, but what lies beyond
    # it, where a window overhangs, is not counted at all.
    border, beyond = (0.0, np.nan) if settings.operation == AVERAGE else (-np.inf, -np.inf)
    padded = F.pad(taken, (by,) * 4, value=border)
    padded = F.pad(padded, (0, _missing(across), 0, _missing(down)), value=beyond)
    return Slide(
        settings, image.numpy(), taken.numpy(), padded.numpy(), None, output, output, down, across
    )


def _fits(down: Reach, across: Reach) -> None:
    """Raise ``ValueError`` in plain words where the window has no place to stand."""
    for reach in (down, across):
        if reach.output < 1:
            raise ValueError(
                f"The window spans {reach.span} pixels, and there are only "
                f"{reach.length + 2 * reach.padding} with the padding, so it does not fit. "
                "Take more pixels or padding, or a smaller window or dilation."
            )


def _missing(reach: Reach) -> int:
    """By how much the last window overhangs the padded length."""
    return max(0, (reach.output - 1) * reach.stride - reach.room)
