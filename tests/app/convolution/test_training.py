"""The pictures of a convolutional network in training, and the words beside them."""

from __future__ import annotations

import os
import re

import pytest
import torch
from hypothesis import given
from hypothesis import settings as drawing

from app.figures.convolution import training as figures
from core.convolution.images import DIGITS
from core.convolution.network_settings import DENSE, Settings
from core.convolution.training import Run
from tests.app.convolution.panels import THEMES, check
from tests.strategies import any_settings

EXAMPLES = 100 if "NIGHTLY" in os.environ else 3


@THEMES
@pytest.mark.parametrize("kind", [DENSE, "convolutional"])
def test_training_can_be_drawn_and_told(kind, theme):
    run = Run(Settings(data=DIGITS, depth=2, samples=100, kind=kind, channels=16))
    frame = run.frame()
    names = run.images.class_names
    check(
        *([figures.feature_maps(frame, theme)] if frame.maps else []),
        figures.filters(frame, theme),
        figures.example(frame, names, theme),
    )
    said = " ".join(figures.in_words(frame, names))
    assert f"{100 * frame.history.validation_metric[-1]:.1f}% on validation images" in said
    assert "Press Play" in said


@given(any_settings(Settings).filter(lambda one: one.samples == 100 and one.kernel < 7))
@drawing(max_examples=EXAMPLES)
def test_the_words_are_recomputed_and_follow_the_frame(settings: Settings) -> None:
    run = Run(settings)
    frames = [run.frame()]
    for _ in range(2):
        for _ in range(run.round):
            if not run.finished:
                run.advance()
        frames.append(run.frame())
    names = run.images.class_names
    said = [" ".join(figures.in_words(frame, names)) for frame in frames]
    assert [" ".join(figures.in_words(frame, names)) for frame in frames] == said
    assert "Press Play" in said[0]
    assert "Press Play" not in said[-1]
    if run.finished:
        return
    x, y = run.images.x_held_out[:300], run.images.y_held_out[:300]
    run.network.eval()
    with torch.inference_mode():
        guess = run.network(x).argmax(1)
    assert f"{100 * float((guess == y).float().mean()):.1f}% on validation images" in said[-1]
    most = float(torch.bincount(y).max()) / len(y)
    assert f"most frequent class gives {100 * most:.1f}%" in said[-1]
    wrong = int((guess != y).sum())
    assert wrong == 0 or f"{wrong} of {len(y)} validation images are mistaken" in said[-1]
    if match := re.search(r"most often (\S+) for (\S+) \((\d+) times\)", said[-1]):
        true, taken = names.index(match[1]), names.index(match[2])
        mistakes = torch.bincount((y * len(names) + guess)[y != guess])
        assert int(((y == true) & (guess == taken)).sum()) == int(match[3]) == int(mistakes.max())
