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


def _pools(settings: object) -> bool:
    return settings.operation in (MAXIMUM, AVERAGE)


def _convolves(settings: object) -> bool:
    return settings.operation == CONVOLUTION or settings.takes == FEATURE_MAP


@dataclass(frozen=True)
class Settings(Knobs):
    """The choices of a convolution, and of what may follow it. Sizes are in pixels."""

    operation: str = choice(
        CONVOLUTION,
        (CONVOLUTION, RELU, MAXIMUM, AVERAGE),
        label="Operation",
        group=WINDOW,
        help="What happens to the numbers under the window: weighted and added up, cut off below "
        "zero, or only the largest or their average kept.",
    )
    takes: str = choice(
        FEATURE_MAP,
        (FEATURE_MAP, "the image itself"),
        label="It is done to",
        group=WINDOW,
        help="In a network, ReLU follows a convolution, and pooling follows ReLU.",
        when=lambda settings: settings.operation != CONVOLUTION,
    )
    kernel: str = choice(
        "edges",
        (*KERNELS, OWN),
        label="Kernel",
        group=WINDOW,
        help="Click a number of the kernel in the picture to change it: it then is your own.",
        when=_convolves,
    )
    size: int = slider(
        3,
        low=1,
        high=LARGEST,
        label="Kernel size",
        group=WINDOW,
        help="How many pixels the kernel covers each way.",
        when=lambda settings: _convolves(settings) and settings.kernel != OWN,
    )
    stride: int = slider(
        1,
        low=1,
        high=5,
        label="Stride",
        group=WINDOW,
        help="How far the kernel moves from one place to the next. Two halves the output.",
        when=_convolves,
    )
    padding: int = slider(
        0,
        low=0,
        high=6,
        label="Padding",
        group=WINDOW,
        help="Pixels added on each side, so that the kernel can stand on the border as well.",
        when=_convolves,
    )
    border: str = choice(
        "zeros",
        PADDING,
        label="The added pixels are",
        group=WINDOW,
        help="Zeros are black, which makes edges where the image has none.",
        when=lambda settings: _convolves(settings) and settings.padding > 0,
    )
    dilation: int = slider(
        1,
        low=1,
        high=4,
        label="Dilation",
        group=WINDOW,
        help="How far apart the pixels under the kernel are. Two leaves one out in between: a "
        "larger view from as few numbers.",
        when=_convolves,
    )
    bias: float = slider(
        0.0,
        low=-2.0,
        high=2.0,
        step=0.1,
        label="Bias",
        group=WINDOW,
        help="Added to every sum.",
        when=_convolves,
    )
    pool_size: int = slider(
        2,
        low=1,
        high=LARGEST,
        label="Pooling window",
        group=WINDOW,
        help="Out of so many numbers each way, one is left.",
        when=_pools,
    )
    pool_stride: int = slider(
        2,
        low=1,
        high=LARGEST,
        label="Pooling stride",
        group=WINDOW,
        help="As large as the window, the windows lie side by side.",
        when=_pools,
    )
    pool_padding: int = slider(
        0,
        low=0,
        high=3,
        label="Pooling padding",
        group=WINDOW,
        help="PyTorch takes at most half of the window.",
        when=_pools,
    )
    overhang: bool = switch(
        False,
        label="Windows may overhang (ceil mode)",
        group=WINDOW,
        help="Round the output's size up instead of down: the last window may reach beyond the end.",
        when=_pools,
    )
    resolution: int = slider(
        24,
        low=6,
        high=64,
        label="Pixels",
        group=IMAGE,
        help="The image's longer side. Few pixels are large enough to read their numbers.",
    )
    colour: bool = switch(
        False,
        label="In colour",
        group=IMAGE,
        help="Three channels, a kernel for each, and one sum of all three.",
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
