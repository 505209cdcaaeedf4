"""Models by name in a real browser: on where the app and the browser share a computer."""

from __future__ import annotations

from urllib.parse import urlencode

from playwright.sync_api import expect

from core.convolution.feature_maps import PRETRAINED
from tests.browser.conftest import Visit, settle


def test_a_browser_on_this_computer_may_type_a_name(visit: Visit) -> None:
    link = {"convolution_view": "Feature maps", "convolution-maps_network": PRETRAINED}
    page = visit(f"/convolution?{urlencode(link)}")
    settle(page)
    expect(page.get_by_label("Name on huggingface.co")).to_be_enabled()
    expect(page.get_by_role("button", name="Load", exact=False)).to_be_enabled()
