"""The retrieval page in the browser: a question moves the picture, own text is only ever text."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from core.retrieval.presets import PRESETS, QUERY
from tests.browser.conftest import PHONE, Visit, settle
from tests.browser.stage import Stage

ADDRESS = "/retrieval"
NASTY = (
    b"# Quokkas\n\nThe quokka says <img src=x onerror=\"document.title='broken'\"> & <b>bold</b>."
)


def seeing(page: Page) -> str:
    return page.locator(".st-key-retrieval-seeing").inner_text()


def test_a_question_moves_the_picture_and_is_in_the_address(visit: Visit) -> None:
    page = visit(ADDRESS)
    stage = Stage(page, "retrieval")
    expect(page.locator(".st-key-retrieval-seeing")).to_contain_text("Vanishing gradients")
    lines = stage.panel("Map of the chunks").locator(".trace path.js-line")
    before = lines.evaluate_all("all => all.map((p) => p.getAttribute('d'))")
    shown = stage.shown
    page.get_by_text("A rare name", exact=True).click()
    stage.wait(f"shown > {shown}")
    expect(page.locator(".st-key-retrieval-seeing")).to_contain_text("rope")
    settle(page)
    assert lines.evaluate_all("all => all.map((p) => p.getAttribute('d'))") != before
    asked = PRESETS[QUERY]["A rare name"].question
    assert page.get_by_label("Your question").input_value() == asked
    assert "retrieval_question=What+is+RoPE" in page.url
    expect(page.locator("mark").first).to_have_text("RoPE")
    page.locator(".st-key-retrieval_method input").fill("hybrid")
    page.locator(".st-key-retrieval_method input").press("Enter")
    expect(page.locator(".st-key-retrieval-seeing")).to_contain_text("1/(60 + ")


def test_own_text_is_text_and_its_chunks_are_shown(visit: Visit) -> None:
    page = visit(f"{ADDRESS}?retrieval_view=Chunks&retrieval_source=own+documents")
    Stage(page, "retrieval")
    page.locator(".st-key-retrieval-own-file input[type=file]").set_input_files(
        {"name": "notes.md", "mimeType": "text/markdown", "buffer": NASTY}
    )
    shown = page.locator("[data-testid=stHtml]").get_by_text("The quokka says <img src=x")
    expect(shown).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "broken"
    expect(page.locator(".st-key-retrieval-seeing")).to_contain_text("1 document makes")


def test_a_phone_shows_the_evaluation(visit: Visit) -> None:
    page = visit(f"{ADDRESS}?retrieval_view=Evaluate", viewport=PHONE)
    stage = Stage(page, "retrieval")
    assert "%" in stage.note("Recall by k")
    assert "hybrid" in seeing(page).lower()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
