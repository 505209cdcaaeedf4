"""Games that several tests play."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np

from core.gans.play import Run
from core.gans.settings import Settings

SMALL = Settings(batch=16, generator_hidden=(8,), discriminator_hidden=(8,))


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
