"""A small convolutional network to take home: the program that trains it.

The program draws the same shapes or loads the same digits, builds the same network from the same
first weights, goes through the images in the same order, and so comes to the same accuracies.

Left out: the pictures.
"""

from __future__ import annotations

from core.cnn import images
from core.cnn.network import build
from core.cnn.run import MEASURED
from core.cnn.settings import Settings
from core.data import shapes
from core.nn.random_streams import generator
from core.programs import render


def script(settings: Settings, samples: int | None = None) -> str:
    """A run with these settings, as a program of its own; ``samples`` overrides their number."""
    classes = images.class_names(settings.data)
    return render(
        "convolution/training",
        settings=settings,
        samples=samples or settings.samples,
        images=images,
        drawing=shapes,
        drawn=settings.data == images.SHAPES,
        on_canvas=settings.data == images.CANVAS,
        network=build(settings, images.SIZES[settings.data], len(classes)),
        measured=MEASURED,
        **{
            f"{purpose}_seed": generator(settings.seed, purpose).initial_seed()
            for purpose in ("weights", "order", "dropout")
        },
    )
