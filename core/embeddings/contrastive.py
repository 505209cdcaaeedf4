"""Two towers learn to match images and captions, live.

    >>> run = Run(Settings())
    >>> run.advance()  # until run.finished
    >>> list(run.frame().recalls)
    ['text to image', 'image to text']

Every step takes a batch of pictures and writes each of them a new caption; all the other captions
of the batch are its wrong answers. Held-out pairs are never trained on.

Left out: pairs that happen to fit each other within a batch count as wrong, as in CLIP, so the
loss cannot reach zero; a temperature that is learnt, as CLIP's is.

References: Radford et al. 2021 (figure 3); van den Oord et al. 2018 (equation 4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import Tensor
from torch.optim import Optimizer

from core.cache import shared
from core.embeddings import scenes
from core.embeddings.plane import axes, seen_along
from core.embeddings.recall import by_chance, recall_at
from core.embeddings.scenes import Scene
from core.embeddings.towers import TwoTowers, as_counts, as_images, build, info_nce
from core.knobs import Knobs, choice, seed
from core.nn.random_streams import generator
from core.run import Stepping, nbytes_of

WEIGHTS = Path(__file__).parents[2] / "assets" / "models" / "two_tower.safetensors"
DIMENSIONS = 32  # of the shipped towers
SCRATCH, TRAINED = STARTS = ("from scratch", "trained")
WHOLE, SHORT = CAPTIONS = ("say everything", "leave things out")
DIRECTIONS = ("text to image", "image to text")
VALIDATION_SEED = 1_000_001  # no knob reaches it
VALIDATION = 96  # pairs that are measured
SHOWN = 40  # of them that are on the map
ROUND = 20  # steps between two measurements
ROUNDS = 150


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one training run follows from."""

    start: str = choice(
        SCRATCH,
        STARTS,
        label="Start",
        help="Start from random weights, or from the app's trained ones (32 dimensions).",
    )
    dimensions: int = choice(
        DIMENSIONS,
        (2, 4, 8, 16, 32, 64),
        label="Dimensions",
        help="Dimensions of the space that images and texts share. On a circle (2), there is "
        "little room.",
        when=lambda chosen: chosen.start == SCRATCH,
    )
    batch: int = choice(
        32,
        (4, 8, 16, 32, 64, 128),
        label="Batch (pairs)",
        help="The number of captions among which each picture must find its own: more is harder.",
    )
    temperature: float = choice(
        0.1,
        (0.01, 0.03, 0.1, 0.3, 1.0),
        label="Temperature",
        help="The softmax divides cosines by the temperature. If it is small, only the nearest "
        "wrong answers count; at 1, even the best cosines give hardly more certainty than chance.",
    )
    images: int = choice(
        1600,
        (50, 200, 800, 1600),
        label="Training pictures",
        help="The model memorises a small set, and the validation loss rises.",
    )
    captions: str = choice(
        SHORT,
        CAPTIONS,
        label="Captions",
        help="Captions that leave things out mention size and ground in 60% of cases each, and "
        "colour and shape in 85% each.",
    )
    learning_rate: float = choice(
        0.003,
        (0.0003, 0.001, 0.003, 0.01, 0.03),
        label="Learning rate",
        help="The learning rate of Adam.",
    )
    seed: int = seed(help="Sets the initial weights, the pictures and the captions.")


PRESETS: dict[str, Settings] = {
    "From scratch": Settings(),
    "Too few pictures": Settings(images=50),
    "High temperature": Settings(temperature=1.0),
    "Few wrong answers": Settings(batch=4),
    "On a circle": Settings(dimensions=2),
    "Trained": Settings(start=TRAINED),
}


@dataclass(frozen=True, eq=False)
class Pairs:
    """Scenes, their pictures as a tensor (n, 3, SIZE, SIZE), and one full caption each."""

    scenes: tuple[Scene, ...]
    pixels: np.ndarray
    texts: tuple[str, ...]

    @cached_property
    def images(self) -> Tensor:
        """What the images' tower gets."""
        return as_images(self.pixels)

    @cached_property
    def counts(self) -> Tensor:
        """What the texts' tower gets."""
        return as_counts(self.texts)

    @cached_property
    def right(self) -> np.ndarray:
        """Which text fits which picture, bool (texts, pictures); its own always does."""
        return scenes.fitting(self.texts, self.scenes)


@shared
def pairs(count: int, seed: int, which: str = scenes.SEEN) -> Pairs:
    """``count`` pictures and captions that say everything."""
    return _written(scenes.some(count, seed, which), seed)


@lru_cache(maxsize=1)
def validation_pairs() -> Pairs:
    """Pairs to measure. The shown ones come first, sorted by colour and shape, so that similar
    pairs are neighbours in the table of cosines."""
    drawn = scenes.some(VALIDATION, VALIDATION_SEED)
    colours, shapes = list(scenes.WORDS["colour"]), list(scenes.WORDS["shape"])
    drawn[:SHOWN] = sorted(
        drawn[:SHOWN], key=lambda one: (colours.index(one.colour), shapes.index(one.shape))
    )
    return _written(drawn, VALIDATION_SEED)


def _written(drawn: list[Scene], seed: int) -> Pairs:
    rng = np.random.default_rng([seed, 1])
    texts = tuple(scenes.caption(scene, rng) for scene in drawn)
    return Pairs(tuple(drawn), scenes.drawn(drawn, seed), texts)


@dataclass(frozen=True, eq=False)
class Frame:
    """What there is to draw after ``step`` steps.

    ``images`` and ``texts`` (SHOWN, 2) are the places of held-out pairs on one map; ``cosines``
    (SHOWN, SHOWN) float16 has a row for each text and a column for each image. ``train`` and
    ``validation`` are the loss and ``recalls`` recall@1 in both directions, (M,) at ``steps``.
    ``gap`` is the distance between the mean image and the mean text.
    """

    step: int
    images: np.ndarray
    texts: np.ndarray
    cosines: np.ndarray
    steps: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    recalls: dict[str, np.ndarray]
    gap: float
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory."""
        return nbytes_of(self)


class Run(Stepping):
    """Two towers in training; follows ``core.run.Run``.

    ``images`` overrides the number of training pictures, for more than the knob offers.
    """

    round_name = "round"
    round, total = ROUND, ROUND * ROUNDS

    def __init__(self, settings: Settings, images: int | None = None) -> None:
        self.settings = settings
        self.towers = build(settings.dimensions, settings.seed)
        if settings.start == TRAINED:
            self.towers = shipped_copy()
        self.training = pairs(images or settings.images, settings.seed)
        self.validation = validation_pairs()
        self.chance = by_chance(self.validation.right, 1)
        self._order = generator(settings.seed, "order")
        self._writer = np.random.default_rng([settings.seed, 2])
        self._losses: list[float] = []
        self._measures: list[tuple[float, ...]] = []
        self._axes: np.ndarray | None = None
        self._measure()

    @cached_property
    def optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        return torch.optim.Adam(self.towers.parameters(), self.settings.learning_rate, fused=True)

    @property
    def batch(self) -> int:
        """How many pairs are in a batch: no more than there are."""
        return min(self.settings.batch, len(self.training.scenes))

    def take_step(self) -> None:
        """One step on a batch of pairs."""
        loss = self._loss()
        if not math.isfinite(loss.item()):
            self.finished = "Diverged: the loss is no longer a number. Try a lower learning rate."
            return
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self._losses.append(loss.item())

    def end_round(self) -> None:
        self._measure()

    def _loss(self) -> Tensor:
        """The loss of the next batch."""
        training, settings = self.training, self.settings
        rows = torch.randperm(len(training.scenes), generator=self._order)[: self.batch]
        whole = settings.captions == WHOLE
        texts = [
            scenes.caption(training.scenes[row], self._writer, whole=whole) for row in rows.tolist()
        ]
        return info_nce(
            self.towers.images(training.images[rows]),
            self.towers.texts(as_counts(texts)),
            settings.temperature,
        )

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        images, texts = self._vectors(SHOWN)
        assert self._axes is not None  # as a run measures before its first step
        flat = seen_along(np.concatenate([images, texts]), self._axes)
        table = np.array(self._measures, np.float32).T  # (5, M)
        return Frame(
            step=self.step,
            images=flat[: len(images)],
            texts=flat[len(images) :],
            cosines=(texts @ images.T).astype(np.float16),
            steps=table[0],
            train=table[1],
            validation=table[2],
            recalls=dict(zip(DIRECTIONS, table[3:], strict=True)),
            gap=float(np.linalg.norm(images.mean(axis=0) - texts.mean(axis=0))),
            finished=self.finished,
        )

    def _vectors(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The first validation pairs' vectors, (count, dimensions) each."""
        with torch.inference_mode():
            images = self.towers.images(self.validation.images[:count])
            texts = self.towers.texts(self.validation.counts[:count])
        return images.numpy(), texts.numpy()

    def _measure(self) -> None:
        """Loss and recall on the validation pairs, and the axes of the next maps."""
        images, texts = self._vectors(VALIDATION)
        validation = info_nce(
            torch.from_numpy(images), torch.from_numpy(texts), self.settings.temperature
        ).item()
        train = float(np.mean(self._losses)) if self._losses else math.nan
        scores, right = texts @ images.T, self.validation.right
        recalls = recall_at(scores, right, 1), recall_at(scores.T, right.T, 1)
        self._measures.append((self.step, train, validation, *recalls))
        self._losses = []
        # Frames may be taken at any time and change nothing, so their axes move at fixed steps.
        shown = np.concatenate([images[:SHOWN], texts[:SHOWN]])
        self._axes = axes(shown, self._axes)


def shipped_copy() -> TwoTowers:
    """A separate copy of the towers with the weights that come with the app."""
    towers = build(DIMENSIONS, 0)
    safetensors.torch.load_model(towers, WEIGHTS)
    return towers
