"""The images that the small networks learn from, and any other image made to fit them.

    >>> data = load("digits", samples=1000, seed=0)
    >>> as_input("digits", np.zeros((40, 30, 3), np.uint8)).shape
    torch.Size([1, 1, 8, 8])

Digits are split once for all, whatever the seed of a run: what a shipped network was tested on was
never trained on. Shapes are drawn anew, the held-out ones with a seed of their own.

Left out: augmentation.

References: Alpaydin & Kaynak 1998 (the digits, bundled with scikit-learn).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from PIL import Image, ImageFilter

from core.cache import shared
from core.data import datasets, shapes
from core.data.images import OWN, SOURCES, Choice, Picture
from core.knobs import choice

DIGITS, CANVAS, SHAPES = DATA = ("digits", "digits on a canvas", "shapes")
SIZES = {DIGITS: (1, 8, 8), CANVAS: (1, 16, 16), SHAPES: (3, 32, 32)}  # channels, rows, columns
HELD_OUT_DIGITS = 450
HELD_OUT_SHAPES = 500
# No training seed can be this one: knobs end at 9999.
HELD_OUT_SEED = 1_000_000
# What the digits were before they were made small: pixels per side, columns of the wide ones, and
# the share of ink, on average over the digits.
BITMAP, WIDEST, INK = 32, 26, 0.305


@dataclass(frozen=True, eq=False)
class Images:
    """Images (n, channels, rows, columns) float32 and their classes (n,) int64, in two parts."""

    name: str
    class_names: tuple[str, ...]
    x_train: torch.Tensor
    y_train: torch.Tensor
    x_held_out: torch.Tensor
    y_held_out: torch.Tensor

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, rows and columns of one image."""
        _, channels, rows, columns = self.x_train.shape
        return channels, rows, columns


@dataclass(frozen=True)
class ImageChoice(Choice):
    """Which picture a trained network is shown: at first one of those that it knows."""

    image: str = choice(
        "coloured shape",
        SOURCES,
        label="Image",
        help="The networks were trained on coloured shapes and digits; the examples here are "
        "new to them. They must assign any other image to one of the classes they know.",
    )


def class_names(name: str) -> tuple[str, ...]:
    """The classes of the images called ``name``, in the order of a network's outputs."""
    return shapes.CLASSES if name == SHAPES else tuple("0123456789")


@shared
def load(name: str, samples: int, seed: int) -> Images:
    """The images called ``name``, ``samples`` of them for training where there are so many.

    ``seed`` draws the training shapes, and which digits are left for training. Raises
    ``ValueError`` for another name.
    """
    x_held_out, y_held_out = held_out(name)
    if name == SHAPES:
        x, y = _encoded_shapes(samples, seed)
    else:
        x, y = _digits(name, training=True)
        chosen = np.random.default_rng(seed).permutation(len(x))[:samples]
        x, y = x[chosen], y[chosen]
    return Images(name, class_names(name), x, y, x_held_out, y_held_out)


@lru_cache(maxsize=3)
def held_out(name: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The images (n, C, H, W) and classes (n,) that no network here is trained on."""
    if name not in DATA:
        raise ValueError(f"There are no images {name!r}. There are: {', '.join(DATA)}.")
    if name == SHAPES:
        return _encoded_shapes(HELD_OUT_SHAPES, HELD_OUT_SEED)
    return _digits(name, training=False)


def as_input(name: str, pixels: np.ndarray) -> torch.Tensor:
    """A picture (rows, columns) or (rows, columns, 3) uint8 as what a network of ``name`` gets.

    Returns float32 (1, C, H, W). For shapes the picture's middle square is scaled down. For digits
    it is made a bright digit on black that fills the frame, as those it learnt from do.
    """
    if name == SHAPES:
        colour = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
        image = Image.fromarray(np.ascontiguousarray(colour))
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        box = (left, top, left + side, top + side)
        size = SIZES[SHAPES][1:]
        # Averages whole blocks first, which is what makes a large photograph quick.
        small = image.resize(size, Image.Resampling.BOX, box=box, reducing_gap=2.0)
        return _encode_colour(np.asarray(small)[None])
    digit = torch.from_numpy(_as_digit(pixels))[None, None]
    return _on_canvas(digit) if name == CANVAS else digit


def as_picture(x: np.ndarray) -> np.ndarray:
    """A network's input (C, H, W) as it looks: uint8 (H, W) or (H, W, 3)."""
    shares = x[0] if x.shape[0] == 1 else (x.transpose(1, 2, 0) + 1) / 2
    return (255 * np.clip(shares, 0, 1)).round().astype(np.uint8)


def fitting(network: str, picture: Picture) -> str:
    """The shipped network for a picture: the one for digits also for the learner's drawing."""
    if network in (DIGITS, SHAPES):
        return network
    return DIGITS if picture.name.startswith("digit") or picture.name == OWN[2] else SHAPES


def _encode_colour(images: np.ndarray) -> torch.Tensor:
    """Colours (n, rows, columns, 3) uint8 as (n, 3, rows, columns) from -1 to 1."""
    values = images.astype(np.float32) / 127.5 - 1
    return torch.from_numpy(np.ascontiguousarray(values.transpose(0, 3, 1, 2)))


def _encoded_shapes(samples: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    images, labels = shapes.shapes(samples, seed)
    return _encode_colour(images), torch.from_numpy(labels)


def _digits(name: str, *, training: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """One part of the digits, brightness from 0 to 1."""
    digits = datasets.load("digits", samples=0, noise=0, seed=0)
    order = np.random.default_rng(0).permutation(len(digits.x))
    rows = order[HELD_OUT_DIGITS:] if training else order[:HELD_OUT_DIGITS]
    x = torch.from_numpy(digits.x[rows] / 16).view(-1, *SIZES[DIGITS])  # (n, 64) -> (n, 1, 8, 8)
    return _on_canvas(x) if name == CANVAS else x, torch.from_numpy(digits.y[rows])


def _on_canvas(x: torch.Tensor) -> torch.Tensor:
    """Digits (n, 1, 8, 8) in the middle of an empty canvas, (n, 1, 16, 16)."""
    return torch.nn.functional.pad(x, (4, 4, 4, 4))


def _as_digit(pixels: np.ndarray) -> np.ndarray:
    """A picture as a digit, float32 (8, 8) from 0 to 1; one of 8 x 8 pixels stays as it is.

    The digits were made from 32 x 32 black or white pixels by counting the ink in blocks of 4 x 4.
    They all fill the height, and whatever their class, ink covers about 30% of their frame. So a
    drawing is made as high and given as much ink: a thin pen's strokes grow, a thick pen's shrink.
    """
    bright = shapes.luminance(pixels) if pixels.ndim == 3 else pixels.astype(float)
    bright = bright / 255
    if bright.shape == (8, 8):
        return bright.astype(np.float32)
    border = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    if np.median(border) > 0.5:  # dark ink on light paper
        bright = 1 - bright
    bright = np.clip((bright - bright.min()) / max(np.ptp(bright), 1e-6), 0, 1)
    rows, columns = (np.flatnonzero((bright > 0.3).any(axis=axis)) for axis in (1, 0))
    if len(rows) and np.ptp(bright) > 0:
        bright = bright[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = bright.shape
    across = min(WIDEST, max(1, round(BITMAP * width / height)))
    ink = Image.fromarray((255 * bright).astype(np.uint8)).resize((across, BITMAP))
    bitmap = Image.new("L", (BITMAP, BITMAP))
    bitmap.paste(ink, ((BITMAP - across) // 2, 0))
    soft = np.asarray(bitmap.filter(ImageFilter.GaussianBlur(1)))
    inked = soft >= max(1, np.quantile(soft, 1 - INK))
    # (32, 32) -> (8, 4, 8, 4) -> (8, 8)
    return inked.reshape(8, BITMAP // 8, 8, BITMAP // 8).mean(axis=(1, 3), dtype=np.float32)
