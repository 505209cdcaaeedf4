"""Games that several tests play."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import numpy as np

from core.gans.distributions import of_points
from core.gans.play import Run
from core.gans.settings import OWN, Settings

SMALL = Settings(batch=16, generator_hidden=(8,), discriminator_hidden=(8,))


class Quick(Run):
    """A game that is measured more often, so that few iterations are enough for every sign."""

    round = 5


def quick(chosen: Settings) -> Quick:
    """A game on any settings, small: how wide its networks are decides only how long it takes."""
    small = replace(
        chosen,
        batch=min(chosen.batch, 32),
        discriminator_steps=min(chosen.discriminator_steps, 3),
        generator_hidden=tuple(min(units, 16) for units in chosen.generator_hidden),
        discriminator_hidden=tuple(min(units, 16) for units in chosen.discriminator_hidden),
    )
    own = None
    if small.data in OWN:
        rng = np.random.default_rng(small.seed)
        own = of_points(rng.normal(size=(40, 2)), small.data)
    return Quick(small, own)


def played(settings: Settings, iterations: int) -> Run:
    run = Run(settings)
    while run.step < iterations and not run.finished:
        run.advance()
    return run


def same(one: object, other: object) -> bool:
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return one.tobytes() == other.tobytes()
    return one == other or one != one
