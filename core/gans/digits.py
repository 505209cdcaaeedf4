"""A small GAN on scikit-learn's digits, 8 × 8 pixels; with a class to ask for, as an option.

    >>> run = DigitsRun(DigitsSettings(start=SCRATCH))
    >>> run.advance()
    >>> run.frame().step
    1

What it makes is judged by the sliced Wasserstein distance to held-out digits, beside what real
training digits read, and by a classifier trained on real ones (``core.convolution``): how many
digits it is sure of, which classes they are, and whether they are those asked for.

Left out: convolutions, which 64 pixels do not need.

References: Alpaydin & Kaynak 1998 (the digits); Mirza & Osindero 2014 (asking for a class);
Salimans et al. 2016 (judging by a classifier).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import Tensor
from torch.nn import functional

from core.convolution import images
from core.convolution.build_assets import shipped as classifier
from core.gans.evaluate import directions, sliced_wasserstein
from core.gans.game import Game
from core.gans.history import columns
from core.gans.settings import RATES, Settings
from core.knobs import Knobs, choice, seed, switch
from core.nn.random_streams import generator
from core.run import Stepping, nbytes_of

MODELS = Path(__file__).parents[2] / "assets" / "models"
CLASSES = 10
ROWS = 7  # of samples in the picture, each with as many columns as there are classes
ROUND = 100  # iterations between two measurements
TOTAL = 20_000
SAMPLE = 400  # images of each side of a comparison
SURE = 0.8  # probability from which on the classifier counts as sure; its labels were smoothed
KEPT = 150  # measurements in a frame
DUE = 5  # a digit counts as present from a fifth of its expected number on
SHIPPED, SCRATCH = STARTS = ("trained", "from scratch")

# Both players, and how they are trained; the knobs below turn what a learner may turn.
PLAYERS = Settings(
    loss="non-saturating",
    noise_dimension=16,
    generator_hidden=(128, 128),
    discriminator_hidden=(128, 128),
    batch=64,
    penalty=0.1,
    statistics=True,
    average=0.99,
    generator_rate=0.001,
    discriminator_rate=0.001,
)


@dataclass(frozen=True)
class DigitsSettings(Knobs):
    """What a learner chooses about the digits."""

    start: str = choice(
        SHIPPED,
        STARTS,
        label="Start",
        help="Start from the app's trained weights or from random ones.",
    )
    conditional: bool = switch(
        False,
        label="Condition on the class",
        help="Both networks also get the class of the digit. Each column of the grid then requests "
        "one digit.",
    )
    generator_rate: float = choice(
        0.001, RATES, label="Learning rate of G", help="How fast the generator moves."
    )
    discriminator_rate: float = choice(
        0.001, RATES, label="Learning rate of D", help="How fast the discriminator learns."
    )
    seed: int = seed(
        help="Sets the noise of the grid, the batches and, if you start from scratch, the initial "
        "weights."
    )

    def players(self) -> Settings:
        """The game's own settings."""
        return replace(
            PLAYERS,
            generator_rate=self.generator_rate,
            discriminator_rate=self.discriminator_rate,
            seed=self.seed,
        )


@dataclass(frozen=True)
class Measure:
    """One measurement: losses, the distance, and what the classifier says (shares of samples).

    ``classes`` counts those with at least a fifth of their due; ``obeyed`` is the share of samples
    that are the digit asked for, NaN where none is.
    """

    step: float
    discriminator_loss: float
    generator_loss: float
    wasserstein: float
    believable: float
    classes: float
    obeyed: float


@dataclass(frozen=True, eq=False)
class Frame:
    """``samples`` (ROWS · 10, 64) uint8 of fixed noise, and the measurements so far."""

    step: int
    samples: np.ndarray
    measures: dict[str, np.ndarray]
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory."""
        return nbytes_of(self)


@dataclass(frozen=True)
class Real:
    """The measures of real training digits in place of generated ones."""

    wasserstein: float
    believable: float


@lru_cache(maxsize=1)
def data() -> tuple[Tensor, Tensor, Tensor]:
    """Training digits (n, 64) from -1 to 1, their classes (n,), and ``SAMPLE`` held-out digits."""
    train = images.load(images.DIGITS, 6000, 0)
    held_out = train.x_held_out.flatten(1)[:SAMPLE]  # (n, 1, 8, 8) -> (n, 64)
    return 2 * train.x_train.flatten(1) - 1, train.y_train, 2 * held_out - 1


@lru_cache(maxsize=1)
def real() -> Real:
    """The floor: the mean over fresh draws of training digits."""
    x, _, held_out = data()
    rng = generator(0, "digits floor")
    readings = []
    for _ in range(10):
        drawn = x[torch.randperm(len(x), generator=rng)[: len(held_out)]]
        sure, _ = opinion(drawn)
        readings.append((sliced_wasserstein(drawn, held_out, directions(64)), sure.mean().item()))
    wasserstein, believable = np.mean(readings, axis=0)
    return Real(float(wasserstein), float(believable))


def opinion(x: Tensor) -> tuple[Tensor, Tensor]:
    """Whether the classifier is sure (n,) of images (n, 64), and what it takes them for (n,)."""
    pixels = (x.clamp(-1, 1) + 1) / 2
    with torch.no_grad():
        probabilities = classifier(images.DIGITS)(pixels.view(-1, 1, 8, 8)).softmax(dim=1)
    best, named = probabilities.max(dim=1)
    return (best >= SURE).float(), named


def path(conditional: bool) -> Path:
    """The file of the shipped weights."""
    return MODELS / f"gans_digits{'_conditional' if conditional else ''}.safetensors"


class DigitsRun(Stepping):
    """A game on digits; follows ``core.run.Run``."""

    round_name, unit = "round", "iterations"
    round, total = ROUND, TOTAL

    def __init__(self, settings: DigitsSettings) -> None:
        self.settings = settings
        self._x, y, self._held_out = data()
        self._one_hot = functional.one_hot(y, CLASSES).float() if settings.conditional else None
        self.game = Game(settings.players(), 64, CLASSES if settings.conditional else 0)
        if settings.start == SHIPPED:
            load(self.game, settings.conditional)
        self._draws = generator(settings.seed, "real")
        rng = generator(settings.seed, "picture")
        self.noise = self.game.noise(ROWS * CLASSES, rng)
        self._fresh = generator(settings.seed, "fresh")
        self._losses: list[tuple[float, float]] = []
        self._measures: list[Measure] = []
        self.end_round()

    def take_step(self) -> None:
        """One step of each player."""
        rows = torch.randint(len(self._x), (PLAYERS.batch,), generator=self._draws)
        condition = None if self._one_hot is None else self._one_hot[rows]
        losses = (
            self.game.discriminator_step(self._x[rows], condition).item(),
            self.game.generator_step(condition).item(),
        )
        if math.isfinite(sum(losses)):
            self._losses.append(losses)
        else:
            self._go_back()

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        made = torch.nan_to_num(self.made(self.noise)).numpy()
        measures = self._measures
        if measures[-1].step != self.step and not self.finished:
            measures = [*measures, self._read(self._fresh.clone_state())]
        return Frame(
            step=self.step,
            samples=((made.clip(-1, 1) + 1) * 127.5).astype(np.uint8),
            measures=columns(measures, KEPT),
            finished=self.finished,
        )

    def made(self, noise: Tensor) -> Tensor:
        """Images (n, 64) of this noise; where classes are asked for, of 0 to 9 in turn."""
        with torch.no_grad():
            if self._one_hot is None:
                return self.game.shown(noise)
            return self.game.shown(torch.cat([noise, asked(len(noise))], dim=1))

    def end_round(self) -> None:
        if not self.game.finite:  # the losses are those of the weights before the step
            self._go_back()
            return
        self._measures.append(self._read(self._fresh))
        self._losses.clear()
        self.game.keep()

    def _go_back(self) -> None:
        self.game.go_back()
        self.finished = (
            f"Diverged after iteration {self.step:,}: a loss is no longer a finite number. "
            "Try a lower learning rate. The picture shows the last round."
        )

    def _read(self, draws: torch.Generator) -> Measure:
        """Measure fresh images; the losses are means since the last measurement in the list."""
        fake = self.made(self.game.noise(len(self._held_out), draws))
        sure, named = opinion(fake)
        counts = torch.bincount(named[sure > 0], minlength=CLASSES)
        wanted = torch.arange(len(fake)) % CLASSES
        losses = np.array(self._losses or [self._losses_on(fake)]).mean(axis=0)
        return Measure(
            step=self.step,
            discriminator_loss=float(losses[0]),
            generator_loss=float(losses[1]),
            wasserstein=sliced_wasserstein(fake, self._held_out, directions(64)),
            believable=sure.mean().item(),
            classes=int((counts >= len(fake) / CLASSES / DUE).sum()),
            obeyed=math.nan if self._one_hot is None else (named == wanted).float().mean().item(),
        )

    def _losses_on(self, fake: Tensor) -> tuple[float, float]:
        """What these images, and as many real ones, cost both players, without a penalty."""
        game, some = self.game, slice(len(fake))
        real_class, fake_class = None, None
        if self._one_hot is not None:
            real_class = self._one_hot[some]
            fake_class = asked(len(fake))
        with torch.no_grad():
            (on_real,) = game.discriminate(self._x[some], condition=real_class)
            (on_fake,) = game.discriminate(fake, condition=fake_class)
        discriminator = game.loss.discriminator(on_real, on_fake, 1 - game.settings.smoothing)
        return discriminator.item(), game.loss.generator(on_fake).item()


def asked(count: int) -> Tensor:
    """The classes 0 to 9 in turn, (count, CLASSES) one-hot."""
    return functional.one_hot(torch.arange(count) % CLASSES, CLASSES).float()


def load(game: Game, conditional: bool) -> None:
    """Put the shipped weights into both players; the average starts from them too."""
    weights = safetensors.torch.load_file(path(conditional))
    for name, network in game.networks.items():
        prefix = f"{name}."
        network.load_state_dict(
            {
                key.removeprefix(prefix): value
                for key, value in weights.items()
                if key.startswith(prefix)
            }
        )
