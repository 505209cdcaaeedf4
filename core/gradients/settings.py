"""What a learner can choose on the vanishing gradients page, declared once as knobs.

The knobs of the deep network come first, then those of its training, and of the small chain on
which backpropagation is done by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.data.datasets import REAL, TOY
from core.knobs import Knobs, choice, seed, slider, switch
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import INITIALISERS
from core.nn.optimisers import OPTIMISERS
from core.train.settings import LEARNING_RATES

NETWORK, TRAINING, CHAIN = "Network", "Training", "Chain"
NORMALISATIONS = ("none", "batch", "layer", "RMS")
NOTHING, ALL = "nothing", "all fixes"

# One change each, to compare a network with; some of them are the rungs of the ladder.
FIXES: dict[str, dict[str, Any]] = {
    "ReLU": {"activation": "ReLU"},
    "leaky ReLU": {"activation": "leaky ReLU"},
    "Xavier init": {"initialisation": "Xavier"},
    "He init": {"initialisation": "He"},
    "batch normalisation": {"normalisation": "batch"},
    "layer normalisation": {"normalisation": "layer"},
    "residual": {"residual": True},
    "clipping": {"clipping": 1.0},
    ALL: {
        "activation": "ReLU",
        "initialisation": "He",
        "normalisation": "layer",
        "residual": True,
    },
}


@dataclass(frozen=True)
class Settings(Knobs):
    """The choices of the vanishing gradients page."""

    depth: int = slider(
        20,
        low=2,
        high=100,
        label="Hidden layers",
        group=NETWORK,
        help="The gradient passes through all of them on its way back, and each multiplies it by "
        "its factor.",
    )
    width: int = slider(
        32,
        low=2,
        high=64,
        label="Units per layer",
        group=NETWORK,
        help="In wide layers, randomness averages out, so the measured factors come closer to "
        "theory.",
    )
    activation: str = choice(
        "sigmoid",
        ACTIVATIONS,
        label="Activation",
        group=NETWORK,
        help="Its slope is one part of each layer's factor: at most 0.25 for the sigmoid, 1 where "
        "ReLU is active.",
    )
    initialisation: str = choice(
        "Xavier",
        INITIALISERS,
        label="Initial weights",
        group=NETWORK,
        help="Their scale is the other part of the factor. Xavier keeps it at 1; He doubles the "
        "variance, which compensates for the half that ReLU removes.",
    )
    init_scale: float = slider(
        0.3,
        low=0.01,
        high=2.0,
        step=0.01,
        label="Standard deviation of the initial weights",
        group=NETWORK,
        help="The scale of a layer is this times the square root of its number of units.",
        when=lambda chosen: chosen.initialisation == "normal",
    )
    normalisation: str = choice(
        "none",
        NORMALISATIONS,
        label="Normalisation",
        group=NETWORK,
        help="Rescales each layer's sums to standard deviation 1: batch over the examples, "
        "layer and RMS over the units.",
    )
    residual: bool = switch(
        False,
        label="Residual connections",
        group=NETWORK,
        help="Each layer adds to its input instead of replacing it, so the gradient has a path "
        "around the layer.",
    )
    versus: str = choice(
        NOTHING,
        (NOTHING, *FIXES),
        label="Compare with",
        group=NETWORK,
        help="A is the network of these settings; B is the same with one change and the same seed.",
    )
    data: str = choice(
        "circle",
        (*TOY, *REAL),
        label="Data",
        group=NETWORK,
        help="What the network learns from: 400 points of a toy set, or a data set from "
        "scikit-learn.",
    )
    learning_rate: float = choice(
        0.01,
        LEARNING_RATES,
        label="Learning rate",
        group=TRAINING,
        help="A step is this rate times the gradient, so a layer without a gradient does not move.",
    )
    optimiser: str = choice(
        "momentum",
        OPTIMISERS,
        label="Optimiser",
        group=TRAINING,
        help="Adam and RMSprop divide each gradient by its usual size, so even a tiny gradient "
        "makes a full step, unless it is far below their epsilon of 1e-8.",
    )
    clipping: float = choice(
        0.0,
        (0.0, 0.1, 0.5, 1.0, 5.0),
        names={0: "off"},
        label="Gradient clipping",
        group=TRAINING,
        help="Scales down any gradient longer than this.",
    )
    seed: int = seed(
        group=NETWORK,
        help="Sets the points, the initial weights and the batches. The same seed gives the same "
        "run.",
    )
    links: int = slider(
        5,
        low=2,
        high=8,
        label="Neurons in the chain",
        group=CHAIN,
        help="The chain has one neuron per layer and uses the network's activation.",
    )
    link_weight: float = slider(
        1.0,
        low=-4.0,
        high=4.0,
        step=0.1,
        label="Weight of each link",
        group=CHAIN,
        help="Each link multiplies the gradient by this weight and by the slope of the next "
        "neuron.",
    )
    chain_input: float = slider(
        1.0,
        low=-3.0,
        high=3.0,
        step=0.1,
        label="Input",
        group=CHAIN,
        help="The value that enters the first neuron.",
    )
    chain_target: float = slider(
        0.0,
        low=-2.0,
        high=2.0,
        step=0.1,
        label="Target",
        group=CHAIN,
        help="The output that the last neuron should give. The loss is half the squared error.",
    )


def fixed(settings: Settings, fix: str) -> Settings:
    """The settings with one of ``FIXES``, to compare them with."""
    return replace(settings, **FIXES[fix], versus=NOTHING)


def compared(settings: Settings, pinned: Settings | None = None) -> dict[str, Settings]:
    """The networks in the picture: A alone, or A and B on the same seed.

    A pinned network is A and the one of the knobs B; without one, B is the change of ``versus``.
    """
    own = replace(settings, versus=NOTHING)
    if pinned is not None:
        return {"A": replace(pinned, seed=settings.seed, versus=NOTHING), "B": own}
    if settings.versus == NOTHING:
        return {"A": own}
    return {"A": own, "B": fixed(settings, settings.versus)}
