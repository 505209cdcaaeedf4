"""What the views of a network let a learner take home, as programs of their own.

The training program draws the same shapes or loads the same digits, builds the same network from
the same initial weights, goes through the images in the same order, and so comes to the same
accuracies. The program of one picture prints its layers, logits and softmax; it needs the network's
weights beside it, the file at ``core.convolution.build_assets.path``.

Left out: the pictures, and the maps of where a network looks.
"""

from __future__ import annotations

from core.convolution import images
from core.convolution.build_assets import path, shipped
from core.convolution.feature_maps import Features
from core.convolution.network import build
from core.convolution.network_settings import Settings
from core.convolution.training import MEASURED
from core.data import shapes
from core.nn.dropout import Dropout
from core.nn.random_streams import generator
from core.programs import render


def training_script(settings: Settings, samples: int | None = None) -> str:
    """A run with these settings; ``samples`` overrides their number."""
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


def picture_script(name: str, found: Features) -> str:
    """The shipped network called ``name`` and what it makes of the picture in ``found``."""
    colour = name == images.SHAPES
    rows = found.image.reshape(-1, found.image.shape[-1])  # channels below one another
    if colour:
        rows = images.as_picture(found.image).transpose(2, 0, 1).reshape(rows.shape)
    return render(
        "convolution/feature_maps",
        name=name,
        file=path(name).name,
        classes=list(images.class_names(name)),
        colour=colour,
        image=rows.T,
        # Dropout does nothing any more.
        layers=[
            (name, layer)
            for name, layer in shipped(name).named_children()
            if not isinstance(layer, Dropout)
        ],
    )
