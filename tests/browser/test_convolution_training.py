"""A convolutional network is trained live on the convolution page."""

from __future__ import annotations

from tests.browser.conftest import Visit
from tests.browser.stage import Stage


def test_a_network_trains_before_your_eyes(visit: Visit) -> None:
    page = visit("/convolution?convolution_view=Training&convolution-train_data=digits")
    stage = Stage(page, "convolution-train")
    page.wait_for_selector(".st-key-convolution-train-play button:visible")
    before = stage.pixels("Filters of layer 1")
    stage.play_until(step=60)
    assert stage.pixels("Filters of layer 1") != before
    stage.slider.press("Home")
    assert stage.pixels("Filters of layer 1") == before
