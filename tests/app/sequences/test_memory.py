"""Memory: the pictures of a race of memories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.figures.sequences import memory
from app.theme import DARK, LIGHT
from core.sequences import memory as race
from core.sequences.memory_settings import EXACT, LONG, PRESETS, SHORT_FIRST, Settings
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


@pytest.mark.parametrize(
    ("lags", "said"), [(LONG, "lags of 5 to 10"), (EXACT, "a lag of 10"), (SHORT_FIRST, None)]
)
def test_lags_that_training_never_uses_are_said(lags: str, said: str | None) -> None:
    settings = Settings(lag=10, seeds=1, lags=lags)
    words = memory.in_words(race.Run(settings).frame(), about="a", shortest=settings.shortest)
    found = [sentence for sentence in words if "never occur in training" in sentence]
    assert len(found) == (said is not None)
    assert said is None or f"Training uses only {said}." in found[0]


@pytest.mark.parametrize(
    ("factor", "fate"),
    [(0.87, "vanishes"), (0.95, "survives"), (1.05, "survives"), (1.1, "explodes")],
)
def test_a_gradient_survives_only_if_a_good_part_of_it_is_left(factor: float, fate: str) -> None:
    """A step back of 0.87, 100 times, leaves 9e-7; one of 0.95 leaves 0.6%."""
    frame = race.Run(Settings(seeds=1)).frame()
    steps = frame.gradient.shape[-1] - 1
    back = np.broadcast_to(factor ** np.arange(steps, -1, -1.0), frame.gradient.shape)
    words = memory.in_words(replace(frame, gradient=back), about="a")
    assert all(f"it {fate}" in sentence for sentence in words[1:4])
