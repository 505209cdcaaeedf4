"""The picture that a page looks at: chosen beside its knobs, the same for all of its views."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import streamlit as st

from app import controls, sketch, uploads
from app.reading import read_image
from core.data import images
from core.data.images import Choice, Picture
from core.parsing.image import EXTENSIONS

INK_SIDE = 64  # pixels of the learner's drawing


@dataclass(frozen=True)
class _Shown:
    """The picker that was drawn last, what it said, and whether a learner ever turned one."""

    picker: str
    choice: Choice
    turned: bool


def chosen(slug: str, cls: type[Choice] = Choice, *, own: str | None = None) -> Picture:
    """Draw the picker in the sidebar; the chosen picture, at its full size.

    ``cls`` decides what is shown at first. Pickers with the same ``own``, usually ``slug``, share
    what the learner brought, and once one of them was turned, the choice as well. Until their own
    picture is there, the first drawing stands in and a sentence says so.
    """
    shared = f"{own or slug}-picture"
    last: _Shown | None = st.session_state.get(shared)
    if last and last.turned and last.picker != slug:
        controls.remember(slug, cls(**asdict(last.choice)))
    with st.sidebar:
        choice = controls.settings(slug, cls)
        # Without a last one it can still be a link that chose it.
        before = last.choice if last and last.picker == slug else cls()
        turned = bool(last and last.turned) or choice != before
        st.session_state[shared] = _Shown(slug, choice, turned)
        if choice.image not in images.OWN:
            return images.load(choice)
        brought = _own(f"{own or slug}-{choice.image.split()[-1]}", choice.image)
        if brought is None:
            st.caption("Add your picture; until then you see a house.")
            return images.load(Choice())
        st.caption(brought.about)
        return brought


def choice(slug: str, cls: type[Choice] = Choice) -> Choice:
    """The last choice of the picker. Call it after ``chosen``."""
    return st.session_state[f"{slug}-{cls.__name__}"]


def _own(key: str, source: str) -> Picture | None:
    if source == "your file":
        return uploads.file(key, "A photograph or any other image", EXTENSIONS, read_image)
    if source == "your camera":
        return uploads.camera(key, "Take a photograph", read_image)
    ink = sketch.ink(key=key, side=INK_SIDE, height=260, alt="A drawing area: white ink on black.")
    if not ink.any():
        return None
    return Picture("your drawing", ink, f"Your drawing, {INK_SIDE} by {INK_SIDE} pixels.")
