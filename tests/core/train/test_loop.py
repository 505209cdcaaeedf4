"""A run's losses against a plain training loop from the same weights, data and batches."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from core.nn.activations import ACTIVATIONS
from core.nn.optimisers import OPTIMISERS
from core.nn.random_streams import generator
from core.train import Run, Settings
from core.train.network import linear_layers

BASE = Settings(samples=60, hidden=(6, 5), batch_size=10, epochs=50)

REFERENCE_OPTIMISERS = {
    "SGD": lambda p, lr: torch.optim.SGD(p, lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    "Nesterov": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True),
    "RMSprop": lambda p, lr: torch.optim.RMSprop(p, lr),
    "Adam": lambda p, lr: torch.optim.Adam(p, lr),
    "AdamW": lambda p, lr: torch.optim.AdamW(p, lr),
}

BINARY = {
    "cross-entropy": lambda z, y: F.binary_cross_entropy_with_logits(z[:, 0], y.float()),
    "hinge": lambda z, y: (1 - (2 * y - 1) * z[:, 0]).clamp(min=0).mean(),
    "squared": lambda z, y: (torch.sigmoid(z[:, 0]) - y).square().mean(),
}
SEVERAL = {
    "cross-entropy": F.cross_entropy,
    "hinge": F.multi_margin_loss,
    "squared": lambda z, y: (z.softmax(1) - F.one_hot(y, z.shape[1])).square().mean(),
}


def reference(settings: Settings, epochs: int) -> list[tuple[float, float]]:
    """Training and validation loss after each epoch, from 0 on."""
    start = Run(settings)
    data, classes = start.prepared, len(start.dataset.class_names)
    layers = []
    norm = {"none": [], "batch": [nn.BatchNorm1d], "layer": [nn.LayerNorm]}[settings.normalisation]
    names = iter(settings.activation_names())
    for linear in start.layers[:-1]:
        layers += [nn.Linear(linear.in_features, linear.out_features, norm != [nn.BatchNorm1d])]
        layers += [make(linear.out_features) for make in norm]
        layers += [ACTIVATIONS[next(names)].module()]
    layers.append(nn.Linear(start.layers[-1].in_features, start.layers[-1].out_features))
    network = nn.Sequential(*layers)
    with torch.no_grad():
        for mine, theirs in zip(linear_layers(network), start.layers, strict=True):
            mine.weight.copy_(theirs.weight)
            if mine.bias is not None:
                mine.bias.copy_(theirs.bias)

    def loss_of(x, y):
        z = network(x)
        if classes == 0:
            return F.mse_loss(z[:, 0], y)
        return (BINARY if classes == 2 else SEVERAL)[settings.loss](z, y)

    weights = [layer.weight for layer in linear_layers(network)]
    optimiser = REFERENCE_OPTIMISERS[settings.optimiser](
        [
            {"params": weights, "weight_decay": settings.l2},
            {
                "params": [p for p in network.parameters() if all(p is not w for w in weights)],
                "weight_decay": 0.0,
            },
        ],
        settings.learning_rate,
    )
    order = generator(settings.seed, "order")
    losses = []
    for epoch in range(epochs + 1):
        network.eval()
        with torch.no_grad():
            losses.append(
                (
                    loss_of(data.x_train, data.y_train).item(),
                    loss_of(data.x_validation, data.y_validation).item(),
                )
            )
        network.train()
        if epoch == epochs:
            return losses
        shuffled = torch.randperm(len(data.x_train), generator=order)
        for rows in shuffled.split(settings.batch_size or len(shuffled)):
            optimiser.zero_grad()
            loss = loss_of(data.x_train[rows], data.y_train[rows])
            loss = loss + settings.l1 * sum(weight.abs().sum() for weight in weights)
            loss.backward()
            if settings.clipping:
                torch.nn.utils.clip_grad_norm_(network.parameters(), settings.clipping)
            optimiser.step()
    raise AssertionError


CASES = {
    **{name: replace(BASE, optimiser=name) for name in OPTIMISERS},
    **{
        f"{data}, {loss}": replace(BASE, data=data, loss=loss)
        for data in ("moons", "three blobs", "many gaussians")
        for loss in ("cross-entropy", "hinge", "squared")
    },
    "iris": replace(BASE, data="iris"),
    "one by one": replace(BASE, batch_size=1),
    "all at once": replace(BASE, batch_size=0),
    "a batch left over": replace(BASE, batch_size=20, train_share=55),
    "L1": replace(BASE, l1=0.01),
    "L2": replace(BASE, l2=0.03),
    "L2, AdamW": replace(BASE, l2=0.1, optimiser="AdamW"),
    "clipping": replace(BASE, clipping=0.1, optimiser="SGD"),
    "batch normalisation": replace(BASE, normalisation="batch"),
    "layer normalisation": replace(BASE, normalisation="layer"),
    "activations of layers": replace(BASE, layer_activations=("ReLU", "sigmoid")),
    "no hidden layer": replace(BASE, hidden=()),
    "features": replace(BASE, features=("x1", "x1²", "sin x2"), standardise=False),
}


@pytest.mark.parametrize("name", CASES)
def test_losses_are_those_of_a_plain_loop(name):
    run = Run(CASES[name])
    while run.epoch < 3:
        run.advance()
    history = run.history
    losses = np.stack([history.train_loss, history.validation_loss], axis=1)
    np.testing.assert_allclose(losses, reference(CASES[name], 3), rtol=1e-5, atol=1e-6)
