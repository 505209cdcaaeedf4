"""Slow motion: the moments of an iteration are those of the game."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.gans.slow_motion import walk
from tests.core.gans.games import SMALL, played, same


@pytest.mark.parametrize(
    "more", [{}, {"discriminator_steps": 3}, {"loss": "WGAN-GP"}, {"spectral": True}]
)
def test_slow_motion_is_the_next_iteration_and_takes_no_step(more: dict) -> None:
    settings = replace(SMALL, **more)
    run, twin = played(settings, 3), played(settings, 3)
    moments = walk(run)
    assert same(run.frame(), twin.frame())
    assert [moment.player for moment in moments] == ["D"] * 5 + ["G"] * 5
    assert ("2 more steps" in moments[4].sentence) == (settings.discriminator_steps == 3)
    assert ("%" in moments[2].sentence) == (settings.loss != "WGAN-GP")
    run.advance()
    assert (moments[-1].frame.fake == run.frame().fake).all()
    assert (moments[-1].frame.map == run.frame().map).all()
