"""Which characters mattered: the gradient of a prediction back to every character before it.

Left out: the effect of replacing a character. A gradient only measures small changes.

Reference: Madsen 2019, "Visualizing memorization in RNNs" (the measure of connectivity).
"""

from __future__ import annotations

import numpy as np
import torch

from core.sequences.characters import CharacterModel


def influence(model: CharacterModel, text: str, step: int, target: str | None = None) -> np.ndarray:
    """||d logit / d x_t|| for each character t up to ``step``: (step + 1,) float32.

    The logit is that of ``target`` as the character after ``step``; without one, of the likeliest.
    """
    x = model.one_hot(model.encode(text[: step + 1])).requires_grad_()
    hidden, _ = model.recurrent(x[:, None])
    logits = model.readout(hidden[-1, 0])
    which = int(logits.argmax()) if target is None else int(model.encode(target)[0])
    (gradient,) = torch.autograd.grad(logits[which], x)
    return gradient.norm(dim=1).numpy()


def share_within(influences: np.ndarray, last: int) -> float:
    """The share of all influence that the ``last`` characters have."""
    total = float(influences.sum())
    return float(influences[-last:].sum()) / total if total else 0.0


def effective_length(influences: np.ndarray, share: float = 0.9) -> int:
    """How many of the latest characters together have this ``share`` of the influence."""
    back = np.cumsum(influences[::-1])
    return int(np.searchsorted(back, share * back[-1])) + 1
