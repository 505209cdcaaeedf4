"""The pictures of the GANs: plotly accepts them, and they show what the frames say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from app.figures.gans import curves, digits, latent, plane, slow_motion
from app.plot.pack import pack
from app.theme import DARK, LIGHT
from core.gans import narration
from core.gans.digits import DigitsRun, DigitsSettings, real
from core.gans.latent import Ends, path
from core.gans.losses import LOSSES
from core.gans.pair import Pair, PairSettings
from core.gans.play import Run
from core.gans.presets import COLLAPSE
from core.gans.remedies import STATISTICS, fixed
from core.gans.settings import Settings
from core.gans.slow_motion import walk


def check(panels):
    """Plotly's own checks; words for those who cannot see; a message that the browser can read."""
    for panel in panels:
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert "nan" not in panel.note
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours) <= 256
    message = pack([dict(enumerate(panels))], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    assert b"NaN" not in header
    assert b"Infinity" not in header


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
                curves.losses(frame, latest, theme),
                curves.accuracy(frame, latest, theme),
                *(
                    curves.distance(frame, latest, run.floor, theme, what=what)
                    for what in curves.DISTANCES
                ),
                curves.modes(frame.coverage, theme),
            ]
        )
        said = narration.about(frame, run.settings, run.floor)
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
    slope = np.linalg.norm(frame.pull, axis=1)
    np.testing.assert_allclose(length, plane.LONGEST * slope / (1 + slope), rtol=1e-3)
    np.testing.assert_allclose(x[:, 0], frame.fake[: len(x), 0], rtol=1e-5)
    assert np.isnan(x[:, 2]).all()


def test_views_that_stand_still_can_be_drawn():
    run = Run(Settings(batch=16, noise_dimension=1))
    moments = walk(run)
    check([slow_motion.told(moments, 4, LIGHT), slow_motion.told(moments, 9, DARK)])
    check([slow_motion.plane(moment, run.real, LIGHT) for moment in moments])
    walked = path(run, Ends())
    sample = run.game.noise(20).numpy()
    check(
        [
            latent.noise(walked, 3, sample, LIGHT),
            latent.made(walked, 3, run.frame().sheet, run.real, LIGHT),
        ]
    )


def test_two_games_share_their_axes():
    pair = Pair(PairSettings())
    frame = pair.frame()
    check(
        [
            curves.both_losses(frame, frame, LIGHT),
            curves.both_modes(frame, LIGHT),
            curves.both_distances(frame, frame, pair.games[0].floor, LIGHT),
        ]
    )


@pytest.mark.parametrize("asked", [False, True])
def test_digits_can_be_drawn(asked):
    frame = DigitsRun(DigitsSettings(conditional=asked)).frame()
    check(
        [
            digits.samples(frame, LIGHT, asked=asked),
            digits.believable(frame, frame, real(), DARK),
            digits.distance(frame, frame, real(), LIGHT),
            digits.losses(frame, frame, LIGHT),
        ]
    )
    assert len(digits.in_words(frame, real())) == 3 + asked


def test_a_perfect_samplers_mmd_may_be_below_zero():
    run = Run(Settings(batch=16))
    floor = replace(run.floor, mmd_high=-0.0003)
    frame = run.frame()
    panel = curves.distance(frame, frame, floor, LIGHT, what=curves.DISCREPANCY)
    check([panel])
    assert np.isfinite(panel.layout["yaxis"]["range"]).all()
    assert "up to -0.0003" in panel.note


# --- The page ----------------------------------------------------------------------------------


@pytest.fixture
def page():
    at = AppTest.from_file("../../../app/main.py", default_timeout=60).run()
    return at.switch_page("../pages/gans.py").run()


def said(at):
    assert not at.exception
    return "\n".join(element.value for element in (*at.markdown, *at.caption))


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


def test_one_game_is_shared_by_the_views_that_look_at_it(page):
    page.button(key="gans-step").click().run()
    run = page.session_state["gans-playback"].run
    page.segmented_control(key="gans_view").set_value("Slow motion").run()
    page.button(key="gans-further-50").click().run()
    page.segmented_control(key="gans_view").set_value("Drag z").run()
    page.button(key="gans-further-1").click().run()
    assert page.session_state["gans-playback"].run is run
    assert run.step == 52
    assert "G has trained for 52 iterations" in said(page)


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
    assert len(page.session_state["gans-playback"].run.distribution.centres) == 60
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
    page.number_input(key="gans-steps").set_value(250).run()
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
