"""The ladder of fixes: its pictures carry what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.gradients import ladder as ladder_figures
from app.theme import LIGHT
from core.gradients.ladder import ladder
from core.gradients.settings import Settings
from core.gradients.training import Run
from tests.app.pictures import check_axes


@pytest.mark.parametrize("steps", [0, 5])
def test_pictures_of_the_ladder(steps: int) -> None:
    run = Run(ladder(Settings(depth=4, width=5)))
    for _ in range(steps):
        run.advance()
    frame = run.frame()
    drawn = check_axes(
        {
            "gradient": ladder_figures.rungs(frame, LIGHT, what="gradient"),
            "loss": ladder_figures.rungs(frame, LIGHT, what="loss"),
            "layers": ladder_figures.gradients(frame, LIGHT),
            "losses": ladder_figures.losses(frame, frame, LIGHT),
        }
    )
    (bars,) = drawn["loss"].data
    expected = [np.log10(track.validation_loss[-1]) for track in frame.tracks[::-1]]
    assert bars["x"] + bars["base"] == pytest.approx(expected)
