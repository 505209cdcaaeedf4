"""Deep networks side by side as one: every hidden layer alike, and each number on the way kept.

A hidden layer is Linear, then normalisation and activation where they are chosen; with residual
connections it adds its output to what it got, from the second layer on (the first one changes the
width). Networks of one depth and width share each call (``core.nn.batched``), whatever else
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

from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.nn.batched import BatchedActivation, GroupedModels
from core.nn.initialisers import INITIALISERS
from core.nn.random_streams import generator


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


class Deep:
    """The networks of ``members``, which have one depth and one width.

    ``weights`` (models, in, out) and ``biases`` (models, 1, out) run from the first layer to the
    output. They are plain tensors and not a module for each layer, of which a hundred would take
    longer to make than to use. Batch normalisation is a module for each only where it ``remembers``
    its batches, for evaluation after training.
    """

    def __init__(
        self,
        members: Sequence[Settings],
        inputs: int,
        outputs: int,
        dtype: torch.dtype = torch.float32,
        *,
        remembers: bool = True,
    ) -> None:
        first = members[0]
        sizes = [inputs, *[first.width] * first.depth, outputs]
        drawn = zip(*(first_weights(member, sizes) for member in members), strict=True)
        # (out, in) a model -> (models, in, out)
        first_layer, *between, output = map(torch.stack, drawn)
        # Those between have one shape, so that turning them is one call for all.
        turned = [first_layer.mT, *torch.stack(between).mT.to(dtype).contiguous(), output.mT]
        self.weights = [weight.to(dtype).requires_grad_() for weight in turned]
        zeros = torch.zeros(first.depth, len(members), 1, first.width, dtype=dtype)
        self.biases = [
            bias.requires_grad_()
            for bias in [*zeros, torch.zeros(len(members), 1, outputs, dtype=dtype)]
        ]
        kinds = [member.normalisation for member in members]
        self.norms = _normalisers(kinds, first.width, first.depth, dtype, remembers)
        self.activation = BatchedActivation(
            [ACTIVATIONS[member.activation].module() for member in members]
        )
        skips = torch.tensor([float(member.residual) for member in members], dtype=dtype)
        self.skips = skips[:, None, None] if skips.any() else None

    def trace(self, x: Tensor) -> Trace:
        """A forward pass on ``x`` (models, N, inputs)."""
        sums, normal, bent = [], [], []
        hidden: list[Tensor] = []
        *layers, last = zip(self.biases, self.weights, strict=True)
        for norm, (bias, weight) in zip(self.norms, layers, strict=True):
            sums.append(torch.baddbmm(bias, x, weight))
            normal.append(norm(sums[-1]))
            bent.append(self.activation(normal[-1]))
            skips = self.skips if hidden else None  # the first layer skips nothing
            x = bent[-1] if skips is None else torch.addcmul(bent[-1], skips, x)
            hidden.append(x)
        bias, weight = last
        return Trace(sums, normal, bent, hidden, torch.baddbmm(bias, x, weight))

    def train(self, mode: bool = True) -> None:
        """Training mode or evaluation, which differ for batch normalisation alone."""
        for norm in self.norms:
            norm.train(mode)


def first_weights(settings: Settings, sizes: Sequence[int]) -> list[Tensor]:
    """The weights (out, in) of layers from ``sizes[0]`` inputs to ``sizes[-1]`` outputs."""
    rng = generator(settings.seed, "weights")
    weights = []
    for inputs, outputs in pairwise(sizes):
        weights.append(torch.empty(outputs, inputs))
        INITIALISERS[settings.initialisation](weights[-1], settings.init_scale, rng)
    return weights


class BatchNorm(nn.Module):
    """Batch normalisations side by side: to torch, the models' units are channels of one."""

    def __init__(self, models: int, units: int, dtype: torch.dtype, remembers: bool) -> None:
        super().__init__()
        self.channels = nn.BatchNorm1d(
            models * units, affine=False, dtype=dtype, track_running_stats=remembers
        )

    def forward(self, x: Tensor) -> Tensor:
        models, rows, units = x.shape
        channels = x.transpose(0, 1).reshape(rows, models * units)  # (models, N, units) -> (N, c)
        return self.channels(channels).view(rows, models, units).transpose(0, 1)  # and back


def _normalisers(
    kinds: Sequence[str], units: int, depth: int, dtype: torch.dtype, remembers: bool
) -> list[nn.Module]:
    """What stands between sums and activations in each layer; neighbours of a kind share a call."""
    groups = [(kind, len(list(group))) for kind, group in groupby(kinds)]
    # Those without a memory are made once for all layers.
    alike = {
        "none": nn.Identity(),
        "layer": nn.LayerNorm(units, elementwise_affine=False),
        "RMS": nn.RMSNorm(units, elementwise_affine=False),
    }

    def layer() -> nn.Module:
        parts = [
            alike.get(kind) or BatchNorm(models, units, dtype, remembers) for kind, models in groups
        ]
        return (
            parts[0] if len(parts) == 1 else GroupedModels(parts, [models for _, models in groups])
        )

    return [layer() for _ in range(depth)] if remembers else [layer()] * depth
