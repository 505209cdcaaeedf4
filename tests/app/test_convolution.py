"""The convolution page beyond what every page does: own kernels, own pictures, knobs that clash."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.data.images import Picture


@pytest.fixture
def page() -> AppTest:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    return at.switch_page("../pages/convolution.py").run()


def turn(at: AppTest, kind: str, knob: str, value: object) -> AppTest:
    getattr(at, kind)(key=f"convolution_{knob}").set_value(value).run()
    assert not at.exception
    return at


def seen(at: AppTest) -> str:
    return next(one.value for one in at.markdown if "What you are seeing" in one.value)


def test_an_own_kernel_is_used_and_a_bad_one_leaves_the_picture(page):
    turn(page, "selectbox", "kernel", "own")
    turn(page, "text_input", "own", "0 0 0; 0 2 0; 0 0 0")
    assert "add up to 2:" in seen(page)
    before = seen(page)
    turn(page, "text_input", "own", "1 2; 3 <b>")
    assert "is not a number" in page.warning[0].value
    assert seen(page) == before
    turn(page, "text_input", "own", "1 | 2 | 3")
    turn(page, "toggle", "colour", True)
    assert not page.warning
    assert "**4 numbers**" in seen(page)


def test_an_own_kernel_of_a_signal(page):
    turn(page, "segmented_control", "view", "Signal")
    turn(page, "selectbox", "filter", "own")
    turn(page, "text_input", "weights", "1 2 3 4")
    assert "the 4 products" in seen(page)
    before = seen(page)
    turn(page, "text_input", "weights", "junk")
    assert "row of numbers" in page.warning[0].value
    assert seen(page) == before


def test_knobs_that_do_not_go_together_keep_the_picture_and_say_why(page):
    turn(page, "slider", "resolution", 6)
    before = seen(page)
    turn(page, "slider", "size", 7)
    assert "so it does not fit" in page.warning[0].value
    assert seen(page) == before
    turn(page, "slider", "padding", 1)
    assert not page.warning
    turn(page, "segmented_control", "view", "Parameters")
    turn(page, "select_slider", "side", 4)
    turn(page, "toggle", "same", False)
    turn(page, "slider", "window", 7)
    assert "does not fit" in page.warning[0].value


def test_pictures_of_ones_own(page):
    turn(page, "selectbox", "image", "your file")
    assert "you see a house" in " ".join(one.value for one in page.caption)
    buffer = io.BytesIO()
    Image.fromarray(np.full((30, 60, 3), 128, np.uint8)).save(buffer, "PNG")
    upload = page.file_uploader(key="convolution-file-file")
    upload.set_value(("grey.png", buffer.getvalue(), "image/png")).run()
    assert "60 by 30 pixels" in " ".join(one.value for one in page.caption)
    assert isinstance(page.session_state["convolution-file-read"], Picture)
    # An even picture has no edges.
    assert "all outputs lie between 0.00 and 0.00" in seen(page)
    kept = seen(page)
    page.file_uploader(key="convolution-file-file").set_value(("bad.png", b"junk", "image/png"))
    page.run()
    assert "not a readable image" in page.warning[0].value
    assert seen(page) == kept
    # It is there for the networks as well, without being sent or chosen again.
    turn(page, "segmented_control", "view", "Feature maps")
    assert page.selectbox(key="convolution-seen_image").value == "your file"
    assert "60 by 30 pixels" in " ".join(one.value for one in page.caption)
    turn(page, "segmented_control", "view", "Slide")
    turn(page, "selectbox", "image", "your drawing")
    page.session_state["convolution-drawing_kept"] = [[(0.2, 0.5), (0.8, 0.5)]]
    page.run()
    assert "Your drawing, 64 by 64 pixels." in " ".join(one.value for one in page.caption)
    turn(page, "selectbox", "image", "your camera")
    assert "you see a house" in " ".join(one.value for one in page.caption)


def test_a_picture_that_was_chosen_is_the_one_of_every_view(page):
    turn(page, "segmented_control", "view", "Feature maps")
    assert "The true class is star" in seen(page)
    turn(page, "segmented_control", "view", "Slide")
    assert page.selectbox(key="convolution_drawing").value == "house"
    turn(page, "selectbox", "image", "digit")
    turn(page, "slider", "digit", 7)
    turn(page, "segmented_control", "view", "Attribution")
    assert page.slider(key="convolution-seen_digit").value == 7
    page.slider(key="convolution-seen_digit").set_value(1).run()
    turn(page, "segmented_control", "view", "Training")
    turn(page, "segmented_control", "view", "Slide")
    assert page.slider(key="convolution_digit").value == 1


def test_a_clicked_cell_is_traced_to_its_pixels_until_another_map_is_selected(page):
    stage = "convolution-maps-stage"
    turn(page, "segmented_control", "view", "Feature maps")
    page.session_state[stage] = {"selected": {"panel": "map", "point": [3, 0]}}
    page.run()
    assert "in row 4, column 1: " in seen(page)
    assert "sees 5 × 3 pixels" in seen(page)
    page.session_state[stage] = {"selected": {"panel": "map", "point": [3, 32]}}
    page.run()
    assert "in row 4, column 1: " in seen(page)
    page.session_state[stage] = {"selected": {"panel": "board", "point": 9}}
    page.run()
    assert "Map 2 of ReLU 1 is strongest" in seen(page)
    assert not page.exception


def test_a_map_that_was_selected_stays_selected(page):
    turn(page, "segmented_control", "view", "Feature maps")
    page.selectbox(key="convolution-layer-shapes").set_value("ReLU 2").run()
    page.number_input(key="convolution-map-shapes-ReLU 2").set_value(5).run()
    assert "Map 5 of ReLU 2" in seen(page)
    page.selectbox(key="convolution-seen_image").set_value("digit").run()
    assert "Map 1 of ReLU 1" in seen(page)
    turn(page, "segmented_control", "view", "Signal")
    turn(page, "segmented_control", "view", "Feature maps")
    page.selectbox(key="convolution-seen_image").set_value("coloured shape").run()
    assert not page.exception
    assert "Map 5 of ReLU 2" in seen(page)
