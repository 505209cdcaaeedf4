"""What learns an embedding, what text and image find, and smaller vectors: pictures and views."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from app.figures.embeddings import dimensions as sizes
from app.figures.embeddings import text_and_image as found
from app.figures.embeddings.learn import towers, words
from app.plot.pack import pack
from app.theme import DARK, LIGHT
from core.data.images import Picture
from core.embeddings import contrastive, dimensions, skip_gram, text_and_image, two_tower

SLUG = "embeddings"


def check(panels):
    """Plotly's own checks; words for those who cannot see; a message that the browser can read."""
    for panel in panels:
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert "nan" not in panel.note
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours) <= 256
    message = pack([dict(enumerate(panels))], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    assert b"NaN" not in header


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_what_learns_can_be_drawn_from_its_first_frame_on(theme):
    run = skip_gram.Run(skip_gram.Settings(sentences=100, batch=16, dimensions=2))
    pairs = contrastive.Run(contrastive.Settings(images=50, batch=4, dimensions=2))
    firsts = run.frame(), pairs.frame()
    for _ in range(run.round):
        run.advance()
        pairs.advance()
    for frame in (firsts[0], run.frame()):
        check(
            [
                words.word_map(frame, "dog", theme),
                words.neighbours(frame, "dog", theme),
                words.losses(frame, run.frame(), 5, theme),
                words.purity(frame, run.frame(), theme),
            ]
        )
        assert all("nan" not in said for said in words.in_words(firsts[0], frame))
    for frame in (firsts[1], pairs.frame()):
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


def test_what_was_found_can_be_drawn():
    hits = text_and_image.pictures_for(("a red star", "zebra"), 4)
    panel = found.pictures(hits, DARK)
    check(
        [panel, found.matrix(hits, hits.scores, LIGHT), found.mistakes(two_tower.mistakes(), DARK)]
    )
    assert len(panel.layout["shapes"]) == hits.fit.sum()
    told = text_and_image.texts_for(Picture("one", two_tower.held_out().pixels[0], ""), 3)
    check(
        [
            found.captions(told, [True, False, True], LIGHT),
            found.captions(told, None, DARK),
            found.guesses(told, "shape", LIGHT),
            found.asked_with(two_tower.held_out().pixels[0], LIGHT, "32 by 32"),
        ]
    )


def test_sizes_can_be_drawn():
    how = dimensions.Compression(store="binary")
    before = dimensions.truth(np.random.default_rng(0).normal(size=(60, 20)).astype(np.float32))
    now = dimensions.measured(before, how)
    check(
        [
            sizes.recall_by_size(dimensions.curves(before, 1), now, how, LIGHT),
            sizes.along_axes(before.shares, now, DARK),
            sizes.losers(now, LIGHT),
        ]
    )


# --- The views ---------------------------------------------------------------------------------


def opened(view: str, **parameters: str) -> AppTest:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    for name, value in {f"{SLUG}_view": view, **parameters}.items():
        at.query_params[name] = value
    at.switch_page(f"../pages/{SLUG}.py").run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    assert not at.exception
    return "\n".join(element.value for element in (*at.markdown, *at.caption))


def test_words_learn_on_the_page_and_one_can_be_chosen():
    at = opened("Learn one")
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
    at = opened("Learn one", **{"embeddings-learn_model": "two towers"})
    at.button(key="embeddings-towers-step").click().run()
    assert at.session_state["embeddings-towers-playback"].run.step == 1
    at.pills(key="embeddings-preset").set_value("Trained").run()
    assert "Every fitting result counts as correct" in said(at)


def test_a_text_finds_pictures_and_strange_words_are_named():
    at = opened("Text finds images")
    assert "recall@5" in said(at)
    assert "did not occur in training" not in said(at)
    at.text_input(key="embeddings-search_text").set_value("a *zebra* on <b>stripes").run()
    assert "did not occur in training, so the model ignores it: “zebra”, “b”" in said(at)
    at.text_input(key="embeddings-search_text").set_value("").run()
    assert "recall@1" in said(at)


def test_pictures_of_any_kind_find_texts():
    at = opened("Text finds images", **{"embeddings-search_direction": text_and_image.TEXTS})
    assert "nearest captions fit" in said(at)
    at.selectbox(key="embeddings-search_picture").set_value(text_and_image.OWN).run()
    assert "just as confidently" in said(at)
    for source in ("photograph", "digit", "your drawing"):
        at.selectbox(key="embeddings-search-own_image").set_value(source).run()
        assert "just as confidently" in said(at)


def test_every_encoders_vectors_can_be_made_smaller():
    at = opened("Dimensions")
    for name in ("items (shopping baskets)", "text and image (two towers)"):
        at.selectbox(key="embeddings-of_encoder").set_value(name).run()
        at.selectbox(key="embeddings-sizes_store").set_value("binary").run()
        assert "the Hamming distance" in said(at)
        assert "| 1,000,000 items |" in said(at)
