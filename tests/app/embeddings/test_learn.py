"""Learn: words and two towers in training."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.embeddings.learn import towers, words
from app.theme import DARK, LIGHT
from core.embeddings import contrastive, skip_gram
from tests.app.embeddings.visit import opened, said
from tests.app.pictures import check


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_words_that_learn_can_be_drawn_from_the_first_frame_on(theme):
    run = skip_gram.Run(skip_gram.Settings(sentences=100, batch=16, dimensions=2))
    first = run.frame()
    for _ in range(run.round):
        run.advance()
    for frame in (first, run.frame()):
        check(
            [
                words.word_map(frame, "dog", theme),
                words.neighbours(frame, "dog", theme),
                words.losses(frame, run.frame(), 5, theme),
                words.purity(frame, run.frame(), theme),
            ]
        )
        assert all("nan" not in said for said in words.in_words(first, frame))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_towers_that_learn_can_be_drawn_from_the_first_frame_on(theme):
    pairs = contrastive.Run(contrastive.Settings(images=50, batch=4, dimensions=2))
    first = pairs.frame()
    for _ in range(pairs.round):
        pairs.advance()
    for frame in (first, pairs.frame()):
        check(
            [
                towers.pair_map(frame, pairs.validation, theme),
                towers.cosines(frame, pairs.validation, theme),
                towers.losses(frame, pairs.frame(), theme),
                towers.recalls(frame, pairs.frame(), pairs.chance, theme),
            ]
        )
        assert all("nan" not in said for said in towers.in_words(frame, pairs.chance, 4))


def test_the_table_of_cosines_has_the_first_caption_on_top():
    run = contrastive.Run(contrastive.Settings(start=contrastive.TRAINED, images=50))
    raster = towers.cosines(run.frame(), run.validation, LIGHT).raster
    side = len(raster.index) // contrastive.SHOWN
    shown = raster.index[::-1][::side, ::side]  # a raster's first row is at the bottom
    assert (np.diag(shown) >= np.percentile(shown, 95)).mean() > 0.9


def test_words_learn_on_the_page_and_one_can_be_chosen():
    at = opened("Learn")
    at.button(key="embeddings-words-round").click().run()
    held = at.session_state["embeddings-words-playback"]
    assert held.run.step == held.run.round
    at.session_state["embeddings-words-stage"] = {"selected": {"panel": "map", "point": 9}}
    at.selectbox(key="embeddings-words_word").set_value("harp").run()
    assert at.session_state["embeddings-words-playback"] is held
    at.session_state["embeddings-code"] = True
    at.run()
    assert "Of each word's 5 nearest words" in said(at)
    assert {button.label for button in at.download_button} >= {"Python script", "Vectors (TSV)"}


def test_two_towers_learn_on_the_page():
    at = opened("Learn", **{"embeddings-learn_model": "two towers"})
    at.button(key="embeddings-towers-step").click().run()
    assert at.session_state["embeddings-towers-playback"].run.step == 1
    at.pills(key="embeddings-preset").set_value("Trained").run()
    assert "Every fitting result counts as correct" in said(at)
