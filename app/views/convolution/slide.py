"""Slide: a window over a picture, and the arithmetic of every cell."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import controls, downloads, images, page, theme
from app import slide as component
from app.figures.convolution.slide import slide as figure
from app.markdown import escape_markdown
from core.convolution import export, kernels, narration, slide
from core.convolution.presets import SLIDE
from core.convolution.settings import Settings
from core.data.images import Picture

START = "0 -1 0; -1 4 -1; 0 -1 0"
WARNING = ":material/warning:"


def show(slug: str) -> None:
    """Draw the view's knobs, presets, picture, words and code."""
    picture = images.chosen(slug)
    with st.sidebar:
        settings = controls.settings(slug, Settings)
        own = own_kernel(slug) if settings.kernel == kernels.OWN else None
    controls.presets(slug, SLIDE, settings)
    done = slid(slug, picture, settings, own)

    def edited(text: str) -> None:
        # Where the text cannot be read, the kernel that was edited is the last one that could.
        st.session_state[f"{slug}-own-kernel"] = done.kernel
        st.session_state[f"{slug}_kernel"] = kernels.OWN
        controls.turn(f"{slug}_own", text, [text])

    panel = figure(done, narration.strongest(done), theme.current())
    component.show(panel, key=f"{slug}-slide", edited=edited)
    page.explanation(slug, narration.about(done))
    page.code(
        slug,
        {
            "slide": slide.slide,
            "one cell by hand": slide.Slide.cell,
            "output size": slide.Reach,
            "kernels": kernels.sobel_across,
        },
        downloads=lambda: downloads.script(slug, export.slide_script(done, own), "Convolution"),
    )


def own_kernel(slug: str) -> np.ndarray:
    """The kernel in the text field, or the last one that could be read."""
    text = st.text_input(
        "Your kernel",
        START,
        key=f"{slug}_own",
        bind=controls.BIND,
        help="Separate rows by semicolons, and three kernels, one per colour channel, by |. You "
        "can also click a number in the picture.",
    )
    try:
        kernel = kernels.read(text)
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/warning:")
        return st.session_state.get(f"{slug}-own-kernel", kernels.read(START))
    st.session_state[f"{slug}-own-kernel"] = kernel
    return kernel


def slid(slug: str, picture: Picture, settings: Settings, own: np.ndarray | None) -> slide.Slide:
    """What these settings give; where they do not go together, what this picture gave before.

    A picture that gave nothing yet, such as one of a few pixels' height, gets the usual kernel and
    a border that any picture has room for.
    """
    key = f"{slug}-slid"
    try:
        done = slide.slide(picture, settings, own)
    except ValueError as problem:
        shown, done = st.session_state.get(key, ("", None))
        if shown == picture.fingerprint:
            st.warning(f"{problem} You still see the last settings that fit.", icon=WARNING)
            return done
        st.warning(
            f"{problem} You see it with the kernel “edges” and a padding of 1.", icon=WARNING
        )
        usual = Settings(padding=1, resolution=settings.resolution, colour=settings.colour)
        return slide.slide(picture, usual)
    st.session_state[key] = picture.fingerprint, done
    return done
