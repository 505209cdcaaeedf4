"""A small convolutional network to take home: the program that trains it.

The program draws the same shapes or loads the same digits, builds the same network from the same
first weights, goes through the images in the same order, and so comes to the same accuracies.

Left out: the pictures.
"""

from __future__ import annotations

import inspect

from torch import nn

from core.cnn.images import (
    CANVAS,
    HELD_OUT_DIGITS,
    HELD_OUT_SEED,
    HELD_OUT_SHAPES,
    SHAPES,
    SIZES,
    class_names,
)
from core.cnn.network import build
from core.cnn.run import MEASURED
from core.cnn.settings import Settings
from core.data import shapes
from core.export import fill
from core.nn.dropout import Dropout
from core.nn.random_streams import generator

PROGRAM = r'''
         |"""A small network learns $data.
         |
         |A training run of the Deep Learning Playground as a plain program: the same images, first
         |weights and order give the same accuracies. It needs PyTorch and NumPy$sklearn.
         |"""
         |
shapes   |from __future__ import annotations
shapes   |
shapes   |from collections.abc import Callable
shapes   |
         |import numpy as np
         |import torch
         |import torch.nn.functional as F
digits   |from sklearn.datasets import load_digits
         |from torch import nn
         |
         |EPOCHS = $epochs
         |BATCH_SIZE = $batch_size
         |SAMPLES = $samples
         |
         |torch.set_num_threads(1)
         |
         |
         |# %% The images
         |# x is (n, channels, rows, columns), y is (n,) classes.
         |
         |
shapes   |$drawing
shapes   |
shapes   |
shapes   |def load(samples, seed):
shapes   |    images, labels = shapes(samples, seed)
shapes   |    values = images.astype(np.float32) / 127.5 - 1
shapes   |    x = torch.from_numpy(np.ascontiguousarray(values.transpose(0, 3, 1, 2)))
shapes   |    return x, torch.from_numpy(labels)
shapes   |
shapes   |
shapes   |x_train, y_train = load(SAMPLES, $seed)
shapes   |x_held_out, y_held_out = load($held_out_shapes, $held_out_seed)
digits   |digits = load_digits()
digits   |x = torch.from_numpy(digits.data.astype(np.float32) / 16).view(-1, 1, 8, 8)
canvas   |x = F.pad(x, (4, 4, 4, 4))
digits   |y = torch.from_numpy(digits.target)
digits   |order = np.random.default_rng(0).permutation(len(x))
digits   |held_out, train = order[:$held_out_digits], order[$held_out_digits:]
digits   |train = train[np.random.default_rng($seed).permutation(len(train))[:SAMPLES]]
digits   |x_train, y_train, x_held_out, y_held_out = x[train], y[train], x[held_out], y[held_out]
         |
         |
         |# %% The network
         |
         |
dropout  |class Dropout(nn.Module):
dropout  |    """Dropout with random numbers of its own."""
dropout  |
dropout  |    def __init__(self, p, rng):
dropout  |        super().__init__()
dropout  |        self.p, self.rng = p, rng
dropout  |
dropout  |    def forward(self, x):
dropout  |        if not self.training:
dropout  |            return x
dropout  |        keep = torch.empty_like(x).bernoulli_(1 - self.p, generator=self.rng)
dropout  |        return x * keep.div_(1 - self.p)
dropout  |
dropout  |
         |network = nn.Sequential(
         |$layers
         |)
         |rng = torch.Generator().manual_seed($weights_seed)
         |for layer in network:
         |    if isinstance(layer, (nn.Conv2d, nn.Linear)):
         |        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=rng)
         |        nn.init.zeros_(layer.bias)
         |
         |
         |# %% Training
         |
         |
         |def accuracy(x, y):
         |    network.eval()
         |    with torch.no_grad():
         |        right = (network(x).argmax(dim=1) == y).float().mean().item()
         |    network.train()
         |    return right
         |
         |
         |optimiser = $optimiser
         |order = torch.Generator().manual_seed($order_seed)
         |for epoch in range(1, EPOCHS + 1):
         |    for rows in torch.randperm(len(x_train), generator=order).split(BATCH_SIZE):
         |        loss = F.cross_entropy(network(x_train[rows]), y_train[rows]$smoothing)
         |        optimiser.zero_grad()
         |        loss.backward()
         |        optimiser.step()
         |    train = accuracy(x_train[:$measured], y_train[:$measured])
         |    held = accuracy(x_held_out[:$measured], y_held_out[:$measured])
         |    print(f"epoch {epoch:3d}  training {train:.4f}  held out {held:.4f}")
'''

OPTIMISERS = {
    "SGD": "torch.optim.SGD(network.parameters(), {})",
    "momentum": "torch.optim.SGD(network.parameters(), {}, momentum=0.9)",
    "Nesterov": "torch.optim.SGD(network.parameters(), {}, momentum=0.9, nesterov=True)",
    "RMSprop": "torch.optim.RMSprop(network.parameters(), {})",
    "Adam": "torch.optim.Adam(network.parameters(), {})",
    "AdamW": "torch.optim.AdamW(network.parameters(), {})",
}


def script(settings: Settings, samples: int | None = None) -> str:
    """A run with these settings, as a program of its own; ``samples`` overrides their number."""
    drawn = settings.data == SHAPES
    seeds = {
        f"{purpose}_seed": generator(settings.seed, purpose).initial_seed()
        for purpose in ("weights", "order", "dropout")
    }
    needed = {
        "shapes": drawn,
        "digits": not drawn,
        "canvas": settings.data == CANVAS,
        "dropout": settings.dropout > 0,
    }
    network = build(settings, SIZES[settings.data], len(class_names(settings.data)))
    layers = [f"    {line}," for line in _layers(network, seeds["dropout_seed"])]
    smoothing = f", label_smoothing={settings.smoothing}" if settings.smoothing else ""
    values = {
        **vars(settings),
        **seeds,
        "samples": samples or settings.samples,
        "sklearn": "" if drawn else ", and scikit-learn for the digits",
        "drawing": _drawing(),
        "layers": "\n".join(layers),
        "optimiser": OPTIMISERS[settings.optimiser].format(settings.learning_rate),
        "smoothing": smoothing,
        "measured": MEASURED,
        "held_out_shapes": HELD_OUT_SHAPES,
        "held_out_digits": HELD_OUT_DIGITS,
        "held_out_seed": HELD_OUT_SEED,
    }
    return fill(PROGRAM, needed, values)


def _drawing() -> str:
    """The module that draws shapes, without its docstring and imports."""
    source = inspect.getsource(shapes)
    return source[source.index("SIZE = 32") :].rstrip()


def _layers(network: nn.Sequential, dropout_seed: int) -> list[str]:
    """The making of each layer, as torch prints it."""
    made = []
    for layer in network:
        if isinstance(layer, Dropout):
            made.append(f"Dropout({layer.p}, torch.Generator().manual_seed({dropout_seed}))")
        else:
            made.append(f"nn.{layer!r}")
    return made
