"""What a shipped network makes of one picture, to take home: its layers, logits and softmax.

The program needs the network's weights beside it, the file at ``core.cnn.ship.path``.

Left out: how the network was trained (core/cnn/export.py), and the maps of where it looks.
"""

from __future__ import annotations

from torch import nn

from core.cnn.features import Features
from core.cnn.images import SHAPES, as_picture, class_names
from core.cnn.ship import path, shipped
from core.export import fill, table
from core.train.network import Dropout

PROGRAM = r'''
       |"""What a small network that knows $data makes of one picture.
       |
       |The numbers of a page of the Deep Learning Playground, from a plain program. It needs PyTorch,
       |safetensors, and the network's weights: $file, in the folder where it runs.
       |"""
       |
       |from collections import OrderedDict
       |
       |import torch
       |from safetensors.torch import load_file
       |from torch import nn
       |
       |CLASSES = $classes
       |
       |# %% The picture
       |# As the network gets it, row by row$channels_words.
       |
       |IMAGE = """
       |$image
       |"""
       |
       |rows = [[float(number) for number in line.split()] for line in IMAGE.split("\n") if line]
colour |image = (torch.tensor(rows) / 127.5 - 1).reshape(1, 3, 32, 32)
grey   |image = torch.tensor(rows).reshape(1, 1, 8, 8)
       |
       |
       |# %% The network
       |
       |layers = [
       |$layers
       |]
       |network = nn.Sequential(OrderedDict(layers))
       |network.load_state_dict(load_file("$file"))
       |
       |
       |# %% Layer by layer
       |
       |values = image
       |with torch.inference_mode():
       |    for name, layer in network.named_children():
       |        values = layer(values)
       |        if values.ndim == 4:
       |            _, maps, high, wide = values.shape
       |            print(f"{name}: {maps} of {high} x {wide}, strongest cell {values.max():.4f}")
       |
       |
       |# %% Softmax
       |
       |logits = values[0]
       |powers = logits.exp()
       |for name, logit, power in zip(CLASSES, logits, powers):
       |    share = 100 * power / powers.sum()
       |    print(f"{name}: logit {logit:.4f}, e^logit {power:.4g}, {share:.1f}%")
'''


def script(name: str, found: Features) -> str:
    """The shipped network called ``name`` and the picture in ``found``, as a program of its own."""
    colour = name == SHAPES
    rows = found.image.reshape(-1, found.image.shape[-1])  # channels below one another
    if colour:
        rows = as_picture(found.image).transpose(2, 0, 1).reshape(rows.shape)
    values = {
        "data": name,
        "file": path(name).name,
        "classes": list(class_names(name)),
        "channels_words": ": all of red, then green, then blue, from 0 to 255" * colour,
        "image": table(rows.T),
        "layers": "\n".join(_layers(shipped(name))),
    }
    return fill(PROGRAM, {"colour": colour, "grey": not colour}, values)


def _layers(network: nn.Sequential) -> list[str]:
    """Each layer's name and its making, as torch prints it; dropout does nothing any more."""
    return [
        f'    ("{name}", nn.{layer!r}),'
        for name, layer in network.named_children()
        if not isinstance(layer, Dropout)
    ]
