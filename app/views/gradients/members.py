"""The networks that a view of gradients compares: that of the knobs, and a pinned one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import controls, downloads, page, pins
from core.gradients import export
from core.gradients.network import Deep, first_weights
from core.gradients.presets import ACTING, PRESETS
from core.gradients.settings import Settings, compared

NETWORK: dict[str, Callable[..., object]] = {"the network": Deep, "initial weights": first_weights}


def chosen(slug: str, part: str) -> Settings:
    """The settings from the knobs and presets of a part of the page."""
    with st.sidebar:
        settings = controls.settings(slug, Settings, only=ACTING[part])
    controls.presets(slug, PRESETS[part], settings, only=ACTING[part])
    return settings


def members(
    slug: str, head: DeltaGenerator, settings: Settings, part: str
) -> Mapping[str, Settings]:
    """The network, or the pinned one as A and this one as B; the pin stands beside the title."""
    with head:
        said = {name: getattr(settings, name) for name in ACTING[part]}
        kept = pins.pin(
            slug, said, help="Keep this network as A; the settings you choose next define B."
        )
    # What acts in the other view alone is no difference in this one.
    pinned = None
    if kept is not None:
        pinned = replace(settings, **{name: kept[name] for name in said if name in kept})
    return compared(settings, pinned if pinned != settings else None)


def code(
    slug: str,
    sources: Mapping[str, Callable[..., object]],
    settings: Settings,
    script: Callable[[Settings], str] = export.script,
) -> None:
    """The code that ran, and the program of it."""
    page.code(
        slug,
        sources,
        downloads=lambda: downloads.script(slug, script(settings), "Vanishing gradients"),
    )
