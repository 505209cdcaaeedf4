"""A game on points of the plane, played one iteration at a time and measured after each round.

    >>> run = Run(Settings(data="ring of 8", loss="WGAN-GP"))
    >>> run.advance()
    >>> run.frame().step
    1

An iteration is the chosen number of discriminator steps and one generator step. After each round,
fresh generated points are compared with real ones; a frame between two rounds carries a measurement
of its own, so that its words and its pictures are of the same step.

Left out: images (``core.gans.digits``), and several games at once.
"""

from __future__ import annotations

import math

import numpy as np
import torch

from core.gans.diagnosis import signs
from core.gans.distributions import Distribution, distribution
from core.gans.evaluate import SAMPLE, Coverage, coverage, earth_mover, evaluator_for
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
        self._centre = torch.zeros(2)  # of the same noise's points, at the last measurement
        self._measure()

    @property
    def history(self) -> History:
        """The measurements after each round."""
        return History.of(self._measures, CURVE)

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
        self._note(discriminator_loss.item(), generator_loss.item())

    def end_round(self) -> None:
        if self.game.finite:
            self._measure()
            self.game.keep()
        else:  # the losses are those of the weights before the step
            self._go_back()

    def advance_discriminator(self) -> None:
        """One step of D alone; the count of iterations stays."""
        self.edited = True
        self.updates += 1
        self._note(discriminator=self.game.discriminator_step(self.draw()).item())

    def advance_generator(self) -> None:
        """One step of G alone; the count of iterations stays."""
        self.edited = True
        self.updates += 1
        self._note(generator=self.game.generator_step().item())

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
        measures, found = self._measures, self._coverage
        if self._measured != (self.step, self.updates):
            now, found, _ = self._read(looking=True)
            measures = [*measures, now]
        return Frame(
            **self.painted(self.game),
            step=self.step,
            settings=self.settings,
            edited=self.edited,
            history=History.of(measures, CURVE),
            coverage=found,
            signs=signs(History.of(measures[-LATEST:], LATEST), self.floor, self.modes),
            finished=self.finished,
        )

    def _measure(self) -> None:
        """Add a measurement."""
        now, self._coverage, self._centre = self._read()
        self._measures.append(now)
        self._losses.clear()
        self._measured = self.step, self.updates

    def _read(self, *, looking: bool = False) -> tuple[Measure, Coverage | None, torch.Tensor]:
        """Compare fresh generated points with real ones, and see what D makes of both.

        Returns the measurement, the coverage of the modes, and the middle (2,) of the same noise's
        points. ``looking`` leaves the run as it is.
        """
        game, shown = self.game, self.game.shown
        with torch.no_grad():
            fresh = self._fresh.clone_state() if looking else self._fresh
            fake = shown(game.noise(SAMPLE, fresh))
            centre = shown(self._painter.noise[:SAMPLE]).mean(dim=0)
            game.discriminator.train(not looking)  # spectral norm goes on where it trains
            on_real, on_fake = game.discriminate(self.evaluator.real, fake)
        border = game.loss.border
        scores = border is None  # D gives scores, of which only differences mean anything
        if border is None:
            border = (on_real.mean().item() + on_fake.mean().item()) / 2
        found = coverage(fake.numpy(), self.distribution)
        wasserstein, mmd = self.evaluator.distances(fake)
        moved = centre - self._centre if self._measures else torch.zeros(2)
        losses = self._mean_losses(on_real, on_fake)
        gap = (on_real.mean() - on_fake.mean()).item() if scores else math.nan
        measure = Measure(
            step=self.step,
            discriminator_loss=losses[0],
            generator_loss=losses[1],
            real_accuracy=(on_real > border).float().mean().item(),
            fake_accuracy=(on_fake < border).float().mean().item(),
            generator_gradient=game.generator_gradient(fake).norm(dim=1).median().item(),
            centre_x=centre[0].item() / self._real_spread,
            centre_y=centre[1].item() / self._real_spread,
            drift=math.nan if looking else moved.norm().item() / self._real_spread,
            variety=fake.var(dim=0).sum().sqrt().item() / self._real_spread,
            wasserstein=wasserstein,
            mmd=mmd,
            covered=found.covered if found else math.nan,
            good=found.good if found else math.nan,
            score_gap=gap,
            earth_mover=earth_mover(self.evaluator.real, fake) if scores else math.nan,
        )
        return measure, found, centre

    def _mean_losses(self, on_real: torch.Tensor, on_fake: torch.Tensor) -> list[float]:
        """Both losses over the steps since the last measurement.

        For a player that took no step, the loss follows from these outputs.
        """
        now = self._losses_on(on_real, on_fake)
        taken = np.array(self._losses or [now])
        return [_mean(steps, least) for steps, least in zip(taken.T, now, strict=True)]

    def _note(self, discriminator: float | None = None, generator: float | None = None) -> None:
        """Keep the losses of the players that took a step, or go back where one is not finite."""
        losses = [math.nan if loss is None else loss for loss in (discriminator, generator)]
        if all(map(math.isfinite, (x for x in (discriminator, generator) if x is not None))):
            self._losses.append((losses[0], losses[1]))
        else:
            self._go_back()

    def _losses_on(self, on_real: torch.Tensor, on_fake: torch.Tensor) -> tuple[float, float]:
        """What D's raw outputs cost both players, without a penalty."""
        loss, label = self.game.loss, 1 - self.settings.smoothing
        return loss.discriminator(on_real, on_fake, label).item(), loss.generator(on_fake).item()

    def _go_back(self) -> None:
        self.game.go_back()
        self._losses.clear()
        self._measured = self.step, self.updates  # the last measurement is of these weights
        self.finished = (
            f"Diverged after iteration {self.step:,}: a loss is no longer a finite number. "
            "Try a lower learning rate, or Adam. The picture shows the last round."
        )


def _mean(values: np.ndarray, otherwise: float) -> float:
    """The mean of those that are numbers; ``otherwise`` where there are none."""
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else otherwise
