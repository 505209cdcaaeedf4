"""The sentence encoder, which takes seconds to load: once for all visitors, and never unsaid."""

from __future__ import annotations

import streamlit as st

from core.cache import shared
from core.embeddings import sentences

LOADING = "Loading the sentence encoder"


def loaded() -> bool:
    """Whether the encoder is there."""
    return sentences.model.cache_info().currsize > 0


@shared
def load() -> None:
    """Load the encoder; who comes meanwhile waits for the same one.

    Raises ``ValueError`` where there is none, or one that is not the published one.
    """
    sentences.encode(["warm"])


def ready() -> None:
    """Load the encoder if it is not there yet, and say so; raises like ``load``."""
    if not loaded():
        with st.spinner(f"{LOADING}: this takes a few seconds, once."):
            load()
