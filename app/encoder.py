"""Loads the sentence encoder once for all visitors; it takes seconds, and the page says so."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.markdown import escape_markdown
from core.cache import shared
from core.embeddings import language, sentences

LOADING = "Loading the sentence encoder"


def loaded() -> bool:
    """Whether the encoder is there."""
    return sentences.model.cache_info().currsize > 0


@shared
def load() -> None:
    """Load the encoder; visitors who come meanwhile wait for the same one.

    Raises ``ValueError`` where there is none, or not the published one.
    """
    sentences.encode(["warm"])


def ready() -> None:
    """Load the encoder if it is not there yet, and say so; raises like ``load``."""
    if not loaded():
        with st.spinner(f"{LOADING}: this takes a few seconds, once."):
            load()


def doubt(texts: Sequence[str], more: str = "") -> None:
    """Say where texts are probably not in the encoder's language, and what ``more`` there is.

    Where there is no encoder, nothing is said here: ``ready`` and ``load`` say why.
    """
    try:
        said = language.doubt(texts)
    except ValueError:
        return
    if said:
        st.warning(escape_markdown(f"{said} {more}".strip()), icon=":material/translate:")
