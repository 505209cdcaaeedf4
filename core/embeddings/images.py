"""Pictures as the numbers that the project's trained CNN hands to its last layer.

The network was trained to name the classes, never to measure similarity. Still, its features make
pictures of one class neighbours. ``pixels.py`` has the same pictures
without a network, for contrast.

Left out: networks that learnt from photographs; features of earlier layers.

References: LeCun et al. 1998; Donahue et al. 2014, "DeCAF" (a trained network's features also serve
other tasks).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch

from core.convolution.build_assets import shipped
from core.convolution.feature_maps import forward_with_layers
from core.convolution.images import (
    DIGITS,
    SHAPES,
    SIZES,
    as_input,
    as_picture,
    class_names,
    held_out,
)
from core.data.images import Picture
from core.embeddings.space import UNTOLD, Space, require

CORPORA = (DIGITS, SHAPES)
FEATURES = "flatten"  # the layer whose output the last one names the class from
# What a picture from elsewhere is taken as, by the corpus that it is then to be like.
SEEN = {
    corpus: what.format(*SIZES[corpus][1:])
    for corpus, what in (
        (SHAPES, "{} by {} pixels in colour"),
        (DIGITS, "a digit of {} by {} pixels"),
    )
}


def space(corpus: str) -> Space:
    """Held-out pictures as the CNN sees them. Raises ``ValueError`` for another corpus."""
    return of_pictures(
        corpus,
        features(corpus, pictures(corpus)),
        "The input of the trained CNN's last layer, for pictures it was not trained on.",
        "The network was trained to distinguish exactly these classes, on other pictures",
    )


def encode_images(chosen: Sequence[Picture], corpus: str = CORPORA[0]) -> np.ndarray:
    """Vectors float32 (pictures, dimensions), by the network of a corpus."""
    return features(corpus, torch.cat([as_input(corpus, one.pixels) for one in chosen]))


def about_own(corpus: str) -> str:
    """Where the vectors of pictures from elsewhere come from."""
    return (
        f"The input of the last layer of the CNN trained on {corpus}; the CNN sees each image as "
        f"{SEEN[corpus]}."
    )


def features(corpus: str, x: torch.Tensor) -> np.ndarray:
    """What the network of a corpus hands to its last layer for inputs (n, C, H, W)."""
    with torch.inference_mode():
        return forward_with_layers(shipped(corpus), x)[FEATURES].numpy()


def pictures(corpus: str) -> torch.Tensor:
    """The inputs of a corpus (n, C, H, W). Raises ``ValueError`` for one that does not exist."""
    require(corpus, CORPORA)
    return held_out(corpus)[0]


def of_pictures(corpus: str, vectors: np.ndarray, about: str, told: str = UNTOLD) -> Space:
    """A space of the pictures of a corpus, whose vectors (n, dimensions) may come from anywhere."""
    names = class_names(corpus)
    groups = tuple(names[label] for label in held_out(corpus)[1])
    kind = "digit " if corpus == DIGITS else ""
    return Space(
        name=corpus,
        vectors=vectors,
        texts=tuple(f"{kind}{group}, number {i + 1}" for i, group in enumerate(groups)),
        groups=groups,
        about=about,
        images=_looks(corpus),
        told=told,
    )


@lru_cache(maxsize=len(CORPORA))
def _looks(corpus: str) -> np.ndarray:
    """The pictures of a corpus as they look, uint8 (n, rows, columns) or (n, rows, columns, 3)."""
    return np.stack([as_picture(one.numpy()) for one in pictures(corpus)])
