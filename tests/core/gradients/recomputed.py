"""What the sentences on deep gradients should say, recomputed with plain torch and NumPy."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from core.gradients.data import task
from core.gradients.settings import Settings
from core.nn.random_streams import generator
from tests.core.gradients_oracle import Plain


def plain(settings: Settings) -> Plain:
    """The network of these settings as a beginner writes it, in float64."""
    data = task(settings.data, settings.seed)
    network = Plain(settings, data.inputs, data.outputs).double()
    for layer in network.norms:  # the page's batch has no memory
        if isinstance(layer, nn.BatchNorm1d):
            layer.track_running_stats = False
            layer.running_mean = layer.running_var = None
    return network


def layers(network: Plain, x: Tensor) -> tuple[list[np.ndarray], list[np.ndarray], list[Tensor]]:
    """Of each hidden layer (N, units): the activation's slope and output, and what it hands on."""
    slopes, bents, hidden = [], [], []
    for layer, norm in zip(network.layers, network.norms, strict=False):
        sums = norm(layer(x))
        at = sums.detach().clone().requires_grad_()
        network.activation(at).sum().backward()
        slopes.append(at.grad.numpy())
        bent = network.activation(sums)
        bents.append(bent.detach().numpy())
        x = bent + x if network.residual and hidden else bent
        hidden.append(x)
    return slopes, bents, hidden


def dead(settings: Settings, network: Plain | None = None) -> np.ndarray:
    """The share (L,) of units that are off, and stay so, for every row of the data."""
    data = task(settings.data, settings.seed).prepared
    rows = torch.cat([data.x_train, data.x_validation])
    network = network or plain(settings)
    rows = rows.to(next(network.parameters()).dtype)
    slopes, bents, _ = layers(network, rows)
    quiet = np.finfo(np.float32).eps
    return np.array(
        [
            np.mean((np.abs(s).max(0) < quiet) & (np.abs(b).max(0) < quiet))
            for s, b in zip(slopes, bents, strict=True)
        ]
    )


def first_batch(settings: Settings) -> tuple[Tensor, Tensor]:
    x, target = task(settings.data, settings.seed).batches(generator(settings.seed, "order"))[0]
    return x.double(), target.double() if target.is_floating_point() else target


def weight_gradients(settings: Settings) -> np.ndarray:
    """The lengths (L,) of the hidden layers' weights' gradients for the first batch."""
    network, (x, target) = plain(settings), first_batch(settings)
    data = task(settings.data, settings.seed)
    loss = data.objective.error(network(x)[0], target, "mean")
    weights = [layer.weight for layer in list(network.layers)[:-1]]
    gradients = torch.autograd.grad(loss, weights, allow_unused=True)
    return np.array([float(np.linalg.norm(g.numpy().ravel())) for g in gradients])


def difference(settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Of each hidden layer (L,): how much its outputs differ between examples, and their size."""
    with torch.enable_grad():
        hidden = layers(plain(settings), first_batch(settings)[0])[2]
    outputs = [h.detach().numpy() for h in hidden]
    return (
        np.array([np.sqrt(np.mean((h - h.mean(0)) ** 2)) for h in outputs]),
        np.array([np.sqrt(np.mean(h**2)) for h in outputs]),
    )


def ignoring(settings: Settings) -> float:
    """The lowest training loss of an answer that ignores the input, by a formula for each task."""
    data = task(settings.data, settings.seed)
    y = data.prepared.y_train.numpy()
    if data.classes == 0:
        return float(np.var(y))
    shares = np.bincount(y, minlength=data.classes) / len(y)
    return float(-(shares * np.log(shares)).sum())
