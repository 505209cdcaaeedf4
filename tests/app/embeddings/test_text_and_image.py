"""Text and image: what was found, and words and pictures of any kind."""

from __future__ import annotations

from app.figures.embeddings import text_and_image as found
from app.theme import DARK, LIGHT
from core.data.images import Picture
from core.embeddings import text_and_image, two_tower
from tests.app.embeddings.visit import opened, said
from tests.app.pictures import check


def test_what_was_found_can_be_drawn():
    hits = text_and_image.pictures_for(("a red star", "zebra"), 4)
    panel = found.pictures(hits, DARK)
    asked_with = found.asked_with(two_tower.held_out().pixels[0], LIGHT, "32 by 32")
    check([panel, asked_with], worded=False)
    check([found.matrix(hits, hits.scores, LIGHT), found.mistakes(two_tower.mistakes(), DARK)])
    assert len(panel.layout["shapes"]) == hits.fit.sum()
    told = text_and_image.texts_for(Picture("one", two_tower.held_out().pixels[0], ""), 3)
    check(
        [
            found.captions(told, [True, False, True], LIGHT),
            found.captions(told, None, DARK),
            found.guesses(told, "shape", LIGHT),
        ]
    )


def test_a_text_finds_pictures_and_strange_words_are_named():
    at = opened("Text and image")
    assert "one of the first 5 in" in said(at)
    assert "did not occur in training" not in said(at)
    at.text_input(key="embeddings-search_text").set_value("a *zebra* on <b>stripes").run()
    assert "did not occur in training, so the model ignores them" in said(at)
    assert "“zebra”, “b”" in said(at)
    assert "The other words decide what fits" in said(at)
    at.text_input(key="embeddings-search_text").set_value("ein roter Stern").run()
    assert "the model sees an empty text" in said(at)
    assert "it cannot be said which pictures fit" in said(at)
    assert "400 do" not in said(at)
    at.text_input(key="embeddings-search_text").set_value("").run()
    assert "of 400 held-out results is correct" in said(at)


def test_pictures_of_any_kind_find_texts():
    at = opened("Text and image", **{"embeddings-search_direction": text_and_image.TEXTS})
    assert "nearest captions fit" in said(at)
    assert "need no further training" in said(at)
    at.selectbox(key="embeddings-search_picture").set_value(text_and_image.OWN).run()
    assert "still return the nearest texts" in said(at)
    for source in ("photograph", "digit", "your drawing"):
        at.selectbox(key="embeddings-search-own_image").set_value(source).run()
        assert "still return the nearest texts" in said(at)
