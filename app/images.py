"""The picture that a page looks at: chosen beside its knobs, the same for all of its views."""

from __future__ import annotations

import streamlit as st

from app import controls, sketch, uploads
from core import images
from core.images import Choice, Picture
from core.intake.image import EXTENSIONS, read_image

INK_SIDE = 64  # pixels of a drawing of the learner's own


def chosen(slug: str, cls: type[Choice] = Choice, *, own: str | None = None) -> Picture:
    """Draw the picker in the sidebar; the chosen picture, at its full size.

    ``cls`` decides what is shown at first. Pickers with the same ``own``, usually ``slug``, share
    what the learner brought. Until their own picture is there, the first drawing stands in and a
    sentence says so.
    """
    with st.sidebar:
        choice = controls.settings(slug, cls)
        if choice.image not in images.OWN:
            return images.load(choice)
        brought = _own(f"{own or slug}-{choice.image.split()[-1]}", choice.image)
        if brought is None:
            st.caption("Until your picture is here, you see a house.")
            return images.load(Choice())
        st.caption(brought.about)
        return brought


def choice(slug: str, cls: type[Choice] = Choice) -> Choice:
    """What the picker was last turned to; to be called after ``chosen``."""
    return st.session_state[f"{slug}-{cls.__name__}"]


def _own(key: str, source: str) -> Picture | None:
    if source == "your file":
        return uploads.file(key, "A photograph or any other image", EXTENSIONS, read_image)
    if source == "your camera":
        return uploads.camera(key, "Smile", read_image)
    ink = sketch.ink(
        key=key, side=INK_SIDE, height=260, alt="A square to draw on: white ink on black."
    )
    if not ink.any():
        return None
    return Picture("your drawing", ink, f"Your drawing, {INK_SIDE} by {INK_SIDE} pixels.")
