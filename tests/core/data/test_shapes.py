"""Shapes: everything but the class is random, and the class is what the image shows."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.shapes import CLASSES, CONTRAST, FIELDS, FIGURES, draw, luminance, shapes


def test_the_same_seed_gives_the_same_images_and_a_longer_set_begins_with_a_shorter() -> None:
    images, labels = shapes(30, seed=3)
    more, more_labels = shapes(50, seed=3)
    assert images.dtype == np.uint8
    assert images.shape == (30, 32, 32, 3)
    assert np.array_equal(images, more[:30])
    assert np.array_equal(labels, more_labels[:30])
    assert not np.array_equal(images, shapes(30, seed=4)[0])


def test_classes_come_equally_often() -> None:
    assert np.bincount(shapes(10 * len(CLASSES), seed=0)[1]).tolist() == [10] * len(CLASSES)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_lies_inside_its_radius_and_has_an_inside(name: str) -> None:
    """Outside twice the radius there is nothing, so a figure cannot leave the image unseen."""
    u, v = np.meshgrid(np.linspace(-3, 3, 301), np.linspace(-3, 3, 301))
    inside = FIELDS[name](u, v) > 0
    assert np.hypot(u, v)[inside].max() <= 1.3
    assert 0.05 < inside.mean() * 36 / np.pi <= 1.01  # the share of the disc of radius 1


@pytest.mark.parametrize("name", ["stripes", "checks", "dots", "ripples"])
def test_a_texture_has_both_colours_all_over(name: str) -> None:
    u, v = np.meshgrid(
        np.linspace(0, 6, 240, endpoint=False), np.linspace(0, 6, 240, endpoint=False)
    )
    quarters = (FIELDS[name](u, v) > 0).reshape(2, 120, 2, 120).mean(axis=(1, 3))
    assert quarters.min() > 0.2
    assert quarters.max() < 0.6


@pytest.mark.parametrize("name", CLASSES)
def test_two_brightnesses_can_be_told_apart(name: str) -> None:
    for seed in range(5):
        bright = luminance(draw(name, np.random.default_rng(seed), 64) / 255)
        assert np.ptp(bright) > 0.7 * CONTRAST


def test_what_it_cannot_draw_it_says() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="There is no shape 'heart'"):
        draw("heart", rng)
    with pytest.raises(ValueError, match="at least 8"):
        draw("disc", rng, 4)
