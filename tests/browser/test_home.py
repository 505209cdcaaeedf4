"""The home page and the way from it to the others."""

from __future__ import annotations

from playwright.sync_api import expect

from app.catalogue import CONCEPTS
from tests.browser.conftest import Visit


def test_each_card_leads_to_its_page_and_the_navigation_back(visit: Visit) -> None:
    page = visit("/")
    main = page.locator("[data-testid=stMain]")
    for concept in CONCEPTS:
        expect(main.get_by_text(concept.idea)).to_be_visible()
        main.get_by_role("link", name=concept.title).click()
        page.wait_for_url(f"**/{concept.slug}")
        expect(main.get_by_role("heading", name=concept.title)).to_be_visible()
        page.wait_for_selector("[data-shown]")  # its picture is drawn
        page.get_by_role("link", name="Playground").click()
        expect(page.get_by_role("heading", name="Deep Learning Playground")).to_be_visible()
