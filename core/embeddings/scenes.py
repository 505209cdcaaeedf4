"""Small drawn pictures of one coloured shape, and captions that say what is on them.

    >>> scenes = some(500, seed=0)
    >>> drawn(scenes, seed=0).shape
    (500, 32, 32, 3)
    >>> caption(scenes[0], np.random.default_rng(0))
    'the huge blue triangle is on a ground with stripes'

A scene has four attributes, and each value has several words, so that many captions fit one
picture, and a caption that leaves an attribute out fits many pictures. Place, turn, the greys of
the ground, light and noise are drawn at random and never spoken of.

Some pairs of colour and shape (``UNSEEN``) are kept for held-out pictures alone: whoever finds
them has understood the words one by one.

Left out: several shapes in one picture, and with them word order ("a disc left of a star").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from itertools import product

import numpy as np

from core.data.shapes import FIELDS, SIZE

# Each attribute's values, and for each the words that say it. No word says two things.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "size": {
        "small": ("small", "little", "tiny"),
        "large": ("large", "big", "huge"),
    },
    "colour": {
        "red": ("red", "crimson"),
        "orange": ("orange",),
        "yellow": ("yellow", "golden"),
        "green": ("green",),
        "turquoise": ("turquoise", "cyan"),
        "blue": ("blue",),
        "purple": ("purple", "violet"),
        "pink": ("pink",),
    },
    "shape": {
        "disc": ("disc", "circle"),
        "ring": ("ring", "hoop"),
        "square": ("square",),
        "triangle": ("triangle",),
        "cross": ("cross", "plus"),
        "star": ("star",),
    },
    "ground": {
        "plain": ("plain", "empty"),
        "stripes": ("striped", "stripes"),
        "checks": ("chequered", "checked"),
        "dots": ("dotted", "dots"),
    },
}
MEANINGS = {
    word: (attribute, value)
    for attribute, values in WORDS.items()
    for value, words in values.items()
    for word in words
}
FILLERS = ("a", "an", "the", "on", "with", "ground", "background", "shape", "picture", "of", "is")
VOCABULARY = (*MEANINGS, *FILLERS)

RGB = {
    "red": (215, 38, 40),
    "orange": (240, 135, 25),
    "yellow": (235, 212, 50),
    "green": (45, 150, 60),
    "turquoise": (60, 200, 200),
    "blue": (45, 85, 205),
    "purple": (125, 55, 160),
    "pink": (240, 130, 185),
}
UNSEEN = frozenset(
    {
        ("red", "star"),
        ("blue", "ring"),
        ("green", "triangle"),
        ("yellow", "square"),
        ("pink", "cross"),
        ("purple", "disc"),
    }
)
# How often a caption that need not be whole speaks of an attribute.
SAID = {"size": 0.6, "colour": 0.85, "shape": 0.85, "ground": 0.6}
ALL, SEEN = "all", "seen"


@dataclass(frozen=True)
class Scene:
    """What is on a picture: one value for each attribute of ``WORDS``."""

    size: str
    colour: str
    shape: str
    ground: str

    @property
    def unseen(self) -> bool:
        """Whether its colour and shape never stand together in training."""
        return (self.colour, self.shape) in UNSEEN


def some(count: int, seed: int, which: str = SEEN) -> list[Scene]:
    """``count`` scenes drawn at random: of those for training, or of all."""
    rng = np.random.default_rng(seed)
    possible = _possible(which)
    return [possible[i] for i in rng.integers(len(possible), size=count)]


@lru_cache(maxsize=2)
def _possible(which: str) -> tuple[Scene, ...]:
    everything = (Scene(*values) for values in product(*WORDS.values()))
    return tuple(scene for scene in everything if which == ALL or not scene.unseen)


# --- Captions -----------------------------------------------------------------------------------


def caption(scene: Scene, rng: np.random.Generator, *, whole: bool = True) -> str:
    """A sentence about the scene. Without ``whole``, it may leave out attributes: size and ground
    in 4 of 10 sentences, colour and shape in 15 of 100."""
    said = {}
    for name, values in WORDS.items():
        words = values[getattr(scene, name)]
        said[name] = words[rng.integers(len(words))]
        if not whole and rng.random() >= SAID[name]:
            said[name] = ""
    thing = " ".join(filter(None, (said["size"], said["colour"], said["shape"] or "shape")))
    word = said["ground"]
    if not word:
        return (_with_article(thing), f"the {thing}", f"a picture of {_with_article(thing)}")[
            rng.integers(3)
        ]
    if word in ("stripes", "dots"):
        ground = f"a ground with {word}"
    else:
        ground = _with_article(f"{word} {('ground', 'background')[rng.integers(2)]}")
    thing_there = _with_article(thing)
    forms = (
        f"{thing_there} on {ground}",
        f"{ground} with {thing_there}",
        f"the {thing} is on {ground}",
        f"a picture of {thing_there} on {ground}",
    )
    return forms[rng.integers(len(forms))]


def _with_article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def split(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return re.findall(r"[a-z]+", text.lower())


def unknown(text: str) -> list[str]:
    """The words of a text that no caption has, each once, in their order."""
    return [word for word in dict.fromkeys(split(text)) if word not in VOCABULARY]


def asked(text: str) -> dict[str, str]:
    """What a text says: attributes and their values, {"colour": "red"}; the last word wins."""
    return dict(MEANINGS[word] for word in split(text) if word in MEANINGS)


def fitting(texts: Sequence[str], scenes: Sequence[Scene]) -> np.ndarray:
    """Which text fits which scene: bool (texts, scenes)."""
    names = [field.name for field in fields(Scene)]
    has = np.array([astuple(scene) for scene in scenes])  # (scenes, 4)
    right = np.ones((len(texts), len(scenes)), bool)
    for row, text in zip(right, texts, strict=True):
        for attribute, value in asked(text).items():
            row &= has[:, names.index(attribute)] == value
    return right


# --- Pictures -----------------------------------------------------------------------------------


def drawn(scenes: Sequence[Scene], seed: int) -> np.ndarray:
    """The pictures of scenes, (scenes, SIZE, SIZE, 3) uint8."""
    rng = np.random.default_rng(seed)
    return np.stack([draw(scene, rng) for scene in scenes])


def draw(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """One picture of a scene: uint8 (SIZE, SIZE, 3)."""
    small = scene.size == "small"
    radius = rng.uniform(6, 8) if small else rng.uniform(11, 13.5)
    reach = SIZE / 2 - radius - 0.5
    inside = _cover(scene.shape, radius, SIZE / 2 + rng.uniform(-reach, reach, 2), rng)
    dark, light = rng.uniform(20, 90), rng.uniform(160, 245)
    ground = np.full((SIZE, SIZE), light if rng.random() < 0.5 else dark)
    if scene.ground != "plain":
        marks = _cover(scene.ground, rng.uniform(5, 9), rng.uniform(0, SIZE, 2), rng)
        ground = ground + marks * np.where(ground > 127, -70, 70)
    colour = np.array(RGB[scene.colour]) + rng.uniform(-14, 14, 3)
    share = inside[..., None]  # (SIZE, SIZE, 1)
    image = share * colour + (1 - share) * ground[..., None]
    image = image * rng.uniform(0.85, 1.05) + rng.uniform(0, 12) * rng.standard_normal(image.shape)
    return np.clip(image, 0, 255).round().astype(np.uint8)


def _cover(name: str, scale: float, centre: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """How much of each pixel a turned figure or pattern covers, (SIZE, SIZE)."""
    turn = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    dx, dy = (x - centre[0]) / scale, (y - centre[1]) / scale
    u, v = np.cos(turn) * dx + np.sin(turn) * dy, np.cos(turn) * dy - np.sin(turn) * dx
    return np.clip(0.5 + scale * FIELDS[name](u, v), 0, 1)
