"""A game to take home: a plain program that plays it and counts what it covers.

It has the game's own networks, losses and rates in only the lines that its settings need; its
random numbers are its own, so that its numbers are alike and not the same.

Left out: the pictures, the signs, and the moving average of the generator.
"""

from __future__ import annotations

from itertools import pairwise

from core.gans.game import BETAS
from core.gans.losses import LOSSES
from core.gans.play import Run
from core.gans.settings import GAUSSIAN
from core.nn.activations import ACTIVATIONS
from core.programs import render


def script(run: Run) -> str:
    """The run's game, as a program that needs nothing but torch."""
    settings, data = run.settings, run.distribution
    loss = LOSSES[settings.loss]
    return render(
        "gans/play",
        settings=settings,
        data=data,
        centres=data.centres.T.round(6) + 0.0,  # no -0
        loss=loss,
        label=1 - settings.smoothing,
        penalty=settings.penalty or loss.penalty,
        gaussian=settings.noise == GAUSSIAN,
        generator_sizes=pairwise((settings.noise_dimension, *settings.generator_hidden, 2)),
        generator_activation=ACTIVATIONS[settings.generator_activation].module(),
        discriminator_sizes=pairwise((2, *settings.discriminator_hidden, 1)),
        discriminator_activation=ACTIVATIONS[settings.discriminator_activation].module(),
        betas=BETAS,
    )
