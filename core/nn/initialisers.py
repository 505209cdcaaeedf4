"""Initial weights: how to draw them, by name. One registry for all pages, of torch's functions.

Left out: biases, which start at zero or as a page says.

References: Glorot & Bengio 2010 (Xavier), He et al. 2015, LeCun et al. 1998 "Efficient BackProp"
section 4.6, Saxe et al. 2014 (orthogonal).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

Initialiser = Callable[[torch.Tensor, float, torch.Generator], object]

# Each fills a weight (units out, units in) in place; the scale only means something to "normal".
INITIALISERS: dict[str, Initialiser] = {
    "Xavier": lambda weight, _, rng: nn.init.xavier_uniform_(weight, generator=rng),
    "He": lambda weight, _, rng: nn.init.kaiming_normal_(
        weight, nonlinearity="relu", generator=rng
    ),
    # Variance 1 / units in: He's formula without its factor of two for ReLU.
    "LeCun": lambda weight, _, rng: nn.init.kaiming_normal_(
        weight, nonlinearity="linear", generator=rng
    ),
    "orthogonal": lambda weight, _, rng: nn.init.orthogonal_(weight, generator=rng),
    "normal": lambda weight, scale, rng: nn.init.normal_(weight, std=scale, generator=rng),
    "zero": lambda weight, _scale, _rng: nn.init.zeros_(weight),
}
