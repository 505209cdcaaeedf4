"""What a learner chooses in each view of a trained network, and pictures that show something."""

from __future__ import annotations

from dataclasses import dataclass

from core.cnn.images import DIGITS, SHAPES
from core.cnn.shift_invariance import AMOUNTS
from core.data.images import OWN, SOURCES, Choice, Picture
from core.knobs import Knobs, choice, slider

AS_IMAGE, PRETRAINED = "whichever fits", "pretrained, by name"


@dataclass(frozen=True)
class Shown(Choice):
    """Which picture a trained network is shown: at first one of those that it knows."""

    image: str = choice(
        "coloured shape",
        SOURCES,
        label="Image",
        help="Coloured shapes and digits are what the networks learnt from; the examples here are "
        "new to them. Anything else they have to squeeze into the classes that they know.",
    )


PICTURES = {
    "Star": Shown(shape="star"),
    "Ripples": Shown(shape="ripples"),
    "Handwritten 3": Shown(image="digit", digit=3),
    "Never seen: a temple": Shown(image="photograph", photograph="temple"),
}


@dataclass(frozen=True)
class Maps(Knobs):
    """Which network the feature maps are of."""

    network: str = choice(
        AS_IMAGE,
        (AS_IMAGE, DIGITS, SHAPES, PRETRAINED),
        label="Network",
        help="Two small ones come with this app. A large one that learnt from photographs can be fetched by its name when there is a network connection.",
    )


@dataclass(frozen=True)
class Filters(Knobs):
    """Which layer's filters to look at."""

    network: str = choice(SHAPES, (SHAPES, DIGITS), label="Network")
    block: int = slider(
        2,
        low=1,
        high=3,
        label="Block",
        help="The network of the digits has two blocks, that of the shapes three.",
        when=lambda chosen: chosen.network == SHAPES,
    )
    digit_block: int = slider(
        2, low=1, high=2, label="Block", when=lambda chosen: chosen.network == DIGITS
    )
    unit: int = slider(
        1,
        low=1,
        high=32,
        label="Filter",
        help="A block has 8, 16 or 32 filters; a number beyond is the last one.",
    )
    seed: int = slider(
        0,
        low=0,
        high=99,
        label="Seed",
        help="Draws the faint noise that the wanted images grow from.",
    )


@dataclass(frozen=True)
class Looking(Knobs):
    """What to explain, and how."""

    explain: str = choice(
        "first guess",
        ("first guess", "second guess"),
        label="Explain the",
        help="Which class's evidence to look for.",
    )
    patch: int = slider(
        8,
        low=2,
        high=16,
        label="Hiding patch (pixels)",
        help="The side of the square that occlusion moves over the image; a quarter of that for digits.",
    )
    share: int = slider(
        20,
        low=5,
        high=50,
        step=5,
        label="Pixels deleted (%)",
        help="Each map's most important pixels are painted over, to test whether they mattered.",
    )


@dataclass(frozen=True)
class Shifting(Knobs):
    """How to move, turn and blur a held-out digit."""

    digit: int = slider(
        0,
        low=0,
        high=99,
        label="Held-out digit",
        help="Which of the images that no network has seen.",
    )
    right: int = slider(2, low=-4, high=4, label="Right (pixels)", help="Negative is left.")
    down: int = slider(0, low=-4, high=4, label="Down (pixels)", help="Negative is up.")
    turn: int = slider(0, low=-90, high=90, step=5, label="Turn (degrees)", help="Clockwise.")
    noise: float = slider(
        0.0, low=0.0, high=1.0, step=0.05, label="Noise", help="Its standard deviation; ink is 1."
    )
    curve: str = choice(
        "shift",
        AMOUNTS,
        label="Accuracy against",
        help="What is changed for all 450 held-out digits.",
    )


SHIFTS = {
    "Two pixels": Shifting(),
    "One pixel breaks pooling": Shifting(right=1),
    "Four pixels": Shifting(right=4),
    "A turn": Shifting(right=0, turn=45, curve="rotation"),
    "Noise": Shifting(right=0, noise=0.5, curve="noise"),
}
FILTERS = {
    "First block": Filters(block=1),
    "Middle": Filters(),
    "Last block": Filters(block=3),
    "Strokes of digits": Filters(network=DIGITS),
}
REASONS = {
    "First guess": Looking(),
    "Second guess": Looking(explain="second guess"),
    "A small patch": Looking(patch=3),
}


def fitting(network: str, picture: Picture) -> str:
    """The shipped network for a picture: that of the digits for digits and the learner's drawing."""
    if network in (DIGITS, SHAPES):
        return network
    return DIGITS if picture.name.startswith("digit") or picture.name == OWN[2] else SHAPES
