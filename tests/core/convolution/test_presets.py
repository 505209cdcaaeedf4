"""Each preset shows what its name promises, and the words say what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from core.convolution import narration, parameters, signal
from core.convolution.presets import PARAMETERS, SIGNAL, SLIDE
from core.convolution.settings import Settings
from core.convolution.slide import Reach, Slide, slide
from core.data import images
from core.data.images import Picture

HOUSE = images.drawing("house")


def done(name: str, picture: Picture = HOUSE) -> Slide:
    return slide(picture, SLIDE[name])


def sharpness(values: np.ndarray) -> float:
    """How much neighbours differ, large differences above all."""
    return float(np.square(np.diff(values, axis=-1)).mean())


def test_each_page_opens_with_its_first_preset():
    assert next(iter(SLIDE.values())) == Settings()
    assert next(iter(PARAMETERS.values())) == parameters.Settings()
    assert next(iter(SIGNAL.values())) == signal.Settings()


def test_edges_are_found_where_they_are():
    board = done("Find edges", images.drawing("checkerboard"))
    even = Picture("even", np.full((24, 24), 200, np.uint8), "")
    assert np.abs(done("Find edges", even).output).max() < 1e-5
    assert np.abs(board.output).max() > 2
    bars = Picture("bars", np.uint8(np.tile([0, 0, 0, 255, 255, 255], (24, 4))), "")
    lying = Picture("lying", bars.pixels.T.copy(), "")
    assert np.abs(done("Vertical edges only", bars).output).max() == pytest.approx(4)
    assert np.abs(done("Vertical edges only", lying).output).max() == 0


def test_blur_softens_and_sharpen_hardens():
    grey = HOUSE.fitted(48).grey().channels()
    assert sharpness(done("Blur").output) < 0.8 * sharpness(grey)
    assert sharpness(done("Sharpen").output) > 1.2 * sharpness(grey)


def test_sizes():
    assert done("Keep the size").output.shape == done("Keep the size").taken.shape
    left_out = done("Stride skips pixels")
    assert left_out.down.room % left_out.down.stride
    assert any("leaves out the last" in sentence for sentence in narration.about(left_out))
    assert done("Dilation sees farther").down.span == 7


def test_red_answers_and_grey_does_not():
    lights = done("Red against green", images.drawing("traffic light"))
    rows = lights.output[0, :, lights.output.shape[2] // 2]
    assert rows[: len(rows) // 3].max() > 0.5  # the red lamp is at the top
    assert rows[2 * len(rows) // 3 :].min() < -0.3
    np.testing.assert_allclose(lights.partial.sum(0), lights.output[0], atol=1e-6)


def test_relu_and_pooling():
    rectified = done("ReLU")
    assert rectified.taken.min() < 0
    assert rectified.output.min() == 0
    pooled = done("Max pooling")
    assert pooled.output.size * 4 == pooled.taken.size
    assert pooled.output.max() == pooled.taken.max()


@pytest.mark.parametrize("name", SLIDE)
def test_the_words_have_the_numbers_of_the_picture(name):
    one = done(name)
    says = " ".join(narration.about(one))
    if one.kernel is not None:
        row, column = narration.strongest(one)
        assert np.abs(one.output).max() == abs(one.output[0, row, column])
        number = narration.said(one.output[0, row, column])
        assert f"{number}, in row {row + 1}, column {column + 1}" in says
        assert f"**{one.kernel.size + 1} numbers**" in says
    else:
        assert f"{one.taken.size:,}" in says


def test_a_number_is_said_as_it_is_read():
    assert [narration.said(number) for number in (-0.001, -1.005, 2)] == ["0.00", "−1.00", "2.00"]
    assert narration.said(np.float32(-0.0625), 3) == "−0.062"


def test_an_even_colour_is_no_even_grey_to_a_kernel_that_compares_channels():
    red = Picture("red", np.full((9, 9, 3), (255, 0, 0), np.uint8), "An even red.")
    one = slide(red, SLIDE["Red against green"])
    assert one.output.min() == pytest.approx(1)
    said = " ".join(narration.about(one))
    assert "a uniform grey area gives only the bias" in said
    assert "A colour does not cancel: a uniform red area gives 1.00." in said
    assert "only changes" not in said
    assert "a uniform area gives only the bias" in " ".join(narration.about(done("Find edges")))
    assert "a uniform area keeps its brightness" in " ".join(narration.about(done("Blur")))


def test_a_grey_picture_has_no_colours_and_the_words_say_so():
    grey = slide(images.drawing("ramp"), Settings(colour=True))
    assert "one channel" in narration.about(grey)[-1]
    assert len(grey.kernel) == 1


def test_the_formula_has_every_number_in_it():
    assert narration.formula(Reach(24, 3, 2, 1, 3)) == "⌊(24 + 2·1 − 3·(3 − 1) − 1) / 2⌋ + 1 = 10"
    assert narration.formula(Reach(5, 2, 2, overhang=True)).startswith("⌈(5 + 2·0 − 1·(2 − 1) − 1)")
    assert narration.formula(Reach(24, 2, 3, overhang=True)) == (
        "⌈(24 + 2·0 − 1·(2 − 1) − 1) / 3⌉ + 1 = 9, less 1 that would start beyond the input: 8"
    )


def test_the_saving_is_two_factors():
    one = parameters.saving(PARAMETERS["A small image"])
    says = narration.about_saving(one)
    assert f"{one.counts[0].parameters:,} parameters, 201 MB" in says[0]
    full, local, shared = (count.parameters for count in one.counts)
    assert f"{full / local:,.0f}" in says[3]
    assert f"{local / shared:,.0f}" in says[3]


@pytest.mark.parametrize("name", SIGNAL)
def test_the_words_of_a_signal(name):
    one = signal.filtered(SIGNAL[name])
    says = " ".join(narration.about_signal(one))
    assert f"{one.noise_left:.2f} of the noise" in says
    assert ("true places" in says) == bool(len(one.places))
