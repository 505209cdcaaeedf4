"""Digits: the pictures of the digit GANs and what is said of them."""

from __future__ import annotations

import os

import numpy as np
import pytest
import torch
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.figures.gans import digits
from app.theme import DARK, LIGHT
from core.convolution import images
from core.convolution.build_assets import shipped
from core.gans.digits import DigitsRun, DigitsSettings, data, real
from core.gans.evaluate import directions
from core.nn.random_streams import generator
from core.percent import bounded_percent
from tests.app.pictures import check
from tests.strategies import any_settings


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


class Quick(DigitsRun):
    round = 5


@settings(max_examples=100 if "NIGHTLY" in os.environ else 5, phases=(Phase.generate,))
@given(chosen=any_settings(DigitsSettings), iterations=st.integers(0, 12))
def test_the_sentences_say_what_the_classifier_finds(
    chosen: DigitsSettings, iterations: int
) -> None:
    run = Quick(chosen)
    draws = generator(chosen.seed, "fresh")
    for _ in range(iterations):
        draws = run._fresh.clone_state()  # what a measurement at the end of this step draws from
        run.advance()
    frame = run.frame()
    first, second, *others = digits.in_words(frame, real())

    noise = run.game.noise(400, draws)
    made = run.made(noise)
    with torch.no_grad():
        pixels = (made.clamp(-1, 1) + 1) / 2
        shares = shipped(images.DIGITS)(pixels.view(-1, 1, 8, 8)).softmax(dim=1)
    best, named = shares.max(dim=1)
    sure = best >= 0.8
    assert frame.measures["step"][-1] == frame.step == iterations
    assert f"80% sure of {bounded_percent(sure.float().mean().item())} of 400 " in first
    often = sum((named[sure] == digit).sum() >= 8 for digit in range(10))
    assert f"{often} of 10 digits appear at least 8 times" in first
    ways = directions(64).numpy()
    one, other = (np.sort(x.numpy() @ ways, axis=0) for x in (made, data()[2]))
    told = float(second.split("held-out digits is ")[1].split(";")[0])
    assert told == pytest.approx(np.abs(one - other).mean(), abs=0.002)
    asked = (named == torch.arange(400) % 10).float().mean().item()
    assert (f"In {bounded_percent(asked)} of all 400" in "".join(others)) == chosen.conditional
