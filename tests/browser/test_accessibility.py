"""The app's own components under axe-core's eyes; Streamlit's markup is not ours to judge."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit, settle
from tests.browser.stage import Stage

GRAVE = ("serious", "critical")


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("/train", "light"),
        ("/train", "dark"),
        ("/train?train_data=own points", "light"),
        ("/train?train_view=Race", "dark"),
        ("/activations", "light"),
        ("/gradients", "dark"),
        ("/convolution?convolution_view=Feature maps", "light"),
    ],
)
def test_components(visit: Visit, address: str, scheme: str) -> None:
    page = visit(address, color_scheme=scheme)
    Stage(page)
    settle(page)
    parts = [part for part in (".dlp-stage", ".dlp-sketch") if page.locator(part).count()]
    found = Axe().run(page, context={"include": [[part] for part in parts]})
    grave = [
        violation for violation in found.response["violations"] if violation["impact"] in GRAVE
    ]
    assert not grave, found.generate_report()


def test_player_by_keyboard(visit: Visit) -> None:
    """Everything that the mouse does to the film, the keyboard does too."""
    stage = Stage(visit("/train"))
    stage.button("play").focus()
    stage.page.keyboard.press("Enter")
    stage.wait("step > 50")
    stage.button("play").focus()
    stage.page.keyboard.press("Enter")
    stage.wait("stage.querySelector('.film input')?.disabled === false")
    stage.slider.focus()
    stage.page.keyboard.press("Home")
    assert stage.step == 0
    assert stage.slider.get_attribute("aria-valuetext") == stage.label
    stage.page.keyboard.press("Shift+Tab")
    stage.page.keyboard.press("Enter")
    stage.wait("step > 0")
