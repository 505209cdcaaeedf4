"""Two towers: a network for images and one for texts, whose outputs meet in one space.

The images' tower is a small convolutional network; the texts' tower sees which words there are and
not their order. Both end in vectors of length 1, so that a dot product is a cosine. They are
trained so that each picture lies nearer to its own caption than to the others of its batch.

Left out: what they are trained on (scenes.py), training (contrastive.py), and everything that a
text tower of more than a few dozen words would need: word order, subwords, attention.

References: van den Oord et al. 2018, "Representation learning with contrastive predictive coding"
(InfoNCE, equation 4); Radford et al. 2021, "Learning transferable visual models from natural
language supervision" (CLIP, figure 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.data.shapes import SIZE
from core.embeddings.scenes import VOCABULARY, split
from core.nn.random_streams import generator

HIDDEN = 128  # units of each tower's hidden layer
PLACE = {word: place for place, word in enumerate(VOCABULARY)}


class TwoTowers(nn.Module):
    """Images (n, 3, SIZE, SIZE) in [-1, 1] and word counts (n, words) to (n, dimensions)."""

    def __init__(self, dimensions: int, rng: torch.Generator) -> None:
        super().__init__()
        with torch.device("meta"):  # where torch draws nothing from its global random numbers
            self.image = nn.Sequential(
                nn.Conv2d(3, 24, 5, stride=2, padding=2),  # 32 x 32 -> 16 x 16
                nn.ReLU(),
                nn.Conv2d(24, 48, 3, stride=2, padding=1),  # -> 8 x 8
                nn.ReLU(),
                nn.Conv2d(48, 64, 3, stride=2, padding=1),  # -> 4 x 4
                nn.ReLU(),
                nn.Flatten(),
                nn.Linear(64 * (SIZE // 8) ** 2, HIDDEN),
                nn.ReLU(),
                nn.Linear(HIDDEN, dimensions),
            )
            self.text = nn.Sequential(
                nn.Linear(len(VOCABULARY), HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, dimensions)
            )
        self.to_empty(device="cpu")
        with torch.no_grad():
            for layer in self.modules():
                if isinstance(layer, (nn.Conv2d, nn.Linear)):
                    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=rng)
                    if layer.bias is not None:
                        nn.init.zeros_(layer.bias)

    def images(self, x: Tensor) -> Tensor:
        """Vectors of length 1 (n, dimensions)."""
        return F.normalize(self.image(x), dim=1)

    def texts(self, counts: Tensor) -> Tensor:
        """Vectors of length 1 (n, dimensions)."""
        return F.normalize(self.text(counts), dim=1)


def info_nce(images: Tensor, texts: Tensor, temperature: float) -> Tensor:
    """How badly each image finds its own text among all, and each text its image: the mean.

    ``images`` and ``texts`` are (n, dimensions) of length 1; pair i belongs together. Each row and
    each column of the table of cosines is a classification into n classes.
    """
    cosines = images @ texts.T  # (n, n)
    own = torch.arange(len(images))
    logits = cosines / temperature
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


def build(dimensions: int, seed: int) -> TwoTowers:
    """Both towers with their initial weights, the same for the same seed."""
    return TwoTowers(dimensions, generator(seed, "weights"))


def as_images(pixels: np.ndarray) -> Tensor:
    """Pictures (n, SIZE, SIZE, 3) uint8 as (n, 3, SIZE, SIZE) from -1 to 1."""
    values = pixels.astype(np.float32) / 127.5 - 1
    return torch.from_numpy(np.ascontiguousarray(values.transpose(0, 3, 1, 2)))


def as_counts(texts: Sequence[str]) -> Tensor:
    """How often each word of the vocabulary is in each text: float32 (texts, words)."""
    counts = np.zeros((len(texts), len(VOCABULARY)), np.float32)
    for row, text in zip(counts, texts, strict=True):
        for word in split(text):
            if word in PLACE:
                row[PLACE[word]] += 1
    return torch.from_numpy(counts)
