"""Fixes for a game that goes wrong: each turns only its own knobs.

    >>> changes(Settings(), STATISTICS)  # a discriminator that sees its batch
    {'statistics': True}

The presets that show a remedy, the signs that name one and the page's buttons take it from here.

References: Salimans et al. 2016 (minibatch statistics), Goodfellow et al. 2014 (D steps), Miyato et
al. 2018 (spectral normalisation), Gulrajani et al. 2017 (WGAN-GP).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
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
