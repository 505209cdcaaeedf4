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
from core.embeddings.contrastive import DIRECTIONS
from core.embeddings.learn_export import tower_script
from core.embeddings.recall import recall_at
from core.embeddings.text_and_image import EXAMPLES, HELD, IMAGES, PRESETS, Hits, Search
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
    page.explanation(slug, _about_hits(hits))


def _about_hits(hits: Hits) -> list[str]:
    scores, fit = hits.scores[0], hits.fit[0]
    said = [
        f"For “{escape_markdown(hits.texts[0])}”, {int(fit.sum())} of the {len(fit)} nearest "
        f"pictures fit; of all {len(two_tower.held_out().scenes)}, {hits.all_that_fit[0]} do. The "
        f"cosines range from {scores[0]:.2f} to {scores[-1]:.2f}."
    ]
    for text in hits.texts:
        if strange := scenes.unknown(text):
            words = ", ".join(f"“{escape_markdown(word)}”" for word in strange)
            one, it = ("This word", "it") if len(strange) == 1 else ("These words", "them")
            said.append(
                f"{one} of “{escape_markdown(text)}” did not occur in training, so the model "
                f"ignores {it}: {words}. The other words decide what fits."
            )
    found = two_tower.measured()
    said += [
        " ".join(
            f"{name.capitalize()}: the first of {len(two_tower.held_out().texts)} held-out results "
            f"is correct in {100 * one.at_1:.1f}% (recall@1, by chance {100 * one.chance:.1f}%), "
            f"one of the first 5 in {100 * one.at_5:.1f}% (recall@5)."
            for name, one in found.items()
        )
        + " Every picture that matches the whole caption counts as correct.",
        f"For colours and shapes never combined in training, recall@1 is "
        f"{100 * found[DIRECTIONS[0]].unseen:.1f}% from text to image and "
        f"{100 * found[DIRECTIONS[1]].unseen:.1f}% from image to text.",
        "The text network sees which words occur, not their order: it reads “not red” as red, and "
        "with a disc and a square, it cannot tell which is blue. The frames also use only the "
        "words.",
    ]
    return said


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
    said = []
    if scene is not None and fit is not None:
        right = text_and_image.matched(told, scene)
        said.append(
            f"This is {escape_markdown(picture.about)}. {sum(fit)} of the {len(fit)} nearest "
            f"captions fit, and the most likely value is right for {len(right)} of 4 attributes."
            + (" Training never combined its colour and shape." if scene.unseen else "")
        )
    else:
        said.append(
            f"{escape_markdown(picture.about)} The networks were trained only on one coloured "
            "shape on a grey ground; for anything else, they return the nearest texts just as "
            "confidently."
        )
    one = two_tower.measured()[DIRECTIONS[1]]
    said += [
        "The bars below needed no training (zero-shot classification): each value becomes a text "
        "such as “a red shape”, and the softmax of the cosines shows which text is nearest.",
        f"Over all held-out pictures, the first caption fits in {100 * one.at_1:.1f}% and one of "
        f"the first 5 in {100 * one.at_5:.1f}% (by chance {100 * one.chance:.1f}%).",
    ]
    page.explanation(slug, said)
