"""Texts to vectors: those of the space at once, all others by its encoder, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import streamlit as st

from app import encoder, waiting
from app.markdown import escape_markdown
from app.views.embeddings.source_picker import Chosen, Encode
from core.cache import shared
from core.embeddings.encoders import SENTENCES

Asked = TypeVar("Asked")


def last(key: str, read: Callable[[], Asked]) -> Asked:
    """What ``read`` makes of the learner's words; where it cannot, a sentence and its last answer.

    Raises ``ValueError`` where there has been no answer under ``key`` yet.
    """
    try:
        st.session_state[key] = read()
    except ValueError as problem:
        if key not in st.session_state:
            raise
        st.warning(
            escape_markdown(f"{problem} Until then, you see the previous ones."),
            icon=":material/search:",
        )
    return st.session_state[key]


def vectors_of(chosen: Chosen, texts: Sequence[str]) -> np.ndarray:
    """The vectors of texts, float32 (texts, dimensions).

    Raises ``ValueError`` where a text is new and the encoder takes none, or cannot take this one.
    """
    rows = {text: at for at, text in enumerate(chosen.space.texts)}
    if chosen.encoder == SENTENCES:
        encoder.doubt([text for text in texts if text not in rows])
    return np.stack(
        [
            chosen.space.vectors[rows[text]] if text in rows else _encoded(chosen, text)
            for text in texts
        ]
    )


def _encoded(chosen: Chosen, text: str) -> np.ndarray:
    if chosen.encode_texts is None:
        raise ValueError(
            f"“{text[:60]}” is not among these items, and this encoder cannot turn a new text "
            "into a vector. Click a point, or choose another encoder."
        )
    return waiting.answer("Reading", _cached, chosen.encoder, text, chosen.encode_texts)


@shared
def _cached(encoder: str, text: str, _encode: Encode) -> np.ndarray:
    return _encode([text])[0]
