"""Fixes for a game that goes wrong: each turns only its own knobs.

    >>> changes(Settings(), STATISTICS)  # a discriminator that sees its batch
    {'statistics': True}

The presets that show a remedy, the signs that name one and the page's buttons take it from here.
Which fix helps against which trouble is measured (``core.gans.remedy_trials``), not asserted.

References: Salimans et al. 2016 (minibatch statistics), Goodfellow et al. 2014 (D steps), Miyato et
al. 2018 (spectral normalisation), Gulrajani et al. 2017 (WGAN-GP).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from core.gans.settings import Settings

STATISTICS, MORE_STEPS = "minibatch statistics", "more D steps"
SPECTRAL, WGAN_GP = "spectral norm", "WGAN-GP"

# The knobs of each, and where they are turned to; a number is to be at least so large.
FIXES: dict[str, dict[str, Any]] = {
    STATISTICS: {"statistics": True},
    MORE_STEPS: {"discriminator_steps": 5},
    SPECTRAL: {"spectral": True},
    WGAN_GP: {"loss": "WGAN-GP"},
}

# The troubles that a game can have, by the names that a diagnosis gives them.
COLLAPSE, STRONG, OSCILLATION = "mode collapse", "too strong discriminator", "oscillation"
TRIALS = Path(__file__).parents[2] / "assets" / "models" / "gans_remedies.json"
MOSTLY = 2 / 3  # share of the trials of a fix from which on it is named as a remedy


@dataclass(frozen=True)
class Trial:
    """A game with a trouble, played again with a ``fix``, or without one where that is empty.

    ``distance`` is a multiple of a perfect sampler's; ``helped`` says that the trouble is gone and
    the distance at most half of that without the fix.
    """

    trouble: str
    data: str
    fix: str
    seed: int
    helped: bool
    distance: float
    good: float
    covered: int


@cache
def trials() -> tuple[Trial, ...]:
    """The trials that were played, in the order of the fixes."""
    return tuple(Trial(**row) for row in json.loads(TRIALS.read_text(encoding="utf-8")))


def record(trouble: str, fix: str) -> tuple[int, int]:
    """In how many trials of a trouble a fix helped, and how many there were."""
    played = [trial.helped for trial in trials() if (trial.trouble, trial.fix) == (trouble, fix)]
    return sum(played), len(played)


def helpful(trouble: str) -> tuple[str, ...]:
    """The fixes that mostly helped against a trouble, best first."""
    shares = {
        fix: helped / max(count, 1) for fix in FIXES for helped, count in [record(trouble, fix)]
    }
    named = [fix for fix in FIXES if shares[fix] >= MOSTLY]
    return tuple(sorted(named, key=lambda fix: -shares[fix]))


def changes(settings: Settings, name: str) -> dict[str, Any]:
    """The knobs that one of the ``FIXES`` turns, with their new values; none where it is in use."""
    turned = {}
    for knob, value in FIXES[name].items():
        now = getattr(settings, knob)
        if now != value and (isinstance(value, str) or now < value):
            turned[knob] = value
    return turned


def fixed(settings: Settings, name: str) -> Settings:
    """The settings with one of the ``FIXES``, all else being equal."""
    return replace(settings, **changes(settings, name))


def left(settings: Settings, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the named fixes that are not in use yet."""
    return tuple(name for name in names if changes(settings, name))
