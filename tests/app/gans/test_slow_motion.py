"""Slow motion: one iteration drawn in moments, of the game that other views play."""

from __future__ import annotations

from app.figures.gans import slow_motion
from app.theme import DARK, LIGHT
from core.gans.play import Run
from core.gans.settings import Settings
from core.gans.slow_motion import walk
from tests.app.gans.visit import said
from tests.app.pictures import check


def test_the_next_iteration_can_be_drawn():
    run = Run(Settings(batch=16, noise_dimension=1))
    moments = walk(run)
    check([slow_motion.told(moments, 4, LIGHT), slow_motion.told(moments, 9, DARK)])
    check([slow_motion.plane(moment, run.real, LIGHT) for moment in moments])


def test_one_game_is_shared_by_the_views_that_look_at_it(page):
    page.button(key="gans-step").click().run()
    run = page.session_state["gans-playback"].run
    page.segmented_control(key="gans_view").set_value("Slow motion").run()
    page.button(key="gans-further-50").click().run()
    page.segmented_control(key="gans_view").set_value("Latent space").run()
    page.button(key="gans-further-1").click().run()
    assert page.session_state["gans-playback"].run is run
    assert run.step == 52
    assert "G has trained for 52 iterations" in said(page)
