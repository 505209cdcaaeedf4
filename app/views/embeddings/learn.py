"""Learn: an embedding forms while it is trained."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, player, selection, theme, warm_up
from app.downloads import File
from app.figures.embeddings.learn import towers, words
from core.embeddings import contrastive, skip_gram
from core.embeddings.learn_export import skip_gram_script, tower_script, vectors_tsv
from core.embeddings.towers import TwoTowers, info_nce

WORDS, PICTURES = MODELS = ("skip-gram", "two towers")
USUAL = "king"


def show(slug: str) -> None:
    """The view: which model learns, its knobs and presets, the player, and its map."""
    with st.sidebar:
        model = controls.segments(f"{slug}-learn_model", "Model", MODELS)
    if model == WORDS:
        _words(slug, f"{slug}-words")
    else:
        _pictures(slug, f"{slug}-towers")
    warm_up.torch_compiler()


def _words(slug: str, own: str) -> None:
    _take_click(own)
    with st.sidebar:
        settings = controls.settings(own, skip_gram.Settings)
        controls.answer_unlisted(f"{own}_word", "the word", words.WORDS)
        place = st.container()
    controls.presets(slug, skip_gram.PRESETS, settings, knobs=own)
    held = player.playback(own, settings, lambda: skip_gram.Run(settings))
    colours = theme.current()
    with player.transport(own, held):
        word = st.selectbox(
            "Word",
            words.WORDS,
            words.WORDS.index(USUAL),
            key=f"{own}_word",
            bind=controls.BIND,
            label_visibility="collapsed",
            width=150,
        )
    place.caption("Click a word on the map to see its neighbours.")
    run = held.run

    def draw(frame: skip_gram.Frame, latest: skip_gram.Frame) -> dict:
        return {
            "map": words.word_map(frame, word, colours),
            "neighbours": words.neighbours(frame, word, colours),
            "losses": words.losses(frame, latest, settings.negatives, colours),
            "purity": words.purity(frame, latest, colours),
        }

    def below(frame: skip_gram.Frame, selected: dict | None) -> None:
        # A click is answered before the widgets are drawn, so the page starts over for it.
        if selection.unanswered(f"{own}-stage"):
            st.rerun()
        page.explanation(slug, words.in_words(held.film[0], frame))

    rows = [[("map", 7), ("neighbours", 3)], [("losses", 1), ("purity", 1)]]
    player.stage(own, held, draw, rows=rows, below=below)

    def take_home() -> None:
        about = "Each word with its group and its current vector."
        vectors = File("Vectors (TSV)", vectors_tsv(run), "skip_gram.tsv", about)
        downloads.script(slug, skip_gram_script(settings), "Skip-gram", [vectors])

    page.code(
        slug,
        {
            "the loss": skip_gram.loss_of,
            "the pairs": skip_gram.pairs_of,
            "the negatives": skip_gram.noise_of,
            "one step": skip_gram.Run.take_step,
            "analogies": skip_gram.ranks,
        },
        downloads=take_home,
    )


def _pictures(slug: str, own: str) -> None:
    with st.sidebar:
        settings = controls.settings(own, contrastive.Settings)
    controls.presets(slug, contrastive.PRESETS, settings, knobs=own)
    held = player.playback(own, settings, lambda: contrastive.Run(settings))
    run, colours = held.run, theme.current()
    player.transport(own, held)

    def draw(frame: contrastive.Frame, latest: contrastive.Frame) -> dict:
        return {
            "map": towers.pair_map(frame, run.validation, colours),
            "cosines": towers.cosines(frame, run.validation, colours),
            "losses": towers.losses(frame, latest, colours),
            "recalls": towers.recalls(frame, latest, run.chance, colours),
        }

    def below(frame: contrastive.Frame, selected: dict | None) -> None:
        page.explanation(slug, towers.in_words(frame, run.chance, run.batch))

    rows = [[("map", 1), ("cosines", 1)], [("losses", 1), ("recalls", 1)]]
    player.stage(own, held, draw, rows=rows, below=below)

    def take_home() -> None:
        about = "The weights of the app's two networks, in safetensors format."
        weights = downloads.weights(contrastive.WEIGHTS, about)
        downloads.script(slug, tower_script(settings), "Two towers", [weights])

    page.code(
        slug,
        {"the loss": info_nce, "the towers": TwoTowers, "one step": contrastive.Run.take_step},
        downloads=take_home,
    )


def _take_click(own: str) -> None:
    """Turn the word's widget to the word that was clicked on the map last."""
    click = selection.take(f"{own}-stage")
    if click is None:
        return
    at = click.get("point")
    # A browser can send anything.
    if click.get("panel") == "map" and isinstance(at, int) and 0 <= at < len(words.WORDS):
        st.session_state[f"{own}_word"] = words.WORDS[at]
