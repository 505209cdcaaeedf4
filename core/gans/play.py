"""A game on points of the plane, played one iteration at a time and measured after each round.

    >>> run = Run(Settings(data="ring of 8", loss="WGAN-GP"))
    >>> run.advance()
    >>> run.frame().step
    1

An iteration is the chosen number of discriminator steps and one generator step. After each round,
fresh generated points are compared with real ones.

Left out: images (``core.gans.digits``), and several games at once.
"""

from __future__ import annotations

import math

import numpy as np
import torch

from core.gans.diagnosis import signs
from core.gans.distributions import Distribution, distribution
from core.gans.evaluate import SAMPLE, coverage, evaluator_for
from core.gans.frame import Frame, Painted, Painter
from core.gans.game import Game
from core.gans.history import History, Measure
from core.gans.settings import OWN, Settings
from core.nn.random_streams import generator
from core.run import Stepping

ROUND = 50  # iterations between two measurements
TOTAL = 20_000
CURVE = 200  # points of a curve in a frame
LATEST = 60  # measurements, none thinned out, that signs are read from


class Run(Stepping):
    """A game in progress; follows ``core.run.Run``.

    ``distribution`` is for the choices "own points" and "own table"; without it they raise
    ``ValueError``. ``edited`` says that it is no longer what its settings alone give: a single
    player took one of its ``updates``, or a knob was turned on the way.
    """

    round_name, unit = "round", "iterations"
    round, total = ROUND, TOTAL

    def __init__(self, settings: Settings, own: Distribution | None = None) -> None:
        if settings.data in OWN and own is None:
            raise ValueError(f"The data are your {settings.data}, but you have not added any yet.")
        self.settings = settings
        self.distribution = own or distribution(settings.data, settings.spread)
        self.evaluator, self.floor = evaluator_for(self.distribution)
        self.game = Game(settings, width=2)
        self.modes = len(self.distribution.centres) if self.distribution.modes else 0
        self.edited = False
        self.updates = 0
        self.draws = generator(settings.seed, "real")
        self._fresh = generator(settings.seed, "fresh")
        self._painter = Painter(self.game, self.distribution)
        self._real_spread = self.evaluator.real.var(dim=0).sum().sqrt().item()
        self._losses: list[tuple[float, float]] = []
        self._measures: list[Measure] = []
        self._keep()
        self._measure()

    @property
    def real(self) -> np.ndarray:
        """The real points (N, 2) of the picture."""
        return self._painter.real.numpy()

    @property
    def axis(self) -> np.ndarray:
        """The centres of the map's pixels along both axes, (MAP,)."""
        return self._painter.axis

    def take_step(self) -> None:
        """One iteration."""
        for _ in range(self.settings.discriminator_steps):
            discriminator_loss = self.game.discriminator_step(self.draw())
        generator_loss = self.game.generator_step()
        losses = discriminator_loss.item(), generator_loss.item()
        if math.isfinite(sum(losses)):
            self._losses.append(losses)
        else:
            self._go_back()

    def end_round(self) -> None:
        self._measure()
        self._keep()

    def advance_discriminator(self) -> None:
        """One step of D alone; the count of iterations stays."""
        self.edited = True
        self.updates += 1
        self._losses.append((self.game.discriminator_step(self.draw()).item(), math.nan))

    def advance_generator(self) -> None:
        """One step of G alone; the count of iterations stays."""
        self.edited = True
        self.updates += 1
        self._losses.append((math.nan, self.game.generator_step().item()))

    def draw(self) -> torch.Tensor:
        """A fresh batch of real points (batch, 2)."""
        return self.distribution.sample(self.settings.batch, self.draws)

    def retune(self, settings: Settings) -> None:
        """Go on with these settings, which differ in ``settings.LIVE`` ones alone."""
        self.edited = self.edited or self.step > 0
        self.settings = settings
        self.game.retune(settings)

    def painted(self, game: Game) -> Painted:
        """The fields of a frame that the networks of ``game`` give, this run's or a copy's."""
        return self._painter.paint(game)

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        return Frame(
            **self.painted(self.game),
            step=self.step,
            history=self.history,
            coverage=self._coverage,
            signs=self._signs,
            finished=self.finished,
        )

    def _measure(self) -> None:
        """Compare fresh generated points with real ones, and see what D makes of both."""
        game, shown = self.game, self.game.shown
        with torch.no_grad():
            fake = shown(game.noise(SAMPLE, self._fresh))
            same = shown(self._painter.noise[:SAMPLE])
            on_real, on_fake = game.discriminate(self.evaluator.real, fake)
        border = game.loss.border
        if border is None:  # only the difference means anything
            border = (on_real.mean().item() + on_fake.mean().item()) / 2
        self._coverage = coverage(fake.numpy(), self.distribution)
        before = getattr(self, "_before", same)
        self._before = same
        # Before the first step there are only these points to tell the losses from.
        losses = np.array(self._losses or [self._losses_on(on_real, on_fake)])
        self._losses.clear()
        wasserstein, mmd = self.evaluator.distances(fake)
        self._measures.append(
            Measure(
                step=self.step,
                discriminator_loss=_mean(losses[:, 0]),
                generator_loss=_mean(losses[:, 1]),
                real_accuracy=(on_real > border).float().mean().item(),
                fake_accuracy=(on_fake < border).float().mean().item(),
                generator_gradient=game.generator_gradient(fake).norm(dim=1).median().item(),
                drift=(same.mean(dim=0) - before.mean(dim=0)).norm().item() / self._real_spread,
                variety=fake.var(dim=0).sum().sqrt().item() / self._real_spread,
                wasserstein=wasserstein,
                mmd=mmd,
                covered=self._coverage.covered if self._coverage else math.nan,
                good=self._coverage.good if self._coverage else math.nan,
            )
        )
        # All frames up to the next measurement share these.
        self.history = History.of(self._measures, CURVE)
        self._signs = signs(History.of(self._measures[-LATEST:], LATEST), self.floor, self.modes)

    def _losses_on(self, on_real: torch.Tensor, on_fake: torch.Tensor) -> tuple[float, float]:
        """What D's raw outputs cost both players, without a penalty."""
        loss, label = self.game.loss, 1 - self.settings.smoothing
        return loss.discriminator(on_real, on_fake, label).item(), loss.generator(on_fake).item()

    def _keep(self) -> None:
        """Remember the weights, to go back to should the next ones not be finite."""
        self._kept = [weight.detach().clone() for weight in self._weights()]

    def _go_back(self) -> None:
        with torch.no_grad():
            for weight, kept in zip(self._weights(), self._kept, strict=True):
                weight.copy_(kept)
        self.finished = (
            f"Diverged after iteration {self.step:,}: a loss is no longer a finite number. "
            "Try a lower learning rate, or Adam. The picture shows the last round."
        )

    def _weights(self) -> list[torch.Tensor]:
        return [*self.game.generator.parameters(), *self.game.discriminator.parameters()]


def _mean(values: np.ndarray) -> float:
    """The mean of those that are numbers, NaN where there are none."""
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else math.nan
