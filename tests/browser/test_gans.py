"""The GANs in the browser: played, scrubbed, turned while they play, and walked through."""

from __future__ import annotations

from playwright.sync_api import expect

from core.gans.presets import PRESETS
from tests.browser.conftest import PHONE, Visit, settle
from tests.browser.stage import Stage

MAP = "D's output"


def test_a_game_plays_and_its_film_goes_back(visit: Visit) -> None:
    page = visit("/gans")
    stage = Stage(page, "gans")
    settle(page)
    before = stage.pixels(MAP)
    stage.play_until(step=150)
    assert stage.pixels(MAP) != before
    stage.slider.press("Home")
    assert stage.pixels(MAP) == before
    shown = stage.shown
    page.locator(".st-key-gans-only-d button").filter(visible=True).click()
    stage.wait(f"shown > {shown}")
    expect(page.locator(".st-key-gans-seeing")).to_contain_text("took a single step")


def test_slow_motion_on_a_phone_tells_ten_things(visit: Visit) -> None:
    page = visit("/gans?gans_view=Slow+motion", viewport=PHONE, has_touch=True, is_mobile=True)
    stage = Stage(page, "gans")
    settle(page)
    assert stage.label == "10 of 10"
    stage.slider.press("Home")
    expect(stage.root.locator("figcaption b").first).to_contain_text("Noise is drawn")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_noise_can_be_dragged_and_the_knobs_follow_when_it_is_let_go(visit: Visit) -> None:
    page = visit("/gans?gans_view=Latent+space")
    stage = Stage(page, "gans")
    settle(page)
    made = stage.note("Path of the output")
    box = stage.panel("Noise").locator(".host").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle[0] + 80, middle[1] - 40)
    page.mouse.down()
    page.mouse.move(*middle, steps=3)
    note = stage.panel("Path of the output").locator("figcaption span")
    expect(note).not_to_have_text(made)
    assert "to_z1" not in page.url
    page.mouse.up()
    page.wait_for_url("**gans-latent_to_z1**")
    expect(stage.film.locator("input")).to_be_enabled()
    expect(stage.panel("Noise").locator("figcaption span")).not_to_contain_text("(2.00, 1.00)")


def test_digits_are_there_at_once_and_train_on(visit: Visit) -> None:
    page = visit("/gans?gans_view=Digits&gans-digits_conditional=true")
    stage = Stage(page, "gans-digits")
    settle(page)
    expect(page.locator(".st-key-gans-seeing")).to_contain_text("requested digit; chance is 10%")
    before = stage.pixels("70 generated digits")
    stage.button("step").click()
    stage.wait("step >= 1")
    assert stage.pixels("70 generated digits") != before


def test_all_presets_stand_in_one_row(visit: Visit) -> None:
    page = visit("/gans", viewport={"width": 1280, "height": 800})
    pills = page.locator(".st-key-gans-preset button")
    expect(pills.first).to_be_visible()
    tops = {round(pill.bounding_box()["y"]) for pill in pills.all()}
    assert (len(tops), pills.count()) == (1, len(PRESETS))
