"""Kernels with a name, at any size from 1 to 7, and kernels that the learner writes.

Every kernel is for cross-correlation, as in PyTorch: it lies on the image as it is written here,
without being mirrored. At size 1 there are no neighbours left, and a kernel that compares with
them is zero.

Left out: kernels that a network has learnt.

References: Sobel & Feldman 1968; Marr & Hildreth 1980 (Laplacian of a Gaussian).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce

import numpy as np

LARGEST = 7
LIMIT = 1000.0  # the size of a kernel's numbers
OWN = "own"


def binomial(size: int) -> np.ndarray:
    """A row of Pascal's triangle, (size,): the nearest that whole numbers come to a bell."""
    return reduce(np.convolve, [np.ones(2)] * (size - 1), np.ones(1))


def identity(size: int) -> np.ndarray:
    """One in the middle: the image stays as it is."""
    kernel = np.zeros((size, size))
    kernel[size // 2, size // 2] = 1
    return kernel


def box_blur(size: int) -> np.ndarray:
    """The average of the window."""
    return np.full((size, size), 1 / size**2)


def gaussian_blur(size: int) -> np.ndarray:
    """An average in which the middle counts most."""
    bell = binomial(size) / 2 ** (size - 1)
    return np.outer(bell, bell)


def edges(size: int) -> np.ndarray:
    """How much the middle differs from all of its neighbours."""
    return size**2 * identity(size) - np.ones((size, size))


def sobel_across(size: int) -> np.ndarray:
    """How much brighter it gets from left to right: finds upright edges."""
    if size == 1:
        return np.zeros((1, 1))
    return np.outer(binomial(size), np.convolve(binomial(size - 1), [-1, 1]))


def sobel_down(size: int) -> np.ndarray:
    """How much brighter it gets from top to bottom: finds level edges."""
    return sobel_across(size).T


def laplacian(size: int) -> np.ndarray:
    """The sum of both second derivatives; above size 3, of an image made smooth first."""
    if size < 3:
        return -edges(size) / max(1, size**2 - 1)
    kernel = np.zeros((size, size))
    smooth = gaussian_blur(size - 2)
    for (row, column), weight in {(0, 1): 1, (1, 0): 1, (1, 2): 1, (2, 1): 1, (1, 1): -4}.items():
        kernel[row : row + size - 2, column : column + size - 2] += weight * smooth
    return kernel


def sharpen(size: int) -> np.ndarray:
    """The image and, on top, what makes it differ from its surroundings."""
    return identity(size) - laplacian(size)


def emboss(size: int) -> np.ndarray:
    """The image lit from the lower right: bright where it rises that way."""
    row, column = np.mgrid[:size, :size] - (size - 1) / 2
    return identity(size) + row + column


KERNELS: dict[str, Callable[[int], np.ndarray]] = {
    "identity": identity,
    "edges": edges,
    "Sobel, vertical edges": sobel_across,
    "Sobel, horizontal edges": sobel_down,
    "box blur": box_blur,
    "Gaussian blur": gaussian_blur,
    "sharpen": sharpen,
    "emboss": emboss,
    "Laplacian": laplacian,
}


def write(kernel: np.ndarray) -> str:
    """A kernel (channels, height, width) as text: "0 -1 0; -1 4 -1; 0 -1 0", channels by |."""
    return " | ".join(
        "; ".join(" ".join(f"{number:.5g}" for number in row) for row in channel)
        for channel in kernel
    )


def read(text: str) -> np.ndarray:
    """The kernel in a text as ``write`` makes it, (channels, height, width) float32.

    Rows end at a semicolon or a new line, and there are one or three channels. Raises
    ``ValueError`` in a plain sentence for anything else.
    """
    channels = [_channel(part) for part in text.split("|")]
    if len(channels) not in (1, 3):
        raise ValueError(
            f"{len(channels)} kernels are too few or too many: write one for all channels, or "
            f"three."
        )
    if len({channel.shape for channel in channels}) > 1:
        raise ValueError("Give the kernels of the three channels the same size.")
    return np.stack(channels)


def _channel(text: str) -> np.ndarray:
    rows = [row.split() for row in re.split(r"[;\n]", text.replace("−", "-").replace(",", " "))]
    rows = [row for row in rows if row]
    if not rows:
        raise ValueError("Write the kernel as numbers, such as 0 -1 0; -1 4 -1; 0 -1 0.")
    widths = sorted({len(row) for row in rows})
    if len(widths) > 1:
        raise ValueError(
            f"The kernel's rows have {widths[0]} to {widths[-1]} numbers; give each row the same "
            f"number."
        )
    if max(len(rows), widths[0]) > LARGEST:
        raise ValueError(
            f"The kernel has {len(rows)} × {widths[0]} numbers; the largest kernel is "
            f"{LARGEST} × {LARGEST}."
        )
    return np.array([[_number(cell) for cell in row] for row in rows], dtype=np.float32)


def _number(text: str) -> float:
    match = re.fullmatch(r"([+-]?\d*\.?\d+)(?:/(\d+))?", text)
    number = float(match[1]) / float(match[2] or 1) if match and match[2] != "0" else np.inf
    if abs(number) > LIMIT:
        raise ValueError(f"“{text[:20]}” is not a number from −{LIMIT:g} to {LIMIT:g}.")
    return number
