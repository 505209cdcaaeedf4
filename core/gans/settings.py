"""The settings of a game between two networks.

The order of the knobs is their order on screen. What a choice does lives beside the code that does
it (``core.gans.distributions``, ``losses``, ``network``, ``game``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.gans.distributions import SHAPES
from core.gans.losses import LOSSES
from core.knobs import Knobs, choice, items, number, seed, slider, switch
from core.nn.activations import ACTIVATIONS

OWN_POINTS, OWN_TABLE = OWN = ("own points", "own table")
GAUSSIAN, UNIFORM = NOISES = ("gaussian", "uniform")
OPTIMISERS = ("Adam", "RMSprop", "SGD")
RATES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
MAIN, GENERATOR, DISCRIMINATOR = "Main", "G", "D"
TYPICAL = 2  # of the seeds 0 to 6, one that ends in the middle (tests/core/gans/test_play.py)


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one game follows from: the same settings, the same game."""

    data: str = choice(
        "ring of 8",
        (*SHAPES, *OWN),
        label="Data",
        help="What the generator should imitate. Choose “own points” to draw points or “own table” "
        "to upload a CSV with two columns.",
        group=MAIN,
    )
    spread: float = slider(
        0.1,
        low=0.02,
        high=0.3,
        step=0.01,
        label="Spread",
        help="The width of each cloud or curve. Narrow ones are harder to hit; the literature uses "
        "0.02 for the ring.",
        group=MAIN,
        when=lambda chosen: chosen.data not in (*OWN, "checkerboard"),
    )
    loss: str = choice(
        "non-saturating",
        LOSSES,
        label="Loss",
        help="The loss that trains G and D. Where D is sure that a point is fake, minimax is flat "
        "and the others are not.",
        group=MAIN,
    )
    generator_rate: float = choice(
        0.001,
        RATES,
        label="Learning rate of G",
        help="How fast the generator moves.",
        group=MAIN,
    )
    discriminator_rate: float = choice(
        0.001,
        RATES,
        label="Learning rate of D",
        help="How fast the discriminator learns. Too slow, it lags behind G; too fast, G may not "
        "catch up.",
        group=MAIN,
    )
    discriminator_steps: int = slider(
        1,
        low=1,
        high=10,
        label="D steps per G step",
        help="More steps bring D closer to its best outputs before each step of G, but take "
        "longer.",
        group=MAIN,
    )
    batch: int = choice(
        128,
        (16, 32, 64, 128, 256, 512),
        label="Batch size",
        help="Real points per step; each step uses the same number of fake ones.",
        group=MAIN,
    )
    seed: int = seed(
        TYPICAL,
        help="Sets the initial weights, the noise and the points. The same seed gives the same "
        "game.",
        group=MAIN,
    )

    noise_dimension: int = choice(
        2,
        (1, 2, 4, 8, 16),
        label="Noise dimension",
        help="How many random numbers G turns into one point. With 2, G maps a flat sheet of noise "
        "onto the plane.",
        group=GENERATOR,
    )
    noise: str = choice(
        GAUSSIAN,
        NOISES,
        label="Noise",
        help="Gaussian noise is dense in the middle and sparse outside; uniform noise fills a "
        "square.",
        group=GENERATOR,
    )
    generator_hidden: tuple[int, ...] = items(
        (64, 64),
        number(64, low=1, high=128, label="Units in G's layer {}"),
        max_items=4,
        label="Hidden layers of G",
        help="Without one, G can only shift, rotate and stretch the noise.",
        group=GENERATOR,
    )
    generator_activation: str = choice(
        "ReLU",
        ACTIVATIONS,
        label="Activation of G",
        help="ReLU folds the sheet along straight lines, tanh bends it smoothly.",
        group=GENERATOR,
    )
    generator_optimiser: str = choice(
        "Adam",
        OPTIMISERS,
        label="Optimiser of G",
        help="Adam uses a first-moment coefficient of 0.5 here: the target moves, so old gradients "
        "mislead.",
        group=GENERATOR,
    )
    average: float = choice(
        0.0,
        (0.0, 0.9, 0.99, 0.999),
        names={0.0: "off"},
        label="Average G's weights",
        help="Shows the moving average of G's weights, which changes more slowly than G itself. "
        "Training does not change.",
        group=GENERATOR,
    )

    discriminator_hidden: tuple[int, ...] = items(
        (64, 64),
        number(64, low=1, high=128, label="Units in D's layer {}"),
        max_items=4,
        label="Hidden layers of D",
        help="The smaller D is, the coarser the differences that it can tell.",
        group=DISCRIMINATOR,
    )
    discriminator_activation: str = choice(
        "leaky ReLU",
        ACTIVATIONS,
        label="Activation of D",
        help="Where an activation has no slope, as ReLU below 0, its unit passes no gradient on "
        "to G.",
        group=DISCRIMINATOR,
    )
    discriminator_optimiser: str = choice(
        "Adam",
        OPTIMISERS,
        label="Optimiser of D",
        help="The same choices as for G.",
        group=DISCRIMINATOR,
    )
    smoothing: float = slider(
        0.0,
        low=0.0,
        high=0.3,
        step=0.05,
        label="Label smoothing",
        help="Real points get the label 1 minus this, so that it costs D to be fully sure. Fake "
        "ones keep 0.",
        group=DISCRIMINATOR,
        when=lambda chosen: LOSSES[chosen.loss].smooths,
    )
    penalty: float = choice(
        0.0,
        (0.0, 0.01, 0.1, 1.0, 10.0),
        names={0.0: "default of the loss"},
        label="Gradient penalty",
        help="A cost for D's slope. WGAN-GP asks for slope 1 between real and fake points "
        "(default weight 0.1); for the other losses (default 0), it asks for slope 0 at real "
        "points (R1).",
        group=DISCRIMINATOR,
    )
    spectral: bool = switch(
        False,
        label="Spectral normalisation",
        help="Divides each layer of D by its largest singular value, so that no layer stretches "
        "by more than 1.",
        group=DISCRIMINATOR,
    )
    statistics: bool = switch(
        False,
        label="Minibatch statistics",
        help="Shows D the standard deviation of its batch, which is small where a generator "
        "repeats itself.",
        group=DISCRIMINATOR,
    )


# What can change in the middle of a game: neither the networks nor the data are made anew.
LIVE = (
    "loss",
    "generator_rate",
    "discriminator_rate",
    "discriminator_steps",
    "batch",
    "average",
    "smoothing",
    "penalty",
)


def without_restart(one: Settings, other: Settings) -> bool:
    """Whether a game with the settings ``one`` can go on with ``other``."""
    return replace(one, **{name: getattr(other, name) for name in LIVE}) == other
