"""Pictures: what each source gives, and what making one smaller, square or grey does to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from core.data import images, shapes
from core.data.images import Choice, Picture

sides = st.integers(1, 40)
looks = st.tuples(sides, sides, st.booleans(), st.integers(0, 9))


def random_picture(height: int, width: int, coloured: bool, seed: int) -> Picture:
    shape = (height, width, 3) if coloured else (height, width)
    pixels = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    return Picture("noise", pixels, "Noise.")


@given(looks, sides)
@settings(max_examples=40)
def test_a_picture_fits_any_size_in_proportion(look, longest):
    picture = random_picture(*look)
    fitted = picture.fitted(longest)
    assert max(fitted.size) == longest
    assert fitted.coloured == picture.coloured
    height, width = picture.size
    shorter = min(height, width) * longest / max(height, width)
    assert abs(min(fitted.size) - max(1, shorter)) <= 0.5


@given(looks)
@settings(max_examples=40)
def test_a_square_is_the_middle(look):
    picture = random_picture(*look)
    edge = min(picture.size)
    square = picture.square(edge)
    height, width = picture.size
    top, left = (height - edge) // 2, (width - edge) // 2
    np.testing.assert_array_equal(
        square.pixels, picture.pixels[top : top + edge, left : left + edge]
    )


def test_smaller_is_the_average_and_larger_repeats():
    picture = random_picture(24, 24, False, 0)
    blocks = picture.pixels.reshape(6, 4, 6, 4).mean((1, 3))  # (6, 6)
    assert np.abs(picture.fitted(6).pixels - blocks).max() <= 1
    np.testing.assert_array_equal(
        picture.fitted(48).pixels, picture.pixels.repeat(2, 0).repeat(2, 1)
    )


@given(looks)
@settings(max_examples=20)
def test_channels_are_what_a_network_takes(look):
    picture = random_picture(*look)
    channels = picture.channels()
    assert channels.shape == ((3 if picture.coloured else 1), *picture.size)
    assert channels.dtype == np.float32
    pixels = picture.pixels if picture.coloured else picture.pixels[:, :, None]
    np.testing.assert_array_equal(np.rint(255 * channels).transpose(1, 2, 0), pixels)


def test_grey_is_the_brightness():
    picture = random_picture(5, 7, True, 1)
    grey = picture.grey()
    assert np.abs(grey.pixels - shapes.luminance(picture.pixels)).max() <= 1
    assert grey.grey() is grey


def test_digits_are_scikit_learns():
    loaded = load_digits()
    for number in (0, 9):
        for example in (1, 170):
            index = np.flatnonzero(loaded.target == number)[example - 1]
            pixels = images.digit(number, example).pixels
            np.testing.assert_allclose(pixels, loaded.images[index] * 255 / 16, atol=0.5)


@pytest.mark.parametrize("name", images.DRAWINGS)
def test_a_drawing_says_whether_it_is_coloured(name):
    picture = images.drawing(name)
    assert picture.size == (images.SIDE, images.SIDE)
    colours = picture.pixels.reshape(-1, 3) if picture.coloured else None
    assert picture.coloured == images.DRAWINGS[name][1]
    if picture.coloured:
        assert np.ptp(colours.astype(int), axis=1).max() > 50
    assert np.ptp(picture.pixels) > 200


def test_every_choice_but_the_learners_own_is_there():
    seen = set()
    choices = [Choice(drawing=name) for name in images.DRAWINGS]
    choices += [Choice("coloured shape", shape=name) for name in shapes.CLASSES]
    choices += [Choice("digit", digit=number) for number in range(10)]
    choices += [Choice("photograph", photograph=name) for name in images.PHOTOGRAPHS]
    for choice in choices:
        seen.add(images.load(choice).fingerprint)
    assert len(seen) == len(choices)
    for own in images.OWN:
        with pytest.raises(ValueError, match="add it first"):
            images.load(Choice(own))


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((2, 2)),
        np.zeros(4, np.uint8),
        np.zeros((0, 2), np.uint8),
        np.zeros((2, 2, 4), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(pixels):
    with pytest.raises(ValueError, match="no picture"):
        Picture("junk", pixels, "")
