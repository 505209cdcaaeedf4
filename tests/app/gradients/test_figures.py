"""The pictures of deep gradients: plotly takes each, and they carry what was measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.gradients import at_initialisation as start_figures
from app.figures.gradients import chain as chain_figures
from app.figures.gradients import ladder as ladder_figures
from app.figures.gradients import scales
from app.figures.gradients import training as training_figures
from app.plot import Panel
from app.plot.pack import pack
from app.theme import DARK, LIGHT, Theme
from core.gradients.at_initialisation import start
from core.gradients.chain import chain
from core.gradients.ladder import ladder
from core.gradients.narration import number
from core.gradients.settings import Settings, compared
from core.gradients.training import Run

WILD = Settings(depth=60, activation="ReLU", initialisation="normal", init_scale=2.0)
STARTS = {
    "first": Settings(),
    "two": Settings(depth=30, activation="ReLU", versus="He init"),
    "a hundred": Settings(depth=100, versus="all fixes"),
    "two layers": Settings(depth=2, width=2),
    "nothing arrives": Settings(initialisation="zero"),
    "beyond float32": replace(WILD, depth=100, width=64),
}
RUNS = {
    "not started": (compared(Settings(depth=4)), 0),
    "one": (compared(Settings(depth=4, clipping=0.1)), 6),
    "two": (compared(Settings(depth=4, versus="residual")), 6),
    "one overflows": ({"A": WILD, "B": Settings(depth=3)}, 6),
    "all overflow": ({"A": WILD}, 6),
    "regression": (compared(Settings(depth=3, data="plane")), 5),
}


def checked(panels: dict[str, Panel]) -> dict[str, Panel]:
    """Plotly's own check of each, and that they can be sent."""
    for name, panel in panels.items():
        figure = go.Figure({"data": panel.data, "layout": panel.layout})
        assert panel.alt, name
        if name != "chain":
            assert figure.layout.xaxis.title.text, name
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours)
            assert len(panel.raster.words) == len(panel.raster.colours)
    assert pack([panels], [""], {})
    return panels


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
    checked(start_panels(STARTS[case], theme))


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


@pytest.mark.parametrize(
    ("low", "high"), [(-13.2, -0.9), (0.0, 0.0), (-0.3, 0.4), (-170.0, 3.0), (2.0, 210.0)]
)
def test_an_axis_of_decades_holds_its_curves_and_few_ticks(low: float, high: float) -> None:
    axis = scales.decades([np.array([low, np.nan, high])])
    bottom, top = axis["range"]
    assert bottom <= low
    assert high <= top
    assert 2 <= len(axis["tickvals"]) <= 9
    assert len(axis["ticktext"]) == len(axis["tickvals"])


@pytest.mark.parametrize("depth", [2, 5, 7, 20, 31, 100])
def test_an_axis_of_layers_has_a_few_whole_ones_and_ends_at_the_last_if_asked(depth: int) -> None:
    axis = scales.layers_axis(depth, exact=True)
    ticks = axis["tickvals"]
    assert ticks[0] == 1
    assert ticks[-1] <= depth < axis["range"][1] < 1.02 * depth + 0.6
    assert axis["ticktext"] == [str(int(tick)) for tick in ticks]
    assert 2 <= len(ticks) <= 8


def test_histograms_side_by_side_have_one_axis() -> None:
    starts = {"A": start(Settings(depth=40)), "B": start(Settings(depth=3))}
    one, other = (
        start_figures.histogram(name, starts, LIGHT, title=name).layout["xaxis"]["range"]
        for name in starts
    )
    assert one == other


def test_exponents_of_what_has_none_are_not_drawn() -> None:
    values = scales.exponents(np.array([100.0, 0.0, np.inf, np.nan, 1e-300]))
    assert values[[0, 4]] == pytest.approx([2, -300])
    assert np.isnan(values[1:4]).all()


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
        }
        checked(drawn)
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


@pytest.mark.parametrize("steps", [0, 5])
def test_pictures_of_the_ladder(steps: int) -> None:
    run = Run(ladder(Settings(depth=4, width=5)))
    for _ in range(steps):
        run.advance()
    frame = run.frame()
    drawn = checked(
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


@pytest.mark.parametrize("activation", ["sigmoid", "ReLU", "tanh"])
def test_the_chain_grows_link_by_link(activation: str) -> None:
    made = chain(Settings(activation=activation, links=4, link_weight=-1.2))
    for back in range(5):
        drawn = checked(
            {
                "chain": chain_figures.diagram(made, back, DARK),
                "products": chain_figures.products(made, back, DARK),
                "weights": chain_figures.weights(made, back, DARK),
            }
        )
        assert drawn["chain"].title == f"{back} of 4 links back"
        assert np.count_nonzero(drawn["weights"].data[0]["y"]) <= back
    assert number(made.by_hand[0]) in drawn["chain"].note
    # Both factors as exactly as their product, or the arithmetic looks wrong.
    factors = [text for trace in drawn["chain"].data for text in trace.get("text", ())]
    for slope in made.slopes:
        assert f"{slope:.3g} × −1.2<br>= <b>{number(slope * -1.2 + 0.0)}</b>" in factors
