"""A network by its name on the page: offered, loaded, and refused in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.hub import SWITCH
from core.convolution.feature_maps import PRETRAINED
from tests.core.fake_hub import FakeHub
from tests.core.tiny_resnet import tiny_resnet


def opened() -> AppTest:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    at.query_params["convolution_view"] = "Feature maps"
    at.query_params["convolution-maps_network"] = PRETRAINED
    at.switch_page("../pages/convolution.py").run()
    assert not at.exception
    return at


def shipped_is_shown(at: AppTest) -> bool:
    return any("First guess: **star**" in element.value for element in at.markdown)


def test_a_network_is_loaded_by_its_name_or_the_page_says_why_not(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(SWITCH, "on")
    at = opened()
    assert "is not loaded" in at.warning[0].value
    assert shipped_is_shown(at)

    with monkeypatch.context() as offline:
        offline.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        at.button(key="convolution-hub-load").click().run()
    assert not at.exception
    assert "no network connection" in at.warning[0].value
    assert shipped_is_shown(at)

    name = hub.add("tiny/resnet", tiny_resnet(tmp_path / "resnet"))
    at.text_input(key="convolution-hub-name").set_value(name).run()
    at.button(key="convolution-hub-load").click().run()
    assert not at.exception
    assert not at.warning
    assert any("LABEL" in element.value for element in at.markdown)
    assert at.selectbox(key="convolution-layer-hub").options[-1] == "stage 4"


def test_where_it_is_switched_off_the_field_says_so_and_nothing_is_asked(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(SWITCH, "off")
    name = hub.add("tiny/resnet", tiny_resnet(tmp_path / "resnet"))
    at = opened()
    field, button = at.text_input(key="convolution-hub-name"), at.button(key="convolution-hub-load")
    assert field.disabled
    assert button.disabled
    assert any("PLAYGROUND_HUB=on" in element.value for element in at.caption)
    # A browser can send what its page does not let it.
    field.proto.disabled = button.proto.disabled = False
    field.set_value(name)
    button.click().run()
    assert not at.exception
    assert hub.asked == []
    assert shipped_is_shown(at)
