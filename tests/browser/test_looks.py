"""Dark theme, phone width, and what stands above the fold."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.catalogue import CONCEPTS
from app.theme import DARK, LIGHT, Theme
from tests.browser.conftest import DESKTOP, PHONE, Visit, settle
from tests.browser.stage import Stage

SLUGS = [concept.slug for concept in CONCEPTS]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_theme_reaches_the_pictures(visit: Visit, theme: Theme) -> None:
    stage = Stage(visit("/train", color_scheme=theme.name))
    stage.wait(f"getComputedStyle(stage).getPropertyValue('--stage-paper') === '{theme.paper}'")
    assert stage.root.evaluate("s => getComputedStyle(s).color") == rgb(theme.ink)
    axis = stage.panel("Loss").locator(".xtick text").first
    assert axis.evaluate("t => getComputedStyle(t).fill") == rgb(theme.muted)


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


@pytest.mark.parametrize("slug", SLUGS)
def test_phone(visit: Visit, slug: str) -> None:
    page = visit(f"/{slug}", viewport=PHONE, has_touch=True, is_mobile=True)
    page.wait_for_selector("[data-shown]")
    settle(page)
    assert wider_than_the_screen(page) == []
    sidebar = page.locator("[data-testid=stSidebar]")
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    first = page.locator("[data-shown] figure").first.bounding_box()
    assert first["y"] < PHONE["height"], "the picture does not come first"

    page.locator("[data-testid=stExpandSidebarButton]").click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    assert wider_than_the_screen(page) == []


def test_film_is_in_reach_on_a_phone(visit: Visit) -> None:
    stage = Stage(visit("/train", viewport=PHONE, has_touch=True, is_mobile=True))
    stage.play_until(step=100)
    assert wider_than_the_screen(stage.page) == []
    stage.slider.scroll_into_view_if_needed()
    box = stage.slider.bounding_box()
    stage.page.touchscreen.tap(box["x"] + 4, box["y"] + box["height"] / 2)
    stage.wait("step === 0")


def test_first_screen_shows_picture_and_knobs(visit: Visit) -> None:
    """At 1280 x 800, nothing of these needs scrolling."""
    stage = Stage(visit("/train"))
    names = ("play", "step", "round", "reset", "reseed")
    seen = [stage.button(name) for name in names]
    seen += [stage.panel(title) for title in ("Network", "Map", "Loss", "Accuracy")]
    seen += [stage.page.locator(f".st-key-train_{knob}") for knob in ("data", "noise")]
    for place in seen:
        box = place.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= DESKTOP["height"]


def wider_than_the_screen(page: Page) -> list[str]:
    """What makes the page scroll sideways: the page itself, or Streamlit's column of content."""
    return page.evaluate(
        """() => ["html", "[data-testid=stMain]"].filter((name) => {
          const { scrollWidth, clientWidth } = document.querySelector(name);
          return scrollWidth > clientWidth;
        })"""
    )
