"""What a learner chooses when they train a convolutional network: images, network, training."""

from __future__ import annotations

from dataclasses import dataclass

from core.convolution.images import DATA, SHAPES
from core.knobs import Knobs, choice, seed, slider
from core.nn.optimisers import OPTIMISERS

KINDS = CONVOLUTIONAL, DENSE = "convolutional", "fully connected"
POOLING = ("max", "average", "stride")
READOUTS = ("flatten", "maximum of each map")
NETWORK, TRAINING = "Network", "Training"


def convolves(chosen: Settings) -> bool:
    """Whether the network has convolutions, so that their knobs mean something."""
    return chosen.kind == CONVOLUTIONAL


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one training run follows from: the same settings, the same run."""

    data: str = choice(
        SHAPES,
        DATA,
        label="Images",
        help="Shapes and textures of 32 × 32 pixels in colour; handwritten digits of 8 × 8; or "
        "those digits in the middle of an empty canvas of 16 × 16.",
        group=NETWORK,
    )
    kind: str = choice(
        CONVOLUTIONAL,
        KINDS,
        label="Network",
        help="The fully connected network has one hidden layer, sized to have the same number of "
        "weights.",
        group=NETWORK,
    )
    channels: int = slider(
        8,
        low=2,
        high=16,
        label="Filters in block 1",
        help="Each block has twice as many filters as the one before, because its maps are "
        "smaller.",
        group=NETWORK,
    )
    depth: int = slider(
        3,
        low=1,
        high=3,
        label="Blocks",
        help="A block is a convolution, a ReLU and a pooling step that halves the width and "
        "height.",
        group=NETWORK,
    )
    kernel: int = choice(
        3,
        (1, 3, 5, 7),
        names={size: f"{size} × {size}" for size in (1, 3, 5, 7)},
        label="Kernel",
        help="A filter's width and height. With 1 × 1, it sees colours but no edges.",
        group=NETWORK,
    )
    pooling: str = choice(
        "max",
        POOLING,
        label="Pooling",
        help="How four cells become one: their maximum, their average, or a convolution with "
        "stride 2.",
        group=NETWORK,
        when=convolves,
    )
    readout: str = choice(
        "flatten",
        READOUTS,
        label="Readout",
        help="What the last layer gets: every cell of every map, or only the maximum of each map, "
        "wherever it occurs.",
        group=NETWORK,
    )
    dropout: float = slider(
        0.0,
        low=0.0,
        high=0.8,
        step=0.1,
        label="Dropout",
        help="The share of inputs to the last layer that each training step sets to zero at "
        "random.",
        group=TRAINING,
    )
    smoothing: float = slider(
        0.0,
        low=0.0,
        high=0.3,
        step=0.05,
        label="Label smoothing",
        help="The share of the target spread evenly over all classes (Szegedy et al. 2016), so "
        "that extreme certainty no longer lowers the loss.",
        group=TRAINING,
    )
    samples: int = choice(
        1000,
        (100, 300, 1000),
        label="Training images",
        help="The network can memorise a small number of images.",
        group=TRAINING,
    )
    learning_rate: float = choice(
        0.003,
        (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
        label="Learning rate",
        help="The size of a step.",
        group=TRAINING,
    )
    optimiser: str = choice(
        "Adam",
        OPTIMISERS,
        label="Optimiser",
        help="How a gradient becomes a step.",
        group=TRAINING,
    )
    batch_size: int = choice(
        25, (10, 25, 50, 100), label="Batch size", help="Images per step.", group=TRAINING
    )
    epochs: int = choice(
        30,
        (5, 10, 30, 100),
        label="Epochs",
        help="How many times training goes through all the training images.",
        group=TRAINING,
    )
    seed: int = seed(
        help="Sets the images, the initial weights and the order of the batches.", group=TRAINING
    )
