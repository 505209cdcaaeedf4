"""Points drawn by mouse and by finger become data."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.stage import Stage

LINK = "/train?train_data=own points"


def points(page: Page) -> int:
    return int(page.locator(".dlp-sketch .count").inner_text().split()[0])


def area(page: Page) -> dict:
    """Where the pad's area for drawing lies on the screen."""
    pad = page.locator(".dlp-sketch .area")
    pad.scroll_into_view_if_needed()
    return pad.bounding_box()


def choose(page: Page, label: str) -> None:
    page.locator(".dlp-sketch").get_by_role("button", name=f"Add points: {label}").click()


def trains(page: Page) -> None:
    """The drawn points are what the run learns from."""
    expect(page.get_by_text("you see two moons")).to_have_count(0)
    stage = Stage(page)
    loss = stage.note("Loss")
    stage.button("round").click()
    stage.wait("stage.dataset.label.startsWith('epoch 1 ')")
    assert stage.note("Loss") != loss


def test_by_mouse(visit: Visit) -> None:
    page = visit(LINK)
    Stage(page)
    for label, across in (("A", 0.25), ("B", 0.75)):
        choose(page, label)
        box = area(page)
        x = box["x"] + across * box["width"]
        page.mouse.move(x, box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(x, box["y"] + 0.8 * box["height"], steps=12)
        page.mouse.up()
    drawn = points(page)
    assert drawn >= 20
    trains(page)

    page.locator(".dlp-sketch").get_by_role("button", name="Undo the last stroke").click()
    assert 0 < points(page) < drawn


def test_by_touch(visit: Visit) -> None:
    page = visit(LINK, viewport=PHONE, has_touch=True, is_mobile=True)
    Stage(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    finger = page.context.new_cdp_session(page)
    for label, across in (("A", 0.25), ("B", 0.75)):
        choose(page, label)
        box = area(page)
        scrolled = page.evaluate(
            "document.querySelector('[data-testid=stSidebarContent]').scrollTop"
        )
        stroke(finger, box, across)
        page.touchscreen.tap(box["x"] + across * box["width"], box["y"] + 0.9 * box["height"])
        # A finger on the pad draws; it does not scroll the page away.
        assert scrolled == page.evaluate(
            "document.querySelector('[data-testid=stSidebarContent]').scrollTop"
        )
    assert points(page) >= 20
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    trains(page)


def stroke(finger: CDPSession, box: dict, across: float) -> None:
    """Down the pad, as a finger would."""

    def touch(kind: str, *places: float) -> None:
        x = box["x"] + across * box["width"]
        touched = [{"x": x, "y": box["y"] + place * box["height"]} for place in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    touch("touchStart", 0.2)
    for step in range(12):
        touch("touchMove", 0.2 + 0.05 * step)
    touch("touchEnd")
