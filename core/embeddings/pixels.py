"""Pictures as their raw pixels, a baseline for ``images.py``.

Two pictures are similar here if they are bright in the same places, whatever they show.

Left out: better uses of pixels, such as shifting, scaling or whitening.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from core.convolution.images import as_input
from core.data.images import Picture
from core.embeddings import images
from core.embeddings.space import Space

CORPORA, SEEN = images.CORPORA, images.SEEN


def space(corpus: str) -> Space:
    """Held-out pictures as their pixels. Raises ``ValueError`` for another corpus."""
    # (n, C, H, W) -> (n, C·H·W)
    flat = images.pictures(corpus).flatten(1).numpy()
    return images.of_pictures(corpus, flat, "The raw pixels, one after the other.")


def encode_images(chosen: Sequence[Picture], corpus: str = CORPORA[0]) -> np.ndarray:
    """Vectors float32 (pictures, C·H·W), scaled as the pictures of a corpus are."""
    return torch.cat([as_input(corpus, one.pixels) for one in chosen]).flatten(1).numpy()


def about_own(corpus: str) -> str:
    """Where the vectors of pictures from elsewhere come from."""
    return f"The raw pixels, one after the other; each image becomes {SEEN[corpus]}."
