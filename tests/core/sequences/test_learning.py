"""A character model that learns a text live."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.sequences.characters import UNKNOWN, vocabulary_of
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


def test_a_text_of_unknown_characters_alone_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no readable characters"):
        Run(Settings(), UNKNOWN * LEAST)


def test_the_samples_of_the_landmarks_stay_beside_the_latest() -> None:
    run = Run(Settings(units=16, window=8), "the cat sat on the mat. " * 40)
    for _ in range(140):
        run.advance()
    assert [step for step, _ in run.frame().samples] == [0, 100, 140]


@pytest.mark.parametrize(
    ("held_out", "train", "memorises"),
    [
        ([4, 2.59, 2.65, 2.71], [4, 2.5, 2.4, 2.3], False),  # a rise for two measurements
        ([4, 2.5, 2.7, 2.7, 2.4], [4, 2, 1.9, 1.8, 1.7], False),
        ([4, 2.5, 2.7, 2.7, 2.7, 2.8, 2.9], [4, 2, 1.9, 1.8, 1.7, 1.6, 1.5], True),
        ([4, 2.5, 2.7, 2.7, 2.7, 2.8, 2.9], [4, 2, 2.1, 2.1, 2.1, 2.2, 2.3], False),  # both
        ([4, 2.5, 2.7, 2.55, 2.7, 2.8, 2.9], [4, 2, 1.9, 1.8, 1.7, 1.6, 1.5], False),
    ],
)
def test_memorising_is_a_lasting_rise_while_training_improves(held_out, train, memorises) -> None:
    frame = Run(Settings(units=16), "the cat sat on the mat. " * 40).frame()
    curves = replace(
        frame, held_out=np.array(held_out, np.float32), train=np.array(train, np.float32)
    )
    assert curves.memorises == memorises
