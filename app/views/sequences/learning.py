"""Characters: a character model learns a text live, and writes."""

from __future__ import annotations

import streamlit as st
import torch

from app import controls, downloads, page, player, theme, uploads, warm_up
from app.figures.sequences import learning as figures
from app.playback import Playback
from core.parsing.text import Text, read_text
from core.sequences import export, sampling
from core.sequences.characters import CharacterModel
from core.sequences.learning import (
    LANDMARKS,
    MOST,
    OWN,
    PRESETS,
    Frame,
    Run,
    Settings,
    Writing,
    learnable,
)

LENGTH = 240  # characters that are written after the prompt


def show(slug: str) -> None:
    """The view: bits per character, the next character, samples, and a text to go on writing."""
    own = f"{slug}-characters"
    with st.sidebar:
        settings = controls.settings(own, Settings)
        brought = _own(own) if settings.text == OWN else None
        st.markdown("**Writing**")
        writing = controls.settings(f"{own}-writing", Writing)
        prompt = controls.text(f"{own}_prompt", "Start with", "The ", 100)
    controls.presets(slug, PRESETS, settings, knobs=own)
    text = brought.text if brought else None
    held = player.playback(
        own, (settings, text), lambda: Run(settings, text, prompt), own=text is not None
    )
    run = held.run
    if run.prompt != prompt:
        run.prompt = prompt
        held.restart_film()
    colours = theme.current()
    player.transport(own, held)
    counted = run.by_counting

    def draw(frame: Frame, latest: Frame) -> dict:
        return {
            "bits": figures.bits(frame, latest, counted, colours, total=run.total),
            "next": figures.following(frame, run.model.vocabulary, writing, colours),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        st.markdown("**Samples during training**")
        columns = st.columns(len(LANDMARKS) + 1)
        for column, (step, written) in zip(columns, frame.samples, strict=False):
            with column:
                st.caption(f"Step {step:,}")
                st.code(written.replace("\n", "↵"), language=None, wrap_lines=True)
        left, right = st.columns(2)
        with left:
            st.markdown("**The text it learns from begins**")
            st.code(run.text[:LENGTH], language=None, wrap_lines=True)
        with right:
            st.markdown("**Continuation**")
            if held.playing:
                st.caption("Press Pause to let the current model write with your settings.")
            else:
                st.code(prompt + _written(held, prompt, writing), language=None, wrap_lines=True)
        page.explanation(slug, figures.in_words(frame, counted, len(run.text)))

    player.stage(own, held, draw, rows=[[("bits", 7), ("next", 5)]], below=below)
    page.code(
        slug,
        {
            "one step": Run.take_step,
            "the model": CharacterModel,
            "temperature, top-k, top-p": sampling.probabilities,
            "writing": sampling.sample,
        },
        downloads=lambda: downloads.script(
            slug, export.characters_script(settings, writing), "A character model"
        ),
    )
    warm_up.torch_compiler()


def _own(own: str) -> Text | None:
    brought = uploads.file(f"{own}-text", "A text file", ["txt", "md", "csv"], _learnable)
    if brought is None:
        st.caption("Add your text; until then the model reads stories.")
    else:
        said = f"{brought.name}: {len(brought.text):,} characters."
        if len(brought.text) > MOST:
            said = f"{said} The model reads the first {MOST:,}."
        uploads.tell([said, *brought.notes])
    return brought


def _learnable(content: bytes, name: str) -> Text:
    text = read_text(content, name)
    learnable(text.text)
    return text


def _written(held: Playback[Run], prompt: str, writing: Writing) -> str:
    """What the model writes after the prompt; the same until it, or a setting, changes."""
    key = (held.run.step, prompt, writing)
    if held.notes.get("written for") != key:
        held.notes["written for"] = key
        held.notes["written"] = sampling.sample(
            held.run.model,
            prompt,
            LENGTH,
            torch.Generator().manual_seed(held.run.step),
            temperature=writing.temperature,
            top_k=writing.top_k,
            top_p=writing.top_p,
        )
    return held.notes["written"]
