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
        help="The networks were trained on coloured shapes and digits; the examples here are "
        "new to them. They must assign any other image to one of the classes they know.",
    )


PICTURES = {
    "Star": Shown(shape="star"),
    "Ripples": Shown(shape="ripples"),
    "Handwritten 3": Shown(image="digit", digit=3),
    "Untrained: a temple": Shown(image="photograph", photograph="temple"),
}


@dataclass(frozen=True)
class Maps(Knobs):
    """Which network the feature maps are of."""

    network: str = choice(
        AS_IMAGE,
        (AS_IMAGE, DIGITS, SHAPES, PRETRAINED),
        label="Network",
        help="Two small networks come with this app. With a network connection, you can load a "
        "large one, trained on photographs, by its name.",
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
        help="The network for digits has two blocks, the one for shapes three.",
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
        help="A block has 8, 16 or 32 filters; a larger number selects the last one.",
    )
    seed: int = slider(
        0,
        low=0,
        high=99,
        label="Seed",
        help="Sets the faint noise from which the maximising images are optimised.",
    )


@dataclass(frozen=True)
class Looking(Knobs):
    """What to explain, and how."""

    explain: str = choice(
        "first guess",
        ("first guess", "second guess"),
        label="Class to explain",
        help="The class whose evidence the maps show.",
    )
    patch: int = slider(
        8,
        low=2,
        high=16,
        label="Occlusion patch (pixels)",
        help="The side of the square that occlusion moves over the image; for digits, a quarter of "
        "it.",
    )
    share: int = slider(
        20,
        low=5,
        high=50,
        step=5,
        label="Pixels deleted (%)",
        help="The share of each map's most important pixels that the test paints over, to see "
        "whether they matter.",
    )


@dataclass(frozen=True)
class Shifting(Knobs):
    """How to move, turn and blur a held-out digit."""

    digit: int = slider(
        0,
        low=0,
        high=99,
        label="Held-out digit",
        help="Which held-out image to show; no network has trained on it.",
    )
    right: int = slider(
        2, low=-4, high=4, label="Right (pixels)", help="Negative values move left."
    )
    down: int = slider(0, low=-4, high=4, label="Down (pixels)", help="Negative values move up.")
    turn: int = slider(0, low=-90, high=90, step=5, label="Turn (degrees)", help="Clockwise.")
    noise: float = slider(
        0.0,
        low=0.0,
        high=1.0,
        step=0.05,
        label="Noise",
        help="The standard deviation of the noise; ink has the value 1.",
    )
    curve: str = choice(
        "shift",
        AMOUNTS,
        label="Accuracy against",
        help="The change applied to all 450 held-out digits.",
    )


SHIFTS = {
    "Two pixels": Shifting(),
    "One pixel and pooling": Shifting(right=1),
    "Four pixels": Shifting(right=4),
    "A rotation": Shifting(right=0, turn=45, curve="rotation"),
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
    """The shipped network for a picture: the one for digits also for the learner's drawing."""
    if network in (DIGITS, SHAPES):
        return network
    return DIGITS if picture.name.startswith("digit") or picture.name == OWN[2] else SHAPES
