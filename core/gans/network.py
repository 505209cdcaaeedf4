"""Generator and discriminator: small stacks of torch's own layers.

Left out: convolutions, and normalisation layers in the generator.

References: Miyato et al. 2018 (spectral normalisation), Karras et al. 2018 (standard deviation
over the minibatch), Salimans et al. 2016 (why the discriminator should see a batch as a whole).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.nn.activations import ACTIVATIONS


class Linear(nn.Module):
    """A linear layer with He initialisation, drawn from ``rng``, and zero biases."""

    def __init__(self, inputs: int, outputs: int, rng: torch.Generator) -> None:
        super().__init__()
        weight = torch.empty(outputs, inputs)
        nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=rng)
        self.weight = nn.Parameter(weight)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.weight, self.bias)


class SpectralLinear(Linear):
    """A linear layer whose weight is divided by its largest singular value: its slope is 1.

    One step of power iteration at each training pass keeps ``u`` (outputs,) on the direction that
    the layer stretches most; the same as ``torch.nn.utils.parametrizations.spectral_norm``,
    which draws its first ``u`` from random numbers that all visitors would share.
    """

    u: Tensor

    def __init__(self, inputs: int, outputs: int, rng: torch.Generator) -> None:
        super().__init__(inputs, outputs, rng)
        start = functional.normalize(torch.randn(outputs, generator=rng), dim=0)
        self.register_buffer("u", start)

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            v = functional.normalize(self.weight.t().mv(self.u), dim=0)
            stretched = self.weight.mv(v)
            u = functional.normalize(stretched, dim=0)
            if self.training:
                self.u.copy_(u)
        largest = torch.dot(u, self.weight.mv(v))
        return functional.linear(x, self.weight / largest, self.bias)


class MinibatchStatistics(nn.Module):
    """Appends to each point the standard deviation of its batch: (N, units) -> (N, 2·units).

    A batch from a collapsed generator varies little, which betrays it, however real each point
    looks. ``groups`` batches may come stacked on one another. With ``company`` set,
    (units,), that spread is appended instead of the batch's own.
    """

    groups = 1
    company: Tensor | None = None

    def spread(self, batches: Tensor) -> Tensor:
        """The standard deviation over each batch: (groups, N, units) -> (groups, 1, units)."""
        centred = batches - batches.mean(dim=1, keepdim=True)
        return (centred.square().mean(dim=1, keepdim=True) + 1e-8).sqrt()

    def forward(self, x: Tensor) -> Tensor:
        batches = x.view(self.groups, -1, x.shape[1])  # (groups · N, units) -> (groups, N, units)
        spread = self.spread(batches) if self.company is None else self.company
        both = torch.cat([batches, spread.expand_as(batches)], dim=2)
        return both.flatten(0, 1)  # (groups, N, 2·units) -> (groups · N, 2·units)


def build(
    sizes: Sequence[int],
    activation: str,
    rng: torch.Generator,
    *,
    spectral: bool = False,
    statistics: bool = False,
) -> nn.Sequential:
    """Linear layers of these sizes, from inputs to outputs, with an activation in between.

    ``spectral`` bounds every layer's slope; ``statistics`` adds the spread over the batch to what
    the first hidden layer found (or to the points, where there is none).
    """
    layer = SpectralLinear if spectral else Linear
    layers: list[nn.Module] = []
    last = len(sizes) - 2
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        if statistics and i == min(1, last):
            layers.append(MinibatchStatistics())
            inputs *= 2
        layers.append(layer(inputs, outputs, rng))
        if i < last:
            layers.append(ACTIVATIONS[activation].module())
    return nn.Sequential(*layers)
