"""The same deep network as a beginner would write it: torch's modules, one after the other."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn

from core.gradients.network import first_weights
from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS

NORMALISATIONS = {
    "none": lambda units: nn.Identity(),
    "batch": lambda units: nn.BatchNorm1d(units, affine=False),
    "layer": lambda units: nn.LayerNorm(units, elementwise_affine=False),
    "RMS": lambda units: nn.RMSNorm(units, elementwise_affine=False),
}


class Plain(nn.Module):
    """One network of these settings; nothing of it but the first weights is shared."""

    def __init__(self, settings: Settings, inputs: int, outputs: int) -> None:
        super().__init__()
        sizes = [inputs, *[settings.width] * settings.depth, outputs]
        self.layers = nn.ModuleList(nn.Linear(*ends) for ends in itertools.pairwise(sizes))
        self.norms = nn.ModuleList(
            NORMALISATIONS[settings.normalisation](settings.width) for _ in range(settings.depth)
        )
        self.activation = ACTIVATIONS[settings.activation].module()
        self.residual = settings.residual
        with torch.no_grad():
            for layer, weight in zip(self.layers, first_weights(settings, sizes), strict=True):
                layer.weight.copy_(weight)
                layer.bias.zero_()

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The output, and what each hidden layer hands on."""
        hidden: list[Tensor] = []
        for layer, norm in zip(self.layers, self.norms, strict=False):
            bent = self.activation(norm(layer(x)))
            x = bent + x if self.residual and hidden else bent
            hidden.append(x)
        return self.layers[-1](x), hidden
