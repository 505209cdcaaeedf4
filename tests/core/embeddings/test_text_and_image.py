"""What was found: texts find pictures, and pictures texts."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.images import Picture
from core.embeddings import two_tower
from core.embeddings.scenes import WORDS
from core.embeddings.text_and_image import EXAMPLES, pictures_for, texts_for


def test_texts_find_pictures_and_pictures_texts() -> None:
    hits = pictures_for(("a huge violet hoop", *EXAMPLES["what it cannot know"]), 5)
    assert hits.fit[0, 0]
    assert (hits.all_that_fit >= hits.fit.sum(axis=1)).all()
    for texts in EXAMPLES.values():
        assert (pictures_for(texts, 5).all_that_fit > 0).all()  # there is something to find
    assert (np.diff(hits.scores, axis=1) <= 0).all()
    shown = two_tower.held_out()
    told = texts_for(Picture("one", shown.pixels[0], ""), 4)
    assert len(set(told.texts)) == 4
    for attribute, shares in told.guesses.items():
        assert sum(shares.values()) == pytest.approx(1)
        assert set(shares) == set(WORDS[attribute])
