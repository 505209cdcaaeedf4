"""The choice of items and encoder in the sidebar, the same for all views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from app import controls, selection
from core.embeddings import encoders
from core.embeddings.choices import HUB, SHIPPED, Choice
from core.embeddings.space import Space

Encode = Callable[[Sequence], np.ndarray]


@dataclass(frozen=True, eq=False)
class Chosen:
    """A space, and what puts new texts or images into it, where anything can."""

    space: Space
    encoder: str
    encode_texts: Encode | None = None
    encode_images: Encode | None = None

    @property
    def mark(self) -> str:
        """What the learner's words about the space are kept under. Where no new text can be encoded
        they are names of these very things, and would mean nothing among others."""
        return self.space.name if self.encode_texts else self.space.named


def chosen(slug: str) -> Chosen:
    """Draw the picker in the sidebar; return the shipped items until the learner's are there."""
    with st.sidebar:
        choice = controls.settings(f"{slug}-of", Choice)
        if choice.encoder == HUB or choice.data != SHIPPED:
            from app.views.embeddings import uploads

            brought = uploads.chosen(slug, choice)
            if brought is not None:
                return brought
        name = choice.encoder if choice.encoder in encoders.ENCODERS else encoders.SENTENCES
        listed = encoders.corpora_of(name)
        corpus = listed[0]
        if len(listed) > 1:
            corpus = st.selectbox(
                "Corpus", listed, key=f"{slug}-corpus-{name}", persist_state="session"
            )
    module = encoders.encoder(name)
    encode_images = getattr(module, "encode_images", None)
    if encode_images:
        # A network for digits and one for shapes give vectors of different spaces.
        encode_images = partial(encode_images, corpus=corpus)
    return Chosen(
        encoders.space(name, corpus), name, getattr(module, "encode_texts", None), encode_images
    )


def clicked(slug: str, stage: str, space: Space) -> int | None:
    """Which thing of the space was clicked on a stage's map last; None for none."""
    drawn = st.session_state.get(f"{stage}-drawn")
    if drawn and (click := selection.take(stage)):
        trace, point = click.get("trace"), click.get("point")
        # A browser can send anything, and the map may be another one by now.
        if isinstance(trace, int) and isinstance(point, int) and 0 <= trace < len(drawn[1]):
            rows = drawn[1][trace]
            if 0 <= point < len(rows):
                st.session_state[f"{slug}-picked"] = (drawn[0], int(rows[point]))
    picked = st.session_state.get(f"{slug}-picked")
    return picked[1] if picked and picked[0] == space.texts else None


def caught(stage: str, space: Space) -> list[int]:
    """The things that a lasso has caught on a stage's map, as far as it shows this space."""
    drawn, sent = st.session_state.get(f"{stage}-drawn"), selection.selected(stage)
    rows = sent.get("region") if sent else None
    if not drawn or drawn[0] != space.texts or not isinstance(rows, list):
        return []
    # A browser can send anything.
    return [row for row in rows if type(row) is int and 0 <= row < len(space)]


def remember(stage: str, space: Space, parts: Sequence) -> None:
    """Keep which thing each point of a stage's map is, for the next click."""
    st.session_state[f"{stage}-drawn"] = (space.texts, [part.rows for part in parts])
