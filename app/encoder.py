"""Loads the sentence encoder once for all visitors; it takes seconds, and the page says so."""

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
    """Load the encoder; visitors who come meanwhile wait for the same one.

    Raises ``ValueError`` where there is none, or not the published one.
    """
    sentences.encode(["warm"])


def ready() -> None:
    """Load the encoder if it is not there yet, and say so; raises like ``load``."""
    if not loaded():
        with st.spinner(f"{LOADING}: this takes a few seconds, once."):
            load()
