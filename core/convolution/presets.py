"""Settings that each show one phenomenon of a window that slides, by the part of the page.

What each of them promises is tested.
"""

from __future__ import annotations

from core.convolution.settings import MAXIMUM, RELU, Settings

SLIDE: dict[str, Settings] = {
    "Find edges": Settings(),
    "Upright edges only": Settings(kernel="Sobel, upright edges"),
    "Blur": Settings(kernel="Gaussian blur", size=5, resolution=48),
    "Sharpen": Settings(kernel="sharpen", resolution=48),
    "Keep the size": Settings(padding=1),
    "Stride leaves some out": Settings(stride=2, resolution=24),
    "Dilation sees farther": Settings(dilation=3, kernel="Sobel, upright edges", resolution=32),
    "Red against green": Settings(
        kernel="Gaussian blur", colour=True, red=1.0, green=-1.0, blue=0.0
    ),
    "ReLU": Settings(kernel="Sobel, upright edges", operation=RELU),
    "Max pooling": Settings(kernel="Sobel, upright edges", operation=MAXIMUM),
}
