"""Memory: the pictures of a race of memories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.figures.sequences import memory
from app.theme import DARK, LIGHT
from core.sequences import memory as race
from core.sequences.memory_settings import PRESETS, Settings
from tests.app.pictures import check_axes


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_race_can_be_drawn_at_its_start_and_later(theme) -> None:
    run = race.Run(Settings(lag=5, seeds=2))
    first = run.frame()
    for _ in range(10):
        run.advance()
    latest = run.frame()
    check_axes(
        [
            memory.by_step(first, latest, theme, total=run.total),
            memory.by_lag(latest, theme),
            memory.gradient(latest, theme),
        ]
    )
    said, cut = (memory.in_words(latest, about="a", truncate=steps) for steps in (0, 2))
    assert len(said) == 4
    assert [line for line in cut if line not in said] == [cut[1]]
    assert "only 2 steps" in cut[1]


def test_an_exploding_gradient_stays_in_the_picture() -> None:
    frame = race.Run(Settings(recurrent=6.0, seeds=1)).frame()
    panel = memory.gradient(frame, LIGHT)
    top = panel.layout["yaxis"]["range"][1]
    assert 6 < np.log10(frame.gradient.max()) < top
    assert "it explodes" in memory.in_words(frame, about="a")[1]
    broken = memory.gradient(replace(frame, gradient=frame.gradient * np.nan), LIGHT)
    check_axes([panel, broken])
    assert (
        broken.layout["yaxis"]["range"]
        == memory.gradient(race.Run(Settings(lag=5, seeds=1)).frame(), LIGHT).layout["yaxis"][
            "range"
        ]
    )


def test_presets_are_all_different() -> None:
    assert len(set(PRESETS.values())) == len(PRESETS)
