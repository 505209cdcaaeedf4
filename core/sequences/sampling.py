"""From logits to one character: temperature, top-k and top-p.

Left out: beam search and penalties for repeating.

References: Fan et al. 2018 (top-k); Holtzman et al. 2020 (top-p, "nucleus").
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.sequences.characters import CharacterModel


def probabilities(
    logits: Tensor, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0
) -> Tensor:
    """What to draw from, (n,), in this order: temperature, the k likeliest, the nucleus.

    The nucleus is the smallest set of the likeliest that together have at least ``top_p``;
    ``top_k`` 0 keeps all. A temperature of 0 leaves only the likeliest.
    """
    if temperature == 0:
        return torch.zeros_like(logits).index_fill_(0, logits.argmax(), 1.0)
    shares = torch.softmax(logits / temperature, dim=0)
    ordered, order = shares.sort(descending=True, stable=True)
    if top_k:
        ordered[top_k:] = 0
        ordered /= ordered.sum()
    # One stays if those before it do not have top_p yet.
    ordered[ordered.cumsum(0) - ordered >= top_p] = 0
    return torch.zeros_like(shares).index_put_((order,), ordered / ordered.sum())


def writable(logits: Tensor) -> Tensor:
    """A copy of the logits (vocabulary,) that excludes the sign for unknown characters."""
    return logits.index_fill(0, torch.tensor(0), -torch.inf)


def sample(
    model: CharacterModel,
    start: str,
    length: int,
    rng: torch.Generator,
    *,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
) -> str:
    """``length`` characters that the model writes after ``start``."""
    written = []
    with torch.inference_mode():
        logits, state = model(model.encode(start or "\n")[:, None])
        for _ in range(length):
            shares = probabilities(writable(logits[-1, 0]), temperature, top_k, top_p)
            code = torch.multinomial(shares, 1, generator=rng)
            written.append(model.vocabulary[int(code)])
            logits, state = model(code[:, None], state)
    return "".join(written)
