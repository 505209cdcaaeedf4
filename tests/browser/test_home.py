"""The home page and the way from it to the others."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.catalogue import CONCEPTS, Concept
from tests.browser.conftest import Visit


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.slug)
def test_card_leads_to_its_page(visit: Visit, concept: Concept) -> None:
    page = visit("/")
    main = page.locator("[data-testid=stMain]")
    expect(main.get_by_text(concept.idea)).to_be_visible()
    main.get_by_role("link", name=concept.title).click()
    page.wait_for_url(f"**/{concept.slug}")
    expect(main.get_by_role("heading", name=concept.title)).to_be_visible()
    page.wait_for_selector("[data-shown]")  # its picture is drawn


def test_navigation_returns_home(visit: Visit) -> None:
    page = visit("/train")
    page.get_by_role("link", name="Playground").click()
    expect(page.get_by_role("heading", name="Deep Learning Playground")).to_be_visible()
