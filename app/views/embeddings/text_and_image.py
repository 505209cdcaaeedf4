"""Text and image: two towers that come with the app, searched in both directions."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import controls, downloads, images, page, plot, theme
from app.figures.embeddings import text_and_image as figures
from app.markdown import escape_markdown
from core.data.images import Choice, Picture
from core.data.shapes import SIZE
from core.embeddings import contrastive, scenes, text_and_image, two_tower
from core.embeddings import text_and_image_narration as narration
from core.embeddings.learn_export import tower_script
from core.embeddings.recall import recall_at
from core.embeddings.text_and_image import EXAMPLES, HELD, IMAGES, PRESETS, Search
from core.embeddings.towers import TwoTowers

USUAL = "a small red star on stripes"
COLUMNS = 8  # pictures for each text
CAPTIONS = 6  # for a picture


def show(slug: str) -> None:
    """The view: the direction in the sidebar, what is asked, and what was found."""
    own = f"{slug}-search"
    with st.sidebar:
        search = controls.settings(own, Search)
    controls.presets(slug, PRESETS, search, knobs=own)
    if search.direction == IMAGES:
        _text_finds_images(slug, own, search)
    else:
        _image_finds_texts(slug, own, search)
    page.code(
        slug,
        {
            "encode texts": two_tower.encode_texts,
            "encode pictures": two_tower.encode_pixels,
            "the towers": TwoTowers,
            "what fits": scenes.fitting,
            "recall": recall_at,
        },
        downloads=lambda: downloads.script(
            slug, tower_script(contrastive.Settings()), "Two towers"
        ),
    )


def _text_finds_images(slug: str, own: str, search: Search) -> None:
    typed = controls.text(
        f"{own}_text",
        "Type a text",
        USUAL,
        120,
        label_visibility="collapsed",
        placeholder="Type a text, such as: a tiny violet hoop",
    ).strip()
    texts = tuple(text for text in (typed, *EXAMPLES[search.examples]) if text)
    hits = text_and_image.pictures_for(texts, COLUMNS)
    colours = theme.current()
    columns = hits.places[:, :2].ravel()  # (texts, 2) -> (2·texts,)
    vectors = two_tower.space(two_tower.PICTURES).vectors
    cosines = two_tower.encode_texts(texts) @ vectors[columns].T
    plot.show(
        {
            "pictures": figures.pictures(hits, colours),
            "matrix": figures.matrix(hits, cosines, colours),
            "mistakes": figures.mistakes(two_tower.mistakes(), colours),
        },
        key=f"{own}-stage",
        rows=[[("pictures", 9), ("mistakes", 5)], [("matrix", 1)]],
    )
    said = narration.about_hits(hits)
    page.explanation(slug, [escape_markdown(sentence) for sentence in said])


def _image_finds_texts(slug: str, own: str, search: Search) -> None:
    shown, colours = two_tower.held_out(), theme.current()
    fit = None
    if search.picture == HELD:
        scene = shown.scenes[search.number - 1]
        picture = Picture(
            "held out", shown.pixels[search.number - 1], shown.texts[search.number - 1]
        )
    else:
        picture = images.chosen(f"{own}-own", Choice)
        scene = None
    told = text_and_image.texts_for(picture, CAPTIONS)
    if scene is not None:
        fit = scenes.fitting(told.texts, [scene])[:, 0].tolist()
    seen = picture.square(SIZE).pixels
    seen = seen if seen.ndim == 3 else np.repeat(seen[..., None], 3, axis=2)
    panels = {
        "picture": figures.asked_with(seen, colours, f"{SIZE} by {SIZE} pixels"),
        "captions": figures.captions(told, fit, colours),
        **{name: figures.guesses(told, name, colours) for name in told.guesses},
    }
    plot.show(
        panels,
        key=f"{own}-image-stage",
        rows=[
            [("picture", 1), ("captions", 2)],
            [("colour", 3), ("shape", 3), ("ground", 2), ("size", 2)],
        ],
    )
    said = narration.about_captions(picture, told, scene, fit)
    page.explanation(slug, [escape_markdown(sentence) for sentence in said])
