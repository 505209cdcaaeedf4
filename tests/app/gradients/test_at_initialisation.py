"""At initialisation: plotly takes each picture, and they carry what was measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.figures.gradients import at_initialisation as start_figures
from app.plot import Panel
from app.theme import DARK, LIGHT, Theme
from core.gradients.at_initialisation import start
from core.gradients.settings import Settings, compared
from tests.app.gradients.samples import WILD
from tests.app.gradients.visit import turn
from tests.app.pictures import check_axes

STARTS = {
    "first": Settings(),
    "two": Settings(depth=30, activation="ReLU", versus="He init"),
    "a hundred": Settings(depth=100, versus="all fixes"),
    "two layers": Settings(depth=2, width=2),
    "nothing arrives": Settings(initialisation="zero"),
    "beyond float32": replace(WILD, depth=100, width=64),
}


def start_panels(settings: Settings, theme: Theme = LIGHT) -> dict[str, Panel]:
    starts = {name: start(one) for name, one in compared(settings).items()}
    drawn = {
        "gradient": start_figures.gradient(starts, theme),
        "signal": start_figures.signal(starts, theme),
        "factor": start_figures.factor(starts, theme),
        "units": start_figures.units(starts, theme),
    }
    for name in starts:
        drawn[f"outputs {name}"] = start_figures.histogram(name, starts, theme, title=name)
    return drawn


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("case", STARTS)
def test_pictures_of_the_start(case: str, theme: Theme) -> None:
    check_axes(start_panels(STARTS[case], theme))


def test_the_gradient_is_drawn_as_its_exponent_and_said_as_a_number() -> None:
    one = start(Settings())
    arriving, theory, weights = start_panels(Settings())["gradient"].data
    assert arriving["y"] == pytest.approx(np.log10(one.arriving))
    assert theory["y"] == pytest.approx(np.log10(one.theory))
    assert weights["y"] == pytest.approx(np.log10(one.weights))
    assert arriving["customdata"][0] == f"{one.arriving[0]:.2e}"


def test_what_no_float32_could_carry_is_drawn_all_the_same() -> None:
    panels = start_panels(STARTS["beyond float32"])
    curve = panels["gradient"].data[0]["y"].astype(np.float32)
    assert np.isfinite(curve).all()
    assert curve.max() > 60
    # And float32's end is marked.
    assert panels["gradient"].layout["shapes"]


def test_a_picture_without_a_curve_says_why() -> None:
    for panel in ("gradient", "signal"):
        layout = start_panels(Settings(initialisation="zero", activation="ReLU"))[panel].layout
        assert [one["text"] for one in layout["annotations"]] == ["exactly zero in every layer"]
        assert not start_panels(Settings())[panel].layout["annotations"]


def test_a_quarter_is_marked_for_sigmoids_alone() -> None:
    def levels(settings: Settings) -> list[float]:
        return [shape["y0"] for shape in start_panels(settings)["factor"].layout["shapes"]]

    assert 0.25 in levels(Settings())
    assert 0.25 not in levels(Settings(activation="tanh"))
    assert 0.25 in levels(Settings(versus="ReLU"))


def test_the_fullest_bin_is_the_darkest() -> None:
    raster = start_panels(Settings())["outputs A"].raster
    assert raster.index.max() == 255
    assert raster.index.min() == 0


def test_histograms_side_by_side_have_one_axis() -> None:
    starts = {"A": start(Settings(depth=40)), "B": start(Settings(depth=3))}
    one, other = (
        start_figures.histogram(name, starts, LIGHT, title=name).layout["xaxis"]["range"]
        for name in starts
    )
    assert one == other


def test_what_acts_in_training_alone_is_no_change_at_the_start(at: AppTest) -> None:
    turn(at, "Training")
    at.select_slider(key="gradients_learning_rate").set_value(0.1).run()
    at.button(key="gradients-pin").click().run()
    assert "**A**" not in turn(at, "At initialisation")
