"""Latent space: a path through the noise and where the generator puts it."""

from __future__ import annotations

from app.figures.gans import latent_space
from app.theme import LIGHT
from core.gans.latent_space import Ends, path
from core.gans.play import Run
from core.gans.settings import Settings
from tests.app.pictures import check


def test_a_path_can_be_drawn():
    run = Run(Settings(batch=16, noise_dimension=1))
    walked = path(run, Ends())
    sample = run.game.noise(20).numpy()
    check(
        [
            latent_space.noise(walked, 3, sample, LIGHT),
            latent_space.made(walked, 3, run.frame().sheet, run.real, LIGHT),
        ]
    )
