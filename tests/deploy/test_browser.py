"""A real browser at the proxy: its headers forbid nothing that a page needs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import listen
from tests.browser.stage import Stage
from tests.deploy.starter import Starter


@pytest.mark.parametrize("slug", ["train", "convolution", "embeddings"])
def test_pages_work_under_the_headers(slug: str, browser: Browser, starter: Starter) -> None:
    complaints: list[str] = []
    page = browser.new_page()
    listen(page, complaints)
    page.goto(f"http://localhost:{starter.port}/{slug}")
    page.wait_for_selector("[data-shown]", timeout=90_000)
    if slug == "train":
        Stage(page).play_until(20)
    allowed = "name => document.featurePolicy.allowsFeature(name)"
    assert page.evaluate(allowed, "camera")
    assert not page.evaluate(allowed, "microphone")
    assert complaints == []
    # What does not belong is stopped, and the browser says so.
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => {})")
    page.wait_for_timeout(200)
    page.context.close()
    assert any("violates the following Content Security Policy" in said for said in complaints)
