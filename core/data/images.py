"""Pictures to look at through a kernel or a network: drawn by this project, or from scikit-learn.

A ``Picture`` is a grid of bytes with a name and a sentence about it. To add a drawing, write its
painter and add a line to ``DRAWINGS``.

Left out: the learner's own files (core/parsing/image.py), and labelled sets (core/data/shapes.py).
scikit-learn is imported where its images are loaded, because that takes as long as all the rest.

References: Alpaydin & Kaynak 1998 (digits); the two photographs, of a Chinese temple by King Yuk
and of a flower by dany13, come with scikit-learn (both CC BY 2.0).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from PIL import Image, ImageDraw

from core.data import shapes
from core.knobs import Knobs, choice, slider

SIDE = 128  # pixels of a drawing's side
OWN = ("your file", "your camera", "your drawing")
SOURCES = ("drawn for you", "coloured shape", "digit", "photograph", *OWN)
PHOTOGRAPHS = ("temple", "flower")
_FILES = {"temple": "china.jpg", "flower": "flower.jpg"}
Painter = Callable[[ImageDraw.ImageDraw], None]


@dataclass(frozen=True, eq=False)
class Picture:
    """One image: ``pixels`` is uint8, (height, width) in grey or (height, width, 3) in colour."""

    name: str
    pixels: np.ndarray
    about: str

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        grid = len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)
        if self.pixels.dtype != np.uint8 or not grid or 0 in shape:
            raise ValueError(f"{self.name}: {self.pixels.dtype} {shape} is no picture.")

    @property
    def coloured(self) -> bool:
        """Whether it has a channel each for red, green and blue."""
        return self.pixels.ndim == 3

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.pixels.shape[:2]

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change with any pixel."""
        digest = hashlib.sha256(repr(self.pixels.shape).encode())
        digest.update(self.pixels.tobytes())
        return digest.hexdigest()[:12]

    def fitted(self, longest: int) -> Picture:
        """The whole picture, its longer side ``longest`` pixels, the shorter one in proportion."""
        height, width = self.size
        scale = longest / max(height, width)
        return self._resized(max(1, round(height * scale)), max(1, round(width * scale)))

    def square(self, side: int) -> Picture:
        """The largest square around the middle, ``side`` pixels per side."""
        height, width = self.size
        edge = min(height, width)
        top, left = (height - edge) // 2, (width - edge) // 2
        middle = self.pixels[top : top + edge, left : left + edge]
        return Picture(self.name, middle, self.about)._resized(side, side)

    def grey(self) -> Picture:
        """Its brightness, by the weights of ITU-R BT.601."""
        if not self.coloured:
            return self
        pixels = np.asarray(Image.fromarray(self.pixels).convert("L"))
        return Picture(self.name, pixels, self.about)

    def channels(self) -> np.ndarray:
        """As a network takes it: float32 (channels, height, width) from 0 to 1."""
        pixels = self.pixels if self.coloured else self.pixels[:, :, None]
        # (height, width, channels) -> (channels, height, width)
        return np.ascontiguousarray(pixels.transpose(2, 0, 1), dtype=np.float32) / 255

    def _resized(self, height: int, width: int) -> Picture:
        if self.size == (height, width):
            return self
        # Averages over boxes on the way down, repeats pixels on the way up: nothing is invented.
        image = Image.fromarray(np.ascontiguousarray(self.pixels))
        pixels = np.asarray(image.resize((width, height), Image.Resampling.BOX))
        return Picture(self.name, pixels, self.about)


# --- Drawings -----------------------------------------------------------------------------------


def _house(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 512, 512), "#8FC3E8")
    draw.rectangle((0, 400, 512, 512), "#4E8B3A")
    draw.ellipse((388, 36, 468, 116), "#F7D547")
    draw.rectangle((110, 230, 390, 440), "#D9C7A0")
    draw.polygon(((70, 240), (250, 90), (430, 240)), "#A33B2C")
    draw.rectangle((220, 320, 290, 440), "#5B3A21")
    for left in (140, 320):
        draw.rectangle((left, 270, left + 44, 314), "#2F4B66")


def _shapes(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 512, 512), "#202020")
    draw.rectangle((52, 60, 232, 240), "#F0F0F0")
    draw.ellipse((270, 70, 460, 260), "#B0B0B0")
    draw.polygon(((150, 290), (260, 470), (40, 470)), "#888888")
    draw.line((300, 460, 470, 310), "#F0F0F0", width=26)


def _stripes(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 512, 512), "#181818")
    for start in range(0, 256, 64):
        draw.rectangle((start, 0, start + 31, 255), "#F0F0F0")
        draw.rectangle((256, start, 512, start + 31), "#F0F0F0")
    for start in range(-256, 512, 90):
        draw.polygon(
            ((start, 512), (start + 45, 512), (start + 301, 256), (start + 256, 256)), "#B8B8B8"
        )


def _checkerboard(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 512, 512), "#101010")
    for row in range(8):
        for column in range(row % 2, 8, 2):
            draw.rectangle((64 * column, 64 * row, 64 * column + 63, 64 * row + 63), "#F4F4F4")


def _lights(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 512, 512), "#B9C4CC")
    draw.rounded_rectangle((170, 30, 342, 482), 40, "#26282B")
    for top, colour in ((56, "#E02B20"), (196, "#F2B01E"), (336, "#23A455")):
        draw.ellipse((196, top, 316, top + 120), colour)


def _ramp(draw: ImageDraw.ImageDraw) -> None:
    for x in range(512):
        draw.line((x, 0, x, 300), (x // 2,) * 3)
    for step in range(8):
        draw.rectangle((64 * step, 300, 64 * step + 63, 512), (255 * step // 7,) * 3)


DRAWINGS: dict[str, tuple[Painter, bool, str]] = {
    "house": (_house, True, "A house drawn in colour: straight edges in three directions."),
    "shapes": (_shapes, False, "A square, a disc, a triangle and a line, in greys."),
    "stripes": (_stripes, False, "Vertical, horizontal and slanted stripes."),
    "checkerboard": (_checkerboard, False, "A checkerboard: every square has four corners."),
    "traffic light": (_lights, True, "Three lamps that differ only in colour."),
    "ramp": (_ramp, False, "Brightness that grows evenly, and below it, in eight steps."),
}


@lru_cache(maxsize=len(DRAWINGS))
def drawing(name: str) -> Picture:
    """One of ``DRAWINGS``."""
    painter, coloured, about = DRAWINGS[name]
    image = Image.new("RGB", (512, 512))
    painter(ImageDraw.Draw(image))
    image = image.reduce(512 // SIDE).convert("RGB" if coloured else "L")
    return Picture(name, np.asarray(image), about)


def coloured_shape(name: str, example: int) -> Picture:
    """One of ``shapes.CLASSES``, its ``example``-th one: 32 by 32 pixels in colour."""
    pixels = shapes.draw(name, np.random.default_rng(example))
    return Picture(name, pixels, f"{name.capitalize()}, number {example}, drawn at random.")


# --- From scikit-learn --------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _digits() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    loaded = load_digits()
    # 0 to 16 shades of ink.
    return np.rint(loaded.images * (255 / 16)).astype(np.uint8), loaded.target


def digit(number: int, example: int) -> Picture:
    """The handwritten ``number`` (0 to 9), its ``example``-th one (from 1): 8 by 8 pixels."""
    images, target = _digits()
    index = np.flatnonzero(target == number)[example - 1]
    return Picture(
        f"digit {number}", images[index], f"A handwritten {number}, number {index} of 1,797."
    )


@lru_cache(maxsize=len(PHOTOGRAPHS))
def photograph(name: str) -> Picture:
    """One of ``PHOTOGRAPHS``: 427 by 640 pixels in colour."""
    from sklearn.datasets import load_sample_image

    pixels = load_sample_image(_FILES[name])
    return Picture(name, pixels, f"A photograph of a {name}, 640 by 427 pixels.")


# --- The choice ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice(Knobs):
    """Which picture to look at."""

    image: str = choice(
        "drawn for you",
        SOURCES,
        label="Image",
        help="Simple drawings show best what a kernel responds to. You can also use your own "
        "picture.",
    )
    drawing: str = choice(
        "house",
        DRAWINGS,
        label="Drawing",
        when=lambda chosen: chosen.image == "drawn for you",
    )
    shape: str = choice(
        "star",
        shapes.CLASSES,
        label="Shape",
        when=lambda chosen: chosen.image == "coloured shape",
    )
    digit: int = slider(
        3, low=0, high=9, label="Digit", when=lambda chosen: chosen.image == "digit"
    )
    example: int = slider(
        1,
        low=1,
        high=170,
        label="Example",
        help="Which example to show.",
        when=lambda chosen: chosen.image in ("digit", "coloured shape"),
    )
    photograph: str = choice(
        "temple",
        PHOTOGRAPHS,
        label="Photograph",
        when=lambda chosen: chosen.image == "photograph",
    )


def load(choice: Choice) -> Picture:
    """The chosen picture. Raises ``ValueError`` for the learner's own picture."""
    if choice.image in OWN:
        raise ValueError(f"{choice.image.capitalize()} is missing: add it first.")
    if choice.image == "coloured shape":
        return coloured_shape(choice.shape, choice.example)
    if choice.image == "digit":
        return digit(choice.digit, choice.example)
    if choice.image == "photograph":
        return photograph(choice.photograph)
    return drawing(choice.drawing)
