"""Many networks of one shape as a single one, whose layers carry a leading dimension of models.

Trained one by one, small networks spend most of their time on the overhead of each call; stacked,
they share it. The models never mix: each gets and gives what it would alone.

Left out: networks of different widths or depths.

References: ``torch.baddbmm``, and the ensembling of ``torch.func``, which does the same to
any module at a greater cost per call.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.nn.dropout import Dropout


def batched(networks: Sequence[nn.Sequential]) -> nn.Sequential:
    """One network from ``networks`` of the same shape: (models, N, in) -> (models, N, out).

    Its weights start as copies of theirs. Activations may differ between the networks.
    """
    return nn.Sequential(*(_side_by_side(layers) for layers in zip(*networks, strict=True)))


class FlatParameters:
    """Parameters (models, ...) kept as one tensor ``values`` (models, all of them).

    They become views of it, so that an optimiser that steps the values, or some models' rows of
    them, steps the parameters in one go.
    """

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        self.parameters = list(parameters)
        self.values = torch.cat([p.detach().flatten(1) for p in parameters], dim=1)
        self.values.grad = torch.zeros_like(self.values)
        sizes = [parameter[0].numel() for parameter in parameters]
        for parameter, part in zip(parameters, self.values.split(sizes, dim=1), strict=True):
            parameter.data = part.view_as(parameter)  # (models, n) -> (models, 1 or in, out)

    @property
    def gradient(self) -> Tensor:
        """The gradient of ``values``."""
        gradient = self.values.grad
        assert gradient is not None  # it is there from the beginning, and stays
        return gradient

    def take(self, gradients: Sequence[Tensor]) -> None:
        """Write the parameters' gradients into ``values.grad``, whose views stay valid."""
        torch.cat([grad.flatten(1) for grad in gradients], dim=1, out=self.gradient)


def clip(parts: Sequence[FlatParameters], longest: float) -> None:
    """``clip_grad_norm_`` for each model by itself, over all of its ``parts``."""
    factor = (longest / (lengths(parts) + 1e-6)).clamp(max=1).float()
    for part in parts:
        part.gradient.mul_(factor[:, None])


def lengths(parts: Sequence[FlatParameters]) -> Tensor:
    """The length (models,) of each model's gradient over all of its ``parts``, in float64.

    The squares of numbers that float32 can hold may be more than it can.
    """
    own = [torch.linalg.vector_norm(p.gradient, dim=1, dtype=torch.float64) for p in parts]
    return torch.linalg.vector_norm(torch.stack(own), dim=0)


class BatchedLinear(nn.Module):
    """Linear layers side by side; ``weight`` is (models, in, out), ``bias`` (models, 1, out)."""

    def __init__(self, layers: Sequence[nn.Linear]) -> None:
        super().__init__()
        self.weight = _stack([layer.weight.T for layer in layers])
        self.bias = _stack([layer.bias[None] for layer in layers])
        self.bias.requires_grad_(layers[0].bias.requires_grad)

    def forward(self, x: Tensor) -> Tensor:
        return torch.baddbmm(self.bias, x, self.weight)


class BatchedLayerNorm(nn.Module):
    """Layer normalisations side by side; ``weight`` and ``bias`` are (models, 1, units)."""

    def __init__(self, layers: Sequence[nn.LayerNorm]) -> None:
        super().__init__()
        self.weight = _stack([layer.weight[None] for layer in layers])
        self.bias = _stack([layer.bias[None] for layer in layers])
        self.eps = layers[0].eps

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, x.shape[-1:], eps=self.eps) * self.weight + self.bias


class BatchedBatchNorm(nn.Module):
    """Batch normalisations side by side, each over its own model's batch.

    To torch they are the models × units channels of a single one, without a scale of its own.
    """

    def __init__(self, layers: Sequence[nn.BatchNorm1d]) -> None:
        super().__init__()
        self.weight = _stack([layer.weight[None] for layer in layers])
        self.bias = _stack([layer.bias[None] for layer in layers])
        self.channels = nn.BatchNorm1d(len(layers) * layers[0].num_features, affine=False)

    def forward(self, x: Tensor) -> Tensor:
        models, rows, units = x.shape
        channels = x.transpose(0, 1).reshape(rows, models * units)  # (models, N, units) -> (N, c)
        normal = self.channels(channels).view(rows, models, units).transpose(0, 1)  # and back
        return normal * self.weight + self.bias


class BatchedDropout(nn.Module):
    """Dropout layers side by side: each draws from its own model's generator."""

    def __init__(self, layers: Sequence[Dropout]) -> None:
        super().__init__()
        self.p = layers[0].p
        self.generators = [layer.rng for layer in layers]

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        keep = torch.empty(x.shape)
        for model, rng in zip(keep, self.generators, strict=True):
            model.bernoulli_(1 - self.p, generator=rng)
        return x * keep.div_(1 - self.p)


class GroupedModels(nn.Module):
    """Models side by side in groups: each of ``modules`` takes the next of ``sizes`` models."""

    def __init__(self, modules: Sequence[nn.Module], sizes: Sequence[int]) -> None:
        super().__init__()
        self.parts = nn.ModuleList(modules)
        self.sizes = list(sizes)

    def forward(self, x: Tensor) -> Tensor:
        if len(self.sizes) == 1:
            return self.parts[0](x)
        parts = zip(self.parts, x.split(self.sizes), strict=True)
        return torch.cat([module(part) for module, part in parts])


class BatchedActivation(GroupedModels):
    """Activations side by side; neighbours with the same one share a call."""

    def __init__(self, layers: Sequence[nn.Module]) -> None:
        groups = [list(group) for _, group in groupby(layers, key=type)]
        super().__init__([group[0] for group in groups], [len(group) for group in groups])


def _side_by_side(layers: Sequence[nn.Module]) -> nn.Module:
    kinds = {
        nn.Linear: BatchedLinear,
        nn.LayerNorm: BatchedLayerNorm,
        nn.BatchNorm1d: BatchedBatchNorm,
        Dropout: BatchedDropout,
    }
    return kinds.get(type(layers[0]), BatchedActivation)(layers)


def _stack(tensors: Sequence[Tensor]) -> nn.Parameter:
    return nn.Parameter(torch.stack([tensor.detach() for tensor in tensors]).contiguous())
