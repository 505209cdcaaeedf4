"""Digits: the pictures of the digit GANs and what is said of them."""

from __future__ import annotations

import pytest

from app.figures.gans import digits
from app.theme import DARK, LIGHT
from core.gans.digits import DigitsRun, DigitsSettings, real
from tests.app.pictures import check


@pytest.mark.parametrize("asked", [False, True])
def test_digits_can_be_drawn(asked):
    frame = DigitsRun(DigitsSettings(conditional=asked)).frame()
    check([digits.samples(frame, LIGHT, asked=asked)], worded=False)
    check(
        [
            digits.believable(frame, frame, real(), DARK),
            digits.distance(frame, frame, real(), LIGHT),
            digits.losses(frame, frame, LIGHT),
        ]
    )
    assert len(digits.in_words(frame, real())) == 3 + asked
