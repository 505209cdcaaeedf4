"""A network by its name on the page: offered, loaded, and refused in plain words."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.cnn.choices import PRETRAINED
from tests.core.tiny_resnet import tiny_resnet


def test_a_network_is_loaded_by_its_name_or_the_page_says_why_not(
    monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    at.query_params["convolution_view"] = "Feature maps"
    at.query_params["convolution-maps_network"] = PRETRAINED
    at.switch_page("../pages/convolution.py").run()
    assert "is not loaded" in at.warning[0].value
    assert any("First guess **star**" in element.value for element in at.markdown)

    at.button(key="convolution-hub-load").click().run()
    assert not at.exception
    assert "no network connection" in at.warning[0].value
    assert any("First guess **star**" in element.value for element in at.markdown)

    folder = str(tiny_resnet(tmp_path))
    at.text_input(key="convolution-hub-name").set_value(folder).run()
    at.button(key="convolution-hub-load").click().run()
    assert not at.exception
    assert not at.warning
    assert any("LABEL" in element.value for element in at.markdown)
    assert at.selectbox(key="convolution-layer-hub").options[-1] == "stage 4"
