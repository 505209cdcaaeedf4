"""The pictures of a convolutional network in training, and the words beside them."""

from __future__ import annotations

import pytest

from app.figures.convolution import training as figures
from core.convolution.images import DIGITS
from core.convolution.network_settings import DENSE, Settings
from core.convolution.training import Run
from tests.app.convolution.panels import THEMES, check


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
