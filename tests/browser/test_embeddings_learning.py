"""Embeddings that learn, in the browser: words find their company, and a text its pictures."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit, settle
from tests.browser.stage import Stage


def test_words_learn_and_the_film_goes_back(visit: Visit) -> None:
    page = visit("/embeddings?embeddings_view=Learn")
    stage = Stage(page, "embeddings-words")
    settle(page)
    before = stage.note("Words by their contexts")
    stage.play_until(step=200)
    assert stage.note("Words by their contexts") != before
    stage.slider.press("Home")
    assert stage.note("Words by their contexts") == before


def test_a_text_finds_pictures_on_a_phone_and_strange_words_are_named(visit: Visit) -> None:
    page = visit(
        "/embeddings?embeddings_view=Text+and+image",
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    stage = Stage(page, "embeddings-search")
    settle(page)
    before = stage.pixels("Nearest held-out pictures")
    shown = stage.shown
    field = page.locator(".st-key-embeddings-search_text input")
    field.fill("a huge golden zebra")
    field.press("Enter")
    stage.wait(f"shown > {shown}")
    expect(page.locator(".st-key-embeddings-seeing")).to_contain_text("“zebra”")
    assert stage.pixels("Nearest held-out pictures") != before
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
