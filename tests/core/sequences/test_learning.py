"""A character model that learns a text live."""

from __future__ import annotations

import math

import pytest

from core.sequences.characters import (
    vocabulary_of,
)
from core.sequences.learning import LEAST, Run, Settings


def test_a_live_model_learns_a_text_and_the_same_settings_learn_the_same() -> None:
    text = "the cat sat on the mat. " * 40
    settings = Settings(units=16, window=16)
    runs = [Run(settings, text), Run(settings, text)]
    for _ in range(80):
        for run in runs:
            run.advance()
    one, other = (run.frame() for run in runs)
    assert one.held_out.tobytes() == other.held_out.tobytes()
    assert one.samples == other.samples
    assert one.held_out[0] == pytest.approx(math.log2(len(vocabulary_of(text))), abs=0.5)
    assert one.held_out[-1] < runs[0].by_counting["counting characters"]


def test_a_text_too_short_to_learn_from_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=str(LEAST)):
        Run(Settings(), "too short")
