"""Deep networks side by side as one: every hidden layer alike, and each number on the way kept.

A hidden layer is Linear, then normalisation and activation where they are chosen; with residual
connections it adds its output to what it got, from the second layer on (the first one changes the
width). Networks of one depth and width share each call (``core.train.batched``), whatever else
differs between them; a single one is a batch of one.

Left out: layers of different widths, and the scale and shift that a normalisation may learn: they
start at 1 and 0.

References: He et al. 2016 (residual connections), Ioffe & Szegedy 2015 (batch normalisation), Ba
et al. 2016 (layer), Zhang & Sennrich 2019 (RMS).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import torch
from torch import Tensor, nn

from core.activations import ACTIVATIONS
from core.activations.layers import Layer
from core.gradients.settings import Settings
from core.initialisers import INITIALISERS
from core.train.batched import BatchedActivation, BatchedLinear, Neighbours
from core.train.network import generator


@dataclass(frozen=True)
class Trace:
    """A forward pass with what it left on the way, one tensor (models, N, units) a hidden layer.

    ``sums`` leave the Linear layers, ``normal`` is what the activations get of them, ``bent`` what
    they make of it and ``hidden`` what the layer hands on: ``bent``, or with a residual connection
    the sum of it and what the layer got. ``output`` is (models, N, outputs).
    """

    sums: list[Tensor]
    normal: list[Tensor]
    bent: list[Tensor]
    hidden: list[Tensor]
    output: Tensor


class Deep(nn.Module):
    """The networks of ``members``, which have one depth and one width: (models, N, inputs) in."""

    def __init__(self, members: Sequence[Settings], inputs: int, outputs: int) -> None:
        super().__init__()
        first = members[0]
        sizes = [inputs, *[first.width] * first.depth, outputs]
        drawn = [first_layers(member, sizes) for member in members]
        self.linears = nn.ModuleList(map(BatchedLinear, zip(*drawn, strict=True)))
        kinds = [member.normalisation for member in members]
        self.norms = nn.ModuleList(_normalisers(kinds, first.width, first.depth))
        self.activation = BatchedActivation(
            [ACTIVATIONS[member.activation].module() for member in members]
        )
        skips = torch.tensor([float(member.residual) for member in members])[:, None, None]
        self.register_buffer("skips", skips if skips.any() else None)

    @property
    def weights(self) -> list[nn.Parameter]:
        """The weights (models, in, out) from the first layer to the output."""
        return [layer.weight for layer in self.linears]

    def trace(self, x: Tensor) -> Trace:
        """A forward pass on ``x`` (models, N, inputs)."""
        sums, normal, bent, hidden = [], [], [], []
        for layer, norm in zip(self.linears, self.norms, strict=False):
            sums.append(layer(x))
            normal.append(norm(sums[-1]))
            bent.append(self.activation(normal[-1]))
            skip = self.skips is not None and hidden
            x = torch.addcmul(bent[-1], self.skips, x) if skip else bent[-1]
            hidden.append(x)
        return Trace(sums, normal, bent, hidden, self.linears[-1](x))

    def forward(self, x: Tensor) -> Tensor:
        return self.trace(x).output


def first_layers(settings: Settings, sizes: Sequence[int]) -> list[Layer]:
    """Layers from ``sizes[0]`` inputs to ``sizes[-1]`` outputs, with drawn weights and zero biases.

    They are not ``nn.Linear``, of which a hundred take longer to make than to use.
    """
    rng = generator(settings.seed, "weights")
    layers = []
    for inputs, outputs in pairwise(sizes):
        weight = torch.empty(outputs, inputs)
        INITIALISERS[settings.initialisation](weight, settings.init_scale, rng)
        layers.append(Layer(weight, torch.zeros(outputs, requires_grad=True)))
    return layers


class BatchNorm(nn.Module):
    """Batch normalisations side by side: to torch, the models' units are channels of one."""

    def __init__(self, models: int, units: int) -> None:
        super().__init__()
        self.channels = nn.BatchNorm1d(models * units, affine=False)

    def forward(self, x: Tensor) -> Tensor:
        models, rows, units = x.shape
        channels = x.transpose(0, 1).reshape(rows, models * units)  # (models, N, units) -> (N, c)
        return self.channels(channels).view(rows, models, units).transpose(0, 1)  # and back


def _normalisers(kinds: Sequence[str], units: int, depth: int) -> list[nn.Module]:
    """What stands between sums and activations in each layer; neighbours of a kind share a call."""
    groups = [(kind, len(list(group))) for kind, group in groupby(kinds)]
    # Those without a memory are made once for all layers.
    alike = {
        "none": nn.Identity(),
        "layer": nn.LayerNorm(units, elementwise_affine=False),
        "RMS": nn.RMSNorm(units, elementwise_affine=False),
    }
    layers = []
    for _ in range(depth):
        parts = [alike.get(kind) or BatchNorm(models, units) for kind, models in groups]
        sizes = [models for _, models in groups]
        layers.append(parts[0] if len(parts) == 1 else Neighbours(parts, sizes))
    return layers
