"""Training: the pictures of a run, and networks that were pinned."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.figures.gradients import training as training_figures
from app.theme import DARK, LIGHT, Theme
from core.gradients.settings import Settings, compared
from core.gradients.training import Run
from tests.app.gradients.samples import WILD
from tests.app.gradients.visit import seeing, turn
from tests.app.pictures import check_axes

RUNS = {
    "not started": (compared(Settings(depth=4)), 0),
    "one": (compared(Settings(depth=4, clipping=0.1)), 6),
    "two": (compared(Settings(depth=4, versus="residual")), 6),
    "one overflows": ({"A": WILD, "B": Settings(depth=3)}, 6),
    "all overflow": ({"A": WILD}, 6),
    "regression": (compared(Settings(depth=3, data="plane")), 5),
}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("case", RUNS)
def test_pictures_of_training(case: str, theme: Theme) -> None:
    members, steps = RUNS[case]
    run = Run(members)
    first = run.frame()
    while run.step < steps and not run.finished:
        run.advance()
    latest = run.frame()
    for shown in (first, latest):
        drawn = {
            f"heat {place}": training_figures.heat(shown, latest, place, theme)
            for place in range(len(members))
        }
        drawn |= {
            "losses": training_figures.losses(shown, latest, theme),
            "ratio": training_figures.ratio(shown, theme),
            "moved": training_figures.moved(shown, theme),
            "length": training_figures.length(shown, latest, theme),
            "dead": training_figures.dead(shown, latest, theme),
        }
        check_axes(drawn)
        marks = [s for s in drawn["losses"].layout["shapes"] if s["x0"] == s["x1"]]
        assert len(marks) == (shown.step != latest.step)


def test_the_heat_map_has_a_row_for_each_layer_and_a_column_for_each_step() -> None:
    run = Run({"A": Settings(depth=5)})
    for _ in range(7):
        run.advance()
    raster = training_figures.heat(run.frame(), run.frame(), 0, LIGHT).raster
    assert raster.index.shape == (100, 7)  # each layer twenty times, so that it stays crisp
    assert raster.x == (0.5, 7.5)
    assert raster.y == (0.5, 5.5)
    # A deep sigmoid: the last layer, on top, gets the most.
    assert (np.diff(raster.index[::20].astype(int), axis=0) >= 0).all()


def test_a_network_pinned_at_the_start_trains_as_the_knobs_say(at: AppTest) -> None:
    turn(at, "Training")
    at.select_slider(key="gradients_learning_rate").set_value(0.1).run()
    turn(at, "At initialisation")
    at.button(key="gradients-pin").click().run()
    at.slider(key="gradients_depth").set_value(12).run()
    turn(at, "Training")
    at.select_slider(key="gradients_learning_rate").set_value(0.1).run()
    at.button(key="gradients-step").click().run()
    assert "From A to B: Hidden layers 20 → 12. Seed and data are the same" in seeing(at)
