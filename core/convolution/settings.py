"""What a learner can choose about the window that slides over an image, declared as knobs."""

from __future__ import annotations

from dataclasses import dataclass

from core.convolution.kernels import KERNELS, LARGEST, OWN
from core.knobs import Knobs, choice, slider, switch

WINDOW, IMAGE = "Window", "Image"
CONVOLUTION, RELU, MAXIMUM, AVERAGE = "convolution", "ReLU", "max pooling", "average pooling"
FEATURE_MAP = "the convolution's feature map"
# How the border is filled, in the learner's words and in those of torch.nn.functional.pad.
PADDING = {
    "zeros": "constant",
    "mirrored (reflect)": "reflect",
    "repeated edge (replicate)": "replicate",
    "wrapped around (circular)": "circular",
}


def _pools(settings: Settings) -> bool:
    return settings.operation in (MAXIMUM, AVERAGE)


def _convolves(settings: Settings) -> bool:
    return settings.operation == CONVOLUTION or settings.takes == FEATURE_MAP


@dataclass(frozen=True)
class Settings(Knobs):
    """The choices of a convolution, and of what may follow it. Sizes are in pixels."""

    operation: str = choice(
        CONVOLUTION,
        (CONVOLUTION, RELU, MAXIMUM, AVERAGE),
        label="Operation",
        group=WINDOW,
        help="What happens to the numbers under the window: a weighted sum, zero for negative "
        "numbers, or only their maximum or average.",
    )
    takes: str = choice(
        FEATURE_MAP,
        (FEATURE_MAP, "the image itself"),
        label="Apply it to",
        group=WINDOW,
        help="In a network, ReLU follows a convolution, and pooling follows ReLU.",
        when=lambda settings: settings.operation != CONVOLUTION,
    )
    kernel: str = choice(
        "edges",
        (*KERNELS, OWN),
        label="Kernel",
        group=WINDOW,
        help="To make your own kernel, click one of its numbers in the picture and change it.",
        when=_convolves,
    )
    size: int = slider(
        3,
        low=1,
        high=LARGEST,
        label="Kernel size",
        group=WINDOW,
        help="How many pixels the kernel covers per side.",
        when=lambda settings: _convolves(settings) and settings.kernel != OWN,
    )
    stride: int = slider(
        1,
        low=1,
        high=5,
        label="Stride",
        group=WINDOW,
        help="How far the kernel moves in each step. 2 halves the output.",
        when=_convolves,
    )
    padding: int = slider(
        0,
        low=0,
        high=6,
        label="Padding",
        group=WINDOW,
        help="Pixels added on each side, so that the kernel also covers the border.",
        when=_convolves,
    )
    border: str = choice(
        "zeros",
        PADDING,
        label="Added pixels",
        group=WINDOW,
        help="Zeros are black, which creates edges where the image has none.",
        when=lambda settings: _convolves(settings) and settings.padding > 0,
    )
    dilation: int = slider(
        1,
        low=1,
        high=4,
        label="Dilation",
        group=WINDOW,
        help="The distance between the pixels under the kernel. 2 skips one in between, for a "
        "larger view with the same number of weights.",
        when=_convolves,
    )
    bias: float = slider(
        0.0,
        low=-2.0,
        high=2.0,
        step=0.1,
        label="Bias",
        group=WINDOW,
        help="A number added to every sum.",
        when=_convolves,
    )
    pool_size: int = slider(
        2,
        low=1,
        high=LARGEST,
        label="Pooling window",
        group=WINDOW,
        help="Side of the pooling window.",
        when=_pools,
    )
    pool_stride: int = slider(
        2,
        low=1,
        high=LARGEST,
        label="Pooling stride",
        group=WINDOW,
        help="How far the window moves. If it equals the window's side, the windows lie side by "
        "side.",
        when=_pools,
    )
    pool_padding: int = slider(
        0,
        low=0,
        high=3,
        label="Pooling padding",
        group=WINDOW,
        help="PyTorch allows at most half of the window.",
        when=_pools,
    )
    overhang: bool = switch(
        False,
        label="Round the output size up (ceil mode)",
        group=WINDOW,
        help="Rounds the output's size up instead of down, so the last window may reach beyond the "
        "edge.",
        when=_pools,
    )
    resolution: int = slider(
        24,
        low=6,
        high=64,
        label="Pixels",
        group=IMAGE,
        help="The image's longer side. With few pixels, you can read their numbers.",
    )
    colour: bool = switch(
        False,
        label="In colour",
        group=IMAGE,
        help="Three channels with one kernel each, added up to one sum.",
    )
    red: float = slider(
        1.0,
        low=-2.0,
        high=2.0,
        step=0.1,
        label="Weight of red",
        group=IMAGE,
        help="The kernel is multiplied by this for the red channel.",
        when=lambda settings: settings.colour and settings.kernel != OWN,
    )
    green: float = slider(
        1.0,
        low=-2.0,
        high=2.0,
        step=0.1,
        label="Weight of green",
        group=IMAGE,
        help="The kernel is multiplied by this for the green channel.",
        when=lambda settings: settings.colour and settings.kernel != OWN,
    )
    blue: float = slider(
        1.0,
        low=-2.0,
        high=2.0,
        step=0.1,
        label="Weight of blue",
        group=IMAGE,
        help="The kernel is multiplied by this for the blue channel.",
        when=lambda settings: settings.colour and settings.kernel != OWN,
    )

    @property
    def weights(self) -> tuple[float, float, float]:
        """What the kernel is multiplied by for red, green and blue."""
        return self.red, self.green, self.blue
