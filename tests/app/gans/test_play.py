"""Play: the pictures of a game, and what turning a knob, own points and a remedy do to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.figures.gans import plane, play
from app.theme import DARK, LIGHT
from core.gans import narration
from core.gans.distributions import Column, fitted, of_points
from core.gans.losses import LOSSES
from core.gans.play import Run
from core.gans.presets import COLLAPSE
from core.gans.remedies import STATISTICS, fixed
from core.gans.settings import Settings
from tests.app.gans.visit import said
from tests.app.pictures import check


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_game_can_be_drawn_from_its_first_frame_on(loss, theme):
    run = Run(Settings(loss=loss, batch=16))
    first = run.frame()
    for _ in range(run.round):
        run.advance()
    latest = run.frame()
    for frame in (first, latest):
        check(
            [
                plane.discriminator_map(frame, run.real, theme),
                plane.sheet(frame, run.real, theme),
                play.losses(frame, latest, theme),
                play.accuracy(frame, latest, theme),
                *(
                    play.distance(frame, latest, run.floor, theme, what=what)
                    for what in play.DISTANCES
                ),
                play.modes(frame.coverage, theme),
            ]
        )
        said = narration.about(frame, run.floor)
        assert all("nan" not in sentence for sentence in said)
        # Of a hinge or of WGAN-GP nobody can read how likely D holds a point for real.
        heights = loss in ("hinge", "WGAN-GP")
        read = plane.discriminator_map(frame, run.real, theme).raster.words
        assert ("% real" not in read[200]) == heights
        assert any("not probabilities" in sentence for sentence in said) == heights


def test_an_arrow_is_as_long_as_its_slope_is_steep():
    run = Run(Settings())
    frame = run.frame()
    trace = plane.arrows(frame, LIGHT)
    x, y = (trace[axis].reshape(-1, 7) for axis in "xy")
    length = np.hypot(x[:, 1] - x[:, 0], y[:, 1] - y[:, 0])
    slope = np.linalg.norm(frame.generator_gradient, axis=1)
    np.testing.assert_allclose(length, plane.LONGEST * slope / (1 + slope), rtol=1e-3)
    np.testing.assert_allclose(x[:, 0], frame.fake[: len(x), 0], rtol=1e-5)
    assert np.isnan(x[:, 2]).all()


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (150.0, 200.0, ["160", "180", "200"]),
        (-0.02, 0.05, ["−0.02", "0.00", "0.02", "0.04"]),
        (1.7e9, 1.7e9 + 86400, None),
        (-1.7e308, 1.7e308, None),
        (1e-12, 5e-12, None),
        (1e16, 1e16 + 2, None),
        (7.5, 7.5, ["7.5"]),
    ],
)
def test_own_columns_keep_their_names_and_numbers(low, high, ticks):
    share = np.linspace(0, 1, 20)
    rows = np.stack([(1 - share) * low + share * high, share], axis=1)  # their range may overflow
    points, columns = fitted(rows, ("height (<b>cm)", "%{x}"))
    run = Run(Settings(data="own table", batch=16), of_points(points, "own table", columns))
    panels = check(
        [
            plane.discriminator_map(run.frame(), run.real, LIGHT, columns=columns),
            plane.sheet(run.frame(), run.real, LIGHT, columns=columns),
        ]
    )
    for panel in panels.values():
        axis = panel.layout["xaxis"]
        assert axis["title"]["text"] == "height (&lt;b&gt;cm)"
        assert len(set(axis["ticktext"])) == len(axis["tickvals"]) >= 1
        assert np.isfinite(axis["tickvals"]).all()
        # Between the lowest and the highest tick the numbers are those of the column.
        share = (np.array(axis["tickvals"]) + 2.5) / 5
        if high > low:
            wanted = (1 - share) * low + share * high
            read = [float(t.replace("−", "-").replace(",", "")) for t in axis["ticktext"]]
            assert read == pytest.approx(wanted, abs=1e-3 * (high / 2 - low / 2))
        if ticks:
            assert [t for t in axis["ticktext"] if t in ticks] == ticks
        hover = panel.data[0]
        assert len(hover["customdata"]) == len(run.real)
        assert hover["customdata"][0].startswith("height (&lt;b&gt;cm) ")
        assert "%{x}" not in hover["hovertemplate"]


def test_a_single_mode_is_no_count_of_modes():
    run = Run(Settings(data="one gaussian", batch=16))
    assert "modes" not in plane.sheet(run.frame(), run.real, LIGHT).note
    assert "of 1 modes" not in "\n".join(narration.about(run.frame(), run.floor))


def test_a_perfect_samplers_mmd_may_be_below_zero():
    run = Run(Settings(batch=16))
    floor = replace(run.floor, mmd_high=-0.0003)
    frame = run.frame()
    panel = play.distance(frame, frame, floor, LIGHT, what=play.DISCREPANCY)
    check([panel])
    assert np.isfinite(panel.layout["yaxis"]["range"]).all()
    assert "up to -0.0003" in panel.note


def test_a_knob_turned_on_the_way_says_whether_the_game_goes_on(page):
    page.button(key="gans-round").click().run()
    run = page.session_state["gans-playback"].run
    page.select_slider(key="gans_generator_rate").set_value(0.002).run()
    assert page.session_state["gans-playback"].run is run
    assert f"in effect since iteration {run.step}, without a restart" in said(page)
    assert "without a restart" in page.toast[0].value
    page.select_slider(key="gans_generator_rate").set_value(0.001).run()
    assert page.session_state["gans-playback"].run is run, "as in a preset, but by hand"
    page.toggle(key="gans_spectral").set_value(True).run()
    assert page.session_state["gans-playback"].run is not run
    assert "training restarted" in said(page)
    page.button(key="gans-step").click().run()
    run = page.session_state["gans-playback"].run
    page.button_group(key="gans-preset").set_value(COLLAPSE).run()
    assert page.session_state["gans-playback"].run is not run


def test_own_points_and_own_columns_are_imitated(page):
    page.selectbox(key="gans_data").set_value("own points").run()
    assert "Add your points" in said(page)
    points = [(0.1 * i - 2, 0.5, 0) for i in range(40)]
    page.session_state["gans-pad_kept"] = {"start": [], "count": 0, "points": points}
    page.run()
    run = page.session_state["gans-playback"].run
    assert len(run.distribution.centres) == 40
    page.button(key="gans-step").click().run()
    assert page.session_state["gans-playback"].run is run
    page.selectbox(key="gans_data").set_value("own table").run()
    rows = "\n".join(f"{i},{i % 7},word" for i in range(60))
    table = ("mine.csv", f"a,b,c\n{rows}".encode(), "text/csv")
    page.file_uploader(key="gans-table-file").set_value(table).run()
    assert "60 points for G to imitate. Each column is scaled" in said(page)
    imitated = page.session_state["gans-playback"].run.distribution
    assert len(imitated.centres) == 60
    assert imitated.columns == (Column("a", 0, 59), Column("b", 0, 6))
    bad = ("bad.csv", b"a,b\nx,y\nz,w", "text/csv")
    page.file_uploader(key="gans-table-file").set_value(bad).run()
    assert not page.exception
    assert page.warning
    assert len(page.session_state["gans-playback"].run.distribution.centres) == 60, "as before"


def test_a_fix_is_tried_on_the_learners_own_points(page):
    page.selectbox(key="gans_data").set_value("own points").run()
    points = [(0.1 * i - 2, 0.5, 0) for i in range(40)]
    page.session_state["gans-pad_kept"] = {"start": [], "count": 0, "points": points}
    page.select_slider(key="gans_generator_rate").set_value(0.002)
    page.select_slider(key="gans_discriminator_rate").set_value(0.0002)
    page.select_slider(key="gans_batch").set_value(16)
    page.number_input(key="gans-steps").set_value(450).run()
    page.button(key="gans-several").click().run()
    troubled = page.session_state["gans-playback"].run
    sign = troubled.frame().signs[0]
    assert f"**{sign.name.capitalize()}.** Try a remedy on these data:" in said(page)
    page.button(key=f"gans-fix-{sign.name}-minibatch statistics").click().run()
    run = page.session_state["gans-playback"].run
    assert run.settings == fixed(troubled.settings, STATISTICS)
    assert run.distribution is troubled.distribution
    assert run.step == 0
    assert page.toggle(key="gans_statistics").value
    turned = "Minibatch statistics off → on: training restarted, with the same data and the same"
    assert turned in said(page)
    page.button(key="gans-several").click().run()
    assert not page.exception
    assert len(run.history) == len(troubled.history)
    assert not [one for one in page.button if "-fix-" in one.key and "statistics" in one.key]
