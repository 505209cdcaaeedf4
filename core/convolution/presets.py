"""Settings that each show one phenomenon of a window that slides, by the view.

What each of them promises is tested.
"""

from __future__ import annotations

from core.convolution import parameters, signal
from core.convolution.settings import MAXIMUM, RELU, Settings

SLIDE: dict[str, Settings] = {
    "Find edges": Settings(),
    "Vertical edges only": Settings(kernel="Sobel, vertical edges"),
    "Blur": Settings(kernel="Gaussian blur", size=5, resolution=48),
    "Sharpen": Settings(kernel="sharpen", resolution=48),
    "Keep the size": Settings(padding=1),
    "Stride skips pixels": Settings(stride=2, resolution=24),
    "Dilation sees farther": Settings(dilation=3, kernel="Sobel, vertical edges", resolution=32),
    "Red against green": Settings(
        kernel="Gaussian blur", colour=True, red=1.0, green=-1.0, blue=0.0
    ),
    "ReLU": Settings(kernel="Sobel, vertical edges", operation=RELU),
    "Max pooling": Settings(kernel="Sobel, vertical edges", operation=MAXIMUM),
}

PARAMETERS: dict[str, parameters.Settings] = {
    "A small image": parameters.Settings(),
    "A digit": parameters.Settings(side=28, channels=1, filters=8, window=5),
    "A photograph": parameters.Settings(side=224, filters=64, window=7, step=2),
    "One pixel kernels": parameters.Settings(channels=64, filters=64, window=1),
}

SIGNAL: dict[str, signal.Settings] = {
    "Average out the noise": signal.Settings(),
    "Find the steps": signal.Settings(filter="edge", length=15, noise=0.25),
    "Find the hidden pulses": signal.Settings(
        signal="hidden pulses", filter="matched filter", noise=0.5
    ),
    "Average out the pulses": signal.Settings(signal="hidden pulses", noise=0.5),
    "Smooth a wave": signal.Settings(signal="slow wave", filter="bell-shaped average", length=31),
}
