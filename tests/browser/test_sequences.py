"""Sequences in a browser: a typed text gets its gates, a click its step, and the race plays."""

from __future__ import annotations

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from core.sequences.text_reading import read
from tests.browser.conftest import PHONE, Visit, settle
from tests.browser.stage import Stage


def test_a_typed_text_gets_its_gates_under_the_pointer(visit: Visit) -> None:
    page = visit("/sequences")
    stage = Stage(page, "sequences")
    before = stage.pixels("f · forget gate")
    text = 'Zoe said "wait".'
    box = page.get_by_role("textbox", name="Type your text")
    box.fill(text)
    box.press("Control+Enter")
    expect(page.locator(".st-key-sequences-seeing")).to_contain_text("Use a longer text")
    assert stage.pixels("f · forget gate") != before
    settle(page)
    area = stage.panel("f · forget gate").locator("canvas.raster").bounding_box()
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    page.mouse.move(area["x"] + area["width"] / 2 + 2, area["y"] + area["height"] / 2)
    unit, place, *_, value = stage.note("f · forget gate").replace("unit ", "").split()
    forget = read("LSTM", text).signals["f"]
    known = forget[int(place) - 1, int(unit.strip(",")) - 1]
    assert float(value) == pytest.approx(known, abs=0.01)
    assert np.isfinite(forget).all()


def test_the_memory_race_plays_and_can_be_scrubbed(visit: Visit) -> None:
    page = visit("/sequences?sequences_view=Memory&sequences-memory_lag=10")
    stage = Stage(page, "sequences-memory")
    stage.play_until(20)
    assert stage.step >= 20
    expect(page.locator(".st-key-sequences-seeing")).to_contain_text("multiplies the gradient by")
    stage.slider.press("Home")
    stage.wait("step === 0")


def test_on_a_phone_nothing_is_cut_off_and_all_has_names(visit: Visit) -> None:
    page = visit("/sequences", viewport=PHONE, has_touch=True, is_mobile=True)
    Stage(page, "sequences")
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    found = Axe().run(page, context={"include": [[".dlp-stage"]]})
    grave = [
        one for one in found.response["violations"] if one["impact"] in ("serious", "critical")
    ]
    assert not grave, found.generate_report()
