"""The game itself: a step of the discriminator, a step of the generator, and their inputs.

    >>> game = Game(Settings(), width=2)
    >>> loss_of_d = game.discriminator_step(torch.zeros(Settings().batch, 2))
    >>> loss_of_g = game.generator_step()

It knows nothing of the plane or of pictures: points are rows of any width, and may carry a class
(one-hot rows, shown to both players). ``core.gans.play`` and ``core.gans.digits`` play it.

Left out: other players than fully connected ones.

References: Goodfellow et al. 2014, algorithm 1; Mirza & Osindero 2014 (conditions).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cached_property

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from core.gans.losses import LOSSES, Loss, r1_penalty, slope_penalty
from core.gans.network import MinibatchStatistics, build
from core.gans.settings import GAUSSIAN, Settings
from core.nn.random_streams import generator as random_stream

BETAS = (0.5, 0.9)
MADE = {
    "Adam": lambda weights, rate: torch.optim.Adam(weights, rate, BETAS, fused=True),
    "RMSprop": lambda weights, rate: torch.optim.RMSprop(weights, rate, foreach=True),
    "SGD": lambda weights, rate: torch.optim.SGD(weights, rate, fused=True),
}


class Game:
    """Two networks and their optimisers.

    ``generator`` maps noise (N, noise) to points (N, width), ``discriminator`` points to a raw
    output (N, 1); with ``classes`` both also get the class. ``shown`` is the generator to look at:
    the moving average where the settings ask for one.
    """

    def __init__(self, settings: Settings, width: int, classes: int = 0) -> None:
        self.settings = settings
        self.classes = classes
        weights = random_stream(settings.seed, "weights")
        self.generator = build(
            (settings.noise_dimension + classes, *settings.generator_hidden, width),
            settings.generator_activation,
            weights,
        )
        self.discriminator = build(
            (width + classes, *settings.discriminator_hidden, 1),
            settings.discriminator_activation,
            weights,
            spectral=settings.spectral,
            statistics=settings.statistics,
        )
        self._averaged = copy.deepcopy(self.generator)
        self._statistics = [m for m in self.discriminator if isinstance(m, MinibatchStatistics)]
        self._rng = random_stream(settings.seed, "noise")
        self._generator_weights = list(self.generator.parameters())
        self._discriminator_weights = list(self.discriminator.parameters())
        self.keep()

    @property
    def networks(self) -> dict[str, nn.Sequential]:
        """All there is to save, by name."""
        return {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "averaged": self._averaged,
        }

    @property
    def loss(self) -> Loss:
        """The rules of the game."""
        return LOSSES[self.settings.loss]

    @property
    def shown(self) -> nn.Sequential:
        """The generator to look at."""
        return self._averaged if self.settings.average else self.generator

    @cached_property
    def generator_optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        settings = self.settings
        return MADE[settings.generator_optimiser](self._generator_weights, settings.generator_rate)

    @cached_property
    def discriminator_optimiser(self) -> Optimizer:
        """As above."""
        settings = self.settings
        return MADE[settings.discriminator_optimiser](
            self._discriminator_weights, settings.discriminator_rate
        )

    def keep(self) -> None:
        """Remember everything that a step changes, so that ``go_back`` can restore it."""
        self._kept = [tensor.clone() for tensor in self._changing()]

    def go_back(self) -> None:
        """Restore the weights and buffers that were last kept."""
        for tensor, kept in zip(self._changing(), self._kept, strict=True):
            tensor.copy_(kept)

    @property
    def finite(self) -> bool:
        """Whether all weights are finite numbers."""
        return all(bool(tensor.isfinite().all()) for tensor in self._changing())

    def _changing(self) -> list[Tensor]:
        """The weights and buffers of both players and of the moving average."""
        return [t for network in self.networks.values() for t in network.state_dict().values()]

    def retune(self, settings: Settings) -> None:
        """Go on with these settings, which may differ in ``LIVE`` ones from those so far."""
        if settings.average and not self.settings.average:
            self._averaged.load_state_dict(self.generator.state_dict())
        self.settings = settings
        self.generator_optimiser.param_groups[0]["lr"] = settings.generator_rate
        self.discriminator_optimiser.param_groups[0]["lr"] = settings.discriminator_rate

    def noise(self, count: int, rng: torch.Generator | None = None) -> Tensor:
        """Noise (count, noise), from the game's own stream unless another is given."""
        rng = rng or self._rng
        if self.settings.noise == GAUSSIAN:
            return torch.randn(count, self.settings.noise_dimension, generator=rng)
        return torch.rand(count, self.settings.noise_dimension, generator=rng) * 2 - 1

    def discriminate(self, *batches: Tensor, condition: Tensor | None = None) -> list[Tensor]:
        """The discriminator's raw outputs (N, 1) on batches (N, width) of the same size.

        All go through in one pass, but for the statistics each stays a batch of its own.
        """
        points = torch.cat(batches) if len(batches) > 1 else batches[0]
        if condition is not None:
            points = torch.cat([points, condition.repeat(len(batches), 1)], dim=1)
        for layer in self._statistics:
            layer.groups = len(batches)
        return list(self.discriminator(points).split(len(batches[0])))

    def discriminate_among(self, points: Tensor, company: Tensor) -> Tensor:
        """Raw outputs (N, 1) on points, with the minibatch statistics of ``company``."""
        hidden = company
        for layer in self.discriminator:
            if isinstance(layer, MinibatchStatistics):
                layer.groups = 1
                layer.company = layer.spread(hidden[None])  # (N, units) -> (1, N, units)
                break
            hidden = layer(hidden)
        raw = self.discriminate(points)[0]
        for layer in self._statistics:
            layer.company = None
        return raw

    def make(self, noise: Tensor, condition: Tensor | None = None) -> Tensor:
        """The playing generator's points (N, width)."""
        return self.generator(noise if condition is None else torch.cat([noise, condition], dim=1))

    def discriminator_loss(
        self, real: Tensor, fake: Tensor, condition: Tensor | None = None
    ) -> Tensor:
        """The discriminator's loss, with its gradient penalty."""
        on_real, on_fake = self.discriminate(real, fake, condition=condition)
        loss = self.loss.discriminator(on_real, on_fake, 1 - self.settings.smoothing)
        weight = self.settings.penalty or self.loss.penalty
        if not weight:
            return loss

        def alone(points: Tensor) -> Tensor:
            return self.discriminate(points, condition=condition)[0]

        if self.loss.border is not None:
            return loss + weight * r1_penalty(alone, real)
        mix = torch.rand(len(real), 1, generator=self._rng)
        return loss + weight * slope_penalty(alone, real, fake, mix)

    def generator_loss(self, noise: Tensor, condition: Tensor | None = None) -> Tensor:
        """The generator's loss."""
        fake = self.make(noise, condition)
        return self.loss.generator(self.discriminate(fake, condition=condition)[0])

    def discriminator_step(self, real: Tensor, condition: Tensor | None = None) -> Tensor:
        """One optimiser step on real points and as many fresh fake ones; returns its loss."""
        with torch.no_grad():
            fake = self.make(self.noise(len(real)), condition)
        loss = self.discriminator_loss(real, fake, condition)
        self.descend_discriminator(torch.autograd.grad(loss, self._discriminator_weights))
        return loss.detach()

    def generator_step(self, condition: Tensor | None = None) -> Tensor:
        """One optimiser step on fresh noise; returns its loss."""
        count = self.settings.batch if condition is None else len(condition)
        loss = self.generator_loss(self.noise(count), condition)
        self.descend_generator(torch.autograd.grad(loss, self._generator_weights))
        return loss.detach()

    def descend_discriminator(self, slopes: Sequence[Tensor]) -> None:
        """A step of the discriminator's optimiser by these gradients, one for each parameter."""
        _descend(self._discriminator_weights, slopes, self.discriminator_optimiser)

    def descend_generator(self, slopes: Sequence[Tensor]) -> None:
        """The same for the generator, and for its moving average."""
        _descend(self._generator_weights, slopes, self.generator_optimiser)
        if self.settings.average:
            with torch.no_grad():
                for average, weight in zip(
                    self._averaged.parameters(), self._generator_weights, strict=True
                ):
                    average.lerp_(weight, 1 - self.settings.average)

    def generator_gradient(self, fake: Tensor) -> Tensor:
        """Where the generator's loss wants each point to go: minus its slope there, (N, width).

        Times N, since the loss is a mean: so it does not depend on how many points are asked.
        """
        places = fake.detach().requires_grad_()
        self.discriminator.eval()
        loss = self.loss.generator(self.discriminate(places)[0])
        (slope,) = torch.autograd.grad(loss, places)
        self.discriminator.train()
        return -slope * len(fake)


def _descend(weights: list[nn.Parameter], slopes: Sequence[Tensor], optimiser: Optimizer) -> None:
    for weight, slope in zip(weights, slopes, strict=True):
        weight.grad = slope
    optimiser.step()
