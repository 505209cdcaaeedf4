"""Random numbers: a separate stream for each purpose, from one seed."""

from __future__ import annotations

import numpy as np
import torch


def generator(seed: int, purpose: str) -> torch.Generator:
    """A separate random stream for one purpose, so that changing one leaves the others alone.

    With one stream for everything, switching dropout on would also reshuffle the batches.
    """
    words = np.random.SeedSequence([seed, *purpose.encode()]).generate_state(1)
    return torch.Generator().manual_seed(int(words[0]))
