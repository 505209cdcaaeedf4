"""What a learner chooses when they train a network: the data, the network and the training.

The order of the knobs is their order on screen, the most important ones first. What a choice
does lives beside the code that does it (``core.data.datasets``, ``core.data.preprocessing``,
``core.train.network``, ``core.nn.losses``, ``core.nn.optimisers``); only the ranges
and the words are here.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.data.datasets import REAL, TOY
from core.data.preprocessing import FEATURES
from core.knobs import Knobs, choice, items, number, seed, several, slider, switch
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import INITIALISERS
from core.nn.losses import LOSSES
from core.nn.optimisers import OPTIMISERS, SCHEDULES

NORMALISATIONS = ("none", "batch", "layer")

OWN = ("own table", "own points")
LEARNING_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
RATES = (0.0, 0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

MAIN, DATA, NETWORK, TRAINING = "Main", "Data", "Network", "Training"


def has_two_features(chosen: Settings) -> bool:
    """Whether the data are points in the plane, so that squares, sines and so on make sense."""
    return chosen.data in TOY or chosen.data == "own points"


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one training run follows from: the same settings, the same run.

    Raises ``ValueError`` where a knob does not accept its value, and for batch normalisation
    with batches of one example.
    """

    data: str = choice(
        "moons",
        (*TOY, *REAL, *OWN),
        label="Data",
        help="What the network learns from. The toy sets are points in the plane; the real ones "
        "come with scikit-learn.",
        group=MAIN,
    )
    samples: int = slider(
        250,
        low=50,
        high=1000,
        step=50,
        label="Points",
        help="With more points, the network can memorise fewer of them.",
        group=DATA,
        when=lambda chosen: chosen.data in TOY,
    )
    noise: float = slider(
        0.2,
        low=0.0,
        high=0.5,
        step=0.05,
        label="Noise",
        help="How far the points scatter. Where classes overlap, no network gets every point "
        "right.",
        group=MAIN,
        when=lambda chosen: chosen.data in TOY,
    )
    train_share: int = slider(
        50,
        low=10,
        high=90,
        step=5,
        label="Training share (%)",
        help="The rest is for validation: the network never trains on it, so its loss estimates "
        "the loss on new points.",
        group=DATA,
    )
    features: tuple[str, ...] = several(
        ("x1", "x2"),
        FEATURES,
        min_items=1,
        label="Input features",
        help="What the first layer sees. With the right features, the network may need no hidden "
        "layer.",
        group=DATA,
        when=has_two_features,
    )
    standardise: bool = switch(
        True,
        label="Standardise the inputs",
        help="Give each feature mean 0 and standard deviation 1, measured on the training part "
        "alone. Features of very different sizes make gradient descent zigzag.",
        group=DATA,
    )
    seed: int = seed(
        help="Sets the points, the split, the initial weights and the order of the batches. The "
        "same seed gives the same run.",
        group=DATA,
    )

    hidden: tuple[int, ...] = items(
        (8, 4),
        number(4, low=1, high=64, label="Units in layer {}"),
        max_items=8,
        label="Hidden layers",
        help="Without one, the network can only draw straight borders. Each further layer combines "
        "the features of the one before.",
        group=MAIN,
    )
    activation: str = choice(
        "tanh",
        ACTIVATIONS,
        label="Activation",
        help="The function applied to each hidden unit's sum. With identity, the whole network is "
        "one linear layer.",
        group=MAIN,
        when=lambda chosen: len(chosen.hidden) > 0,
    )
    layer_activations: tuple[str, ...] = items(
        (),
        choice("same", ("same", *ACTIVATIONS), label="Activation of layer {}"),
        max_items=8,
        one_for_each="hidden",
        label="Activation per layer",
        help='Override the activation of single layers; "same" keeps the one above.',
        group=NETWORK,
        when=lambda chosen: len(chosen.hidden) > 0,
    )
    initialisation: str = choice(
        "Xavier",
        INITIALISERS,
        label="Initial weights",
        help="Xavier suits tanh and sigmoid, He suits ReLU. With zero, all units of a layer stay "
        "identical.",
        group=NETWORK,
    )
    init_scale: float = slider(
        0.5,
        low=0.01,
        high=5.0,
        step=0.01,
        label="Standard deviation of the initial weights",
        help="If it is too small, the signal fades from layer to layer; if it is too large, the "
        "units saturate.",
        group=NETWORK,
        when=lambda chosen: chosen.initialisation == "normal",
    )
    dropout: float = slider(
        0.0,
        low=0.0,
        high=0.8,
        step=0.05,
        label="Dropout",
        help="The share of hidden outputs that each training step sets to zero at random, so that "
        "units do not depend on each other.",
        group=NETWORK,
        when=lambda chosen: len(chosen.hidden) > 0,
    )
    normalisation: str = choice(
        "none",
        NORMALISATIONS,
        label="Normalisation",
        help="Keeps the sums of each hidden layer at mean 0 and standard deviation 1: batch "
        "normalisation over the examples, layer normalisation over the units.",
        group=NETWORK,
        when=lambda chosen: len(chosen.hidden) > 0,
    )

    learning_rate: float = choice(
        0.01,
        LEARNING_RATES,
        label="Learning rate",
        help="The size of a step. If it is too small, hardly anything changes; if it is too large, "
        "the loss jumps or overflows.",
        group=MAIN,
    )
    optimiser: str = choice(
        "Adam",
        OPTIMISERS,
        label="Optimiser",
        help="How a gradient becomes a step. Adam and RMSprop scale the step of each weight "
        "separately; SGD does not.",
        group=TRAINING,
    )
    batch_size: int = choice(
        10,
        (1, 2, 5, 10, 20, 30, 50, 100, 0),
        names={0: "all"},
        label="Batch size",
        help="Examples per step. Small batches give many noisy steps; the full data set gives one "
        "exact step.",
        group=TRAINING,
    )
    epochs: int = choice(
        500,
        (50, 100, 200, 500, 1000, 2000, 5000),
        label="Epochs",
        help="How many times training goes through all the training data.",
        group=TRAINING,
    )
    loss: str = choice(
        "cross-entropy",
        LOSSES,
        label="Loss",
        help="For classes only: cross-entropy and squared error compare probabilities, hinge asks "
        "for a margin of 1. Regression always uses squared error.",
        group=TRAINING,
    )
    l2: float = choice(
        0.0,
        RATES,
        names={0: "off"},
        label="L2 (weight decay)",
        help="Pulls every weight towards zero, large weights most, which gives smoother maps. "
        "AdamW shrinks the weights directly, the others through the gradient.",
        group=TRAINING,
    )
    l1: float = choice(
        0.0,
        RATES,
        names={0: "off"},
        label="L1",
        help="Adds the sum of the absolute weights to the loss, so that weights that do not help "
        "go to zero.",
        group=TRAINING,
    )
    schedule: str = choice(
        "constant",
        SCHEDULES,
        label="Learning rate schedule",
        help="Step divides the rate by ten after each third of the epochs, cosine lowers it "
        "smoothly to zero, warm-up raises it over the first tenth.",
        group=TRAINING,
    )
    early_stopping: int = choice(
        0,
        (0, 5, 10, 20, 50),
        names={0: "off"},
        label="Early stopping (epochs of patience)",
        help="Stops when the validation loss has not improved for this many epochs, and restores "
        "the best weights.",
        group=TRAINING,
    )
    clipping: float = choice(
        0.0,
        (0.0, 0.1, 0.5, 1.0, 5.0),
        names={0: "off"},
        label="Gradient clipping",
        help="Scales down any gradient longer than this, which prevents jumps.",
        group=TRAINING,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.normalisation == "batch" and self.batch_size == 1:
            raise ValueError(
                "Batch normalisation compares the examples of a batch, so it needs at least two: "
                "choose a larger batch size, or layer normalisation."
            )

    def activation_names(self) -> tuple[str, ...]:
        """The activation of each hidden layer, by name."""
        own = (*self.layer_activations, *["same"] * len(self.hidden))
        return tuple(
            self.activation if name == "same" else name
            for _, name in zip(self.hidden, own, strict=False)
        )
