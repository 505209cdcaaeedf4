"""A deep network to take home: a plain program that measures its gradients and trains it.

It draws the page's own weights and batches with the same seeds, and so comes to its numbers.

Left out: the pictures, the network to compare with, and float64: the program has float32, as
training has, so that what is smaller than 1e-45 is zero.
"""

from __future__ import annotations

from core.gradients.data import BATCH, task
from core.gradients.settings import Settings
from core.gradients.training import STEPS
from core.nn.activations import ACTIVATIONS
from core.nn.random_streams import generator
from core.programs import render


def script(settings: Settings) -> str:
    """The network of these settings, measured and trained, as a program that needs only torch."""
    return render(
        "gradients/training",
        **shared(settings),
        steps=STEPS,
        activation=ACTIVATIONS[settings.activation].module(),
    )


def shared(settings: Settings) -> dict[str, object]:
    """What every program that trains such a network says."""
    data = task(settings.data, settings.seed)
    prepared = data.prepared
    return {
        "settings": settings,
        "data": data,
        "training": [*prepared.x_train.numpy().T, prepared.y_train.numpy()],
        "batch": BATCH,
        "weights_seed": generator(settings.seed, "weights").initial_seed(),
        "order_seed": generator(settings.seed, "order").initial_seed(),
    }
