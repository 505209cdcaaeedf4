"""What a learner can choose on the activations page, declared once as knobs.

The knobs of the curves and their data come first, then those of the stack that shows why a network
needs an activation, then those of the depth that a signal passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.activations.random_layers import INITIALISATIONS
from core.knobs import Knobs, choice, seed, several, slider
from core.nn.activations import ACTIVATIONS

CURVES, STACK, DEPTH, CHANCE = "Curves", "Stack", "Depth", "Chance"
SOURCES = ("adjustable", "trained network")
TASKS = ("XOR", "circle")


@dataclass(frozen=True)
class Settings(Knobs):
    """The choices of the activations page. Pre-activations have no unit: they are plain sums."""

    shown: tuple[str, ...] = several(
        ("ReLU", "sigmoid", "tanh"),
        ACTIVATIONS,
        min_items=1,
        label="Activations",
        group=CURVES,
        help="Show several at once: where one is flat, another may still have a slope.",
    )
    probe: float = slider(
        1.0,
        low=-6.0,
        high=6.0,
        step=0.1,
        label="Probe at x",
        group=CURVES,
        help="The weighted sum that enters one unit. Move it to where a curve becomes flat.",
    )
    source: str = choice(
        "adjustable",
        SOURCES,
        label="Pre-activations",
        group=CURVES,
        help="The weighted sums that enter the units of a layer: a normal distribution that you "
        "set, or the sums in the network that you trained.",
    )
    mean: float = slider(
        0.0,
        low=-5.0,
        high=5.0,
        step=0.1,
        label="Mean",
        group=CURVES,
        help="Shifts the data to one side, as a bias or an input that is not centred does.",
        when=lambda settings: settings.source == "adjustable",
    )
    spread: float = slider(
        1.0,
        low=0.05,
        high=5.0,
        step=0.05,
        label="Standard deviation",
        group=CURVES,
        help="Large weights spread the data into the flat parts of a curve.",
        when=lambda settings: settings.source == "adjustable",
    )
    stack_layers: int = slider(
        3,
        low=1,
        high=10,
        label="Layers in the stack",
        group=STACK,
        help="Any number of linear layers is equal to a single one.",
    )
    stack_width: int = slider(
        8,
        low=1,
        high=64,
        label="Units per layer",
        group=STACK,
        help="More units give more weights, but without an activation no new shape.",
    )
    between: str = choice(
        "tanh",
        ACTIVATIONS,
        label="Activation in between",
        group=STACK,
        help="The activation after every layer except the last. With it, a single layer can no "
        "longer compute the same output.",
    )
    task: str = choice(
        "XOR",
        TASKS,
        label="Task",
        group=STACK,
        help="One straight line cannot separate either task: a linear stack classifies only part "
        "of the points correctly.",
    )
    depth: int = slider(
        10,
        low=1,
        high=20,
        label="Layers",
        group=DEPTH,
        help="How many layers the signal passes through, each followed by an activation.",
    )
    width: int = slider(
        64,
        low=1,
        high=128,
        label="Units per layer",
        group=DEPTH,
        help="In wide layers, randomness averages out, so the measured lines come closer to "
        "theory.",
    )
    samples: int = slider(
        64,
        low=8,
        high=256,
        step=8,
        label="Examples",
        group=DEPTH,
        help="How many random inputs pass through the layers to measure mean and standard "
        "deviation.",
    )
    initialisation: str = choice(
        "He",
        INITIALISATIONS,
        label="Initial weights",
        group=CHANCE,
        help="The scale of the random weights in every stack on this page. He doubles their "
        "variance, which compensates for the half that ReLU removes. In layers of equal width, "
        "Xavier and LeCun give the same scale.",
    )
    # Among the first seeds, this one is typical in every view of the page.
    seed: int = seed(
        4, group=CHANCE, help="The same seed gives the same random numbers and the same pictures."
    )
