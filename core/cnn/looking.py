"""What a shipped network makes of one picture, to take home: its layers, logits and softmax.

The program needs the network's weights beside it, the file at ``core.cnn.build_assets.path``.

Left out: how the network was trained (core/cnn/export.py), and the maps of where it looks.
"""

from __future__ import annotations

from core.cnn.build_assets import path, shipped
from core.cnn.features import Features
from core.cnn.images import SHAPES, as_picture, class_names
from core.nn.dropout import Dropout
from core.programs import render


def script(name: str, found: Features) -> str:
    """The shipped network called ``name`` and the picture in ``found``, as a program of its own."""
    colour = name == SHAPES
    rows = found.image.reshape(-1, found.image.shape[-1])  # channels below one another
    if colour:
        rows = as_picture(found.image).transpose(2, 0, 1).reshape(rows.shape)
    return render(
        "convolution/feature_maps",
        name=name,
        file=path(name).name,
        classes=list(class_names(name)),
        colour=colour,
        image=rows.T,
        # Dropout does nothing any more.
        layers=[
            (name, layer)
            for name, layer in shipped(name).named_children()
            if not isinstance(layer, Dropout)
        ],
    )
