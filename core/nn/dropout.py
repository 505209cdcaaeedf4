"""Dropout that draws from its own generator.

Reference: Srivastava et al. 2014.
"""

from __future__ import annotations

import torch
from torch import nn


class Dropout(nn.Module):
    """Inverted dropout: each value is zeroed with probability ``p``, the rest grow by 1/(1 - p).

    ``nn.Dropout`` draws from torch's global random numbers, which all visitors of a server
    share: their runs would depend on one another. This one brings its own generator.
    """

    def __init__(self, p: float, rng: torch.Generator) -> None:
        super().__init__()
        self.p = p
        self.rng = rng

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return x
        keep = torch.empty_like(x).bernoulli_(1 - self.p, generator=self.rng)
        return x * keep.div_(1 - self.p)
