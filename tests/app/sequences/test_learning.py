"""Learning: the pictures of a model that learns a text."""

from __future__ import annotations

import pytest

from app.figures.sequences import learning
from app.theme import DARK, LIGHT
from core.sequences import learning as live
from tests.app.pictures import check_axes


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_character_model_can_be_drawn(theme) -> None:
    taught = live.Run(live.Settings(units=16), "the cat sat on the mat. " * 40)
    frame = taught.frame()
    check_axes(
        [
            learning.bits(frame, frame, taught.by_counting, theme, total=100),
            learning.following(frame, taught.model.vocabulary, live.Writing(top_k=3), theme),
        ]
    )
    assert learning.in_words(frame, taught.by_counting, 10)
