"""Grounding and search at size in the browser: an honest no, a grown index, a clicked walk."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit, settle
from tests.browser.stage import Stage


def test_an_index_grows_and_a_question_without_an_answer_gets_none(visit: Visit) -> None:
    page = visit("/retrieval?retrieval_view=Index+size")
    stage = Stage(page, "retrieval-size")
    settle(page)
    assert stage.step == 20
    stage.play_until(step=40)
    assert "of 10,000" in stage.note("Comparisons per query")
    seeing = page.locator(".st-key-retrieval-seeing")
    expect(seeing).to_contain_text("With 10,000 vectors")
    stage.slider.press("Home")
    assert "of 5,000" in stage.note("Comparisons per query")
    page.get_by_text("Grounding", exact=True).click()
    page.get_by_text("Unrelated", exact=True).click()
    expect(page.locator(".st-key-retrieval-with")).to_contain_text("No answer found.")
    expect(seeing).to_contain_text("a nearest neighbour always exists")
    page.get_by_text("A definition", exact=True).click()
    expect(page.locator(".st-key-retrieval-with")).to_contain_text("adds its input to its output")


def test_a_walk_is_scrubbed_and_a_click_asks_elsewhere(visit: Visit) -> None:
    page = visit("/retrieval?retrieval_view=Graph+walk")
    stage = Stage(page, "retrieval-walk")
    settle(page)
    assert stage.label.startswith("step 11 of 11")
    compared = page.locator(".st-key-retrieval-seeing li").first
    before = compared.text_content()
    stage.slider.press("Home")
    stage.wait("stage.dataset.label.startsWith('step 1 of')")
    assert stage.panel("Layer 5").count() == 1
    settle(page)
    plot = stage.panel("Layer 5").locator(".nsewdrag").first
    box = plot.bounding_box()
    page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.8 * box["height"])
    expect(compared).not_to_have_text(before)
    expect(compared).to_contain_text("The search compared")
    phone = visit(
        "/retrieval?retrieval_view=Graph+walk", viewport=PHONE, has_touch=True, is_mobile=True
    )
    settle(phone)
    Stage(phone, "retrieval-walk")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
