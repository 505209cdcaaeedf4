"""What arrives at the activations of a network that the learner has trained.

Left out: what the activation makes of it (``core.activations.preactivations``).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn


def pre_activations(network: nn.Sequential, x: torch.Tensor, layer: int) -> np.ndarray:
    """The sums before a layer's activation, (examples, units), for ``x`` (examples, inputs).

    Linear layers count from 1; the last one has no activation behind it, its sums are the output.
    Where the layer is normalised, these are the normalised sums: they are what the activation
    sees. Computed in evaluation mode, so that nothing is dropped; the network stays as it is.

    Raises ``ValueError`` for a layer that the network does not have.
    """
    places = [place for place, module in enumerate(network) if isinstance(module, nn.Linear)]
    if not 1 <= layer <= len(places):
        raise ValueError(f"Layer {layer}: the network has layers 1 to {len(places)}.")
    end = places[layer - 1] + 1
    if end < len(network) and isinstance(network[end], nn.BatchNorm1d | nn.LayerNorm):
        end += 1
    training = network.training
    network.eval()
    try:
        with torch.inference_mode():
            return network[:end](x).numpy()
    finally:
        network.train(training)
