"""Pictures and texts in one space, by the two towers that come with the app.

    >>> pictures = scenes.drawn(scenes.some(3, seed=0), seed=0)
    >>> (encode_texts(["a small red star"]) @ encode_pixels(pictures).T).shape  # cosines
    (1, 3)

How good they are is measured on held-out pictures, some of them of colours and shapes that never
stood together in training. A caption that fits several pictures counts all of them as right.

Left out: training (contrastive.py), and anything but one coloured shape on a grey ground.

Reference: Radford et al. 2021, section 3.1 (finding without having been trained to find).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import torch

from core.data.images import Picture
from core.data.shapes import SIZE
from core.embeddings import contrastive, scenes
from core.embeddings.contrastive import DIRECTIONS, Pairs, pairs
from core.embeddings.recall import by_chance, recall_at, top
from core.embeddings.scenes import Scene
from core.embeddings.space import Space, require
from core.embeddings.towers import TwoTowers, as_counts, as_images

PICTURES, CAPTIONS = CORPORA = ("pictures of shapes", "captions of shapes")
HELD_OUT = 400  # pictures that recall is measured on
HELD_OUT_SEED = 1_000_002


@lru_cache(maxsize=1)
@torch.inference_mode(mode=False)  # whoever loads it first, others need its gradients
def towers() -> TwoTowers:
    """The trained towers. All visitors share them: they must not be changed."""
    return contrastive.shipped_copy().eval().requires_grad_(requires_grad=False)


def encode_texts(texts: Sequence[str]) -> np.ndarray:
    """Vectors float32 (texts, 32) of length 1. Words that no caption has are passed over."""
    with torch.inference_mode():
        return towers().texts(as_counts(texts)).numpy()


def encode_images(pictures: Sequence[Picture], corpus: str = PICTURES) -> np.ndarray:
    """Vectors float32 (pictures, 32) of length 1, of each picture's middle square.

    They are the same for either corpus: both lie in one space.
    """
    pixels = np.zeros((len(pictures), SIZE, SIZE, 3), np.uint8)
    for place, picture in zip(pixels, pictures, strict=True):
        small = picture.square(SIZE).pixels
        place[:] = small if small.ndim == 3 else small[..., None]  # grey is all three alike
    return encode_pixels(pixels)


def encode_pixels(pixels: np.ndarray) -> np.ndarray:
    """The same for pictures (n, SIZE, SIZE, 3) uint8."""
    with torch.inference_mode():
        return towers().images(as_images(pixels)).numpy()


def held_out() -> Pairs:
    """Pictures and captions that nothing was trained on, of all colours and shapes."""
    return pairs(HELD_OUT, HELD_OUT_SEED, scenes.ALL)


@lru_cache(maxsize=len(CORPORA))
def space(corpus: str) -> Space:
    """The held-out pictures or their captions. Raises ``ValueError`` for another corpus."""
    require(corpus, CORPORA)
    shown = held_out()
    return Space(
        name=corpus,
        vectors=encode_pixels(shown.pixels) if corpus == PICTURES else encode_texts(shown.texts),
        texts=shown.texts,
        groups=tuple(scene.shape for scene in shown.scenes),
        about="Two small networks, trained together so that a picture lies near its caption.",
        images=shown.pixels if corpus == PICTURES else None,
        told="The captions in training name the shapes",
    )


@dataclass(frozen=True)
class Found:
    """Recall in one direction: the share of queries with a right answer among the first 1 and 5.

    ``chance`` is what recall@1 would be in random order; ``unseen`` is recall@1 for scenes whose
    colour and shape never stood together in training.
    """

    at_1: float
    at_5: float
    chance: float
    unseen: float


@lru_cache(maxsize=1)
def scores() -> np.ndarray:
    """The cosine of each held-out caption (rows) with each held-out picture (columns)."""
    shown = held_out()
    return encode_texts(shown.texts) @ encode_pixels(shown.pixels).T


@lru_cache(maxsize=1)
def measured() -> dict[str, Found]:
    """Recall among the held-out pairs, by direction."""
    shown = held_out()
    new = np.array([scene.unseen for scene in shown.scenes])
    found = {}
    for name, cosines, right in (
        (DIRECTIONS[0], scores(), shown.right),
        (DIRECTIONS[1], scores().T, shown.right.T),
    ):
        found[name] = Found(
            at_1=recall_at(cosines, right, 1),
            at_5=recall_at(cosines, right, 5),
            chance=by_chance(right, 1),
            unseen=recall_at(cosines[new], right[new], 1),
        )
    return found


@lru_cache(maxsize=1)
def mistakes() -> dict[str, float]:
    """For each attribute, the share of held-out captions whose first picture has it wrong."""
    shown = held_out()
    first = [shown.scenes[place] for place in top(scores(), 1)[:, 0]]
    pairs_of = list(zip(first, shown.scenes, strict=True))
    return {
        field.name: float(
            np.mean(
                [getattr(one, field.name) != getattr(truth, field.name) for one, truth in pairs_of]
            )
        )
        for field in fields(Scene)
    }
