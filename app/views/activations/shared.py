"""The shared parts of the views of Activations: their knobs, and the code that ran."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import controls, downloads, page
from core.activations import curves, depth, export, linear, preactivations
from core.activations.presets import ACTING, PRESETS
from core.activations.settings import Settings


def chosen(slug: str, part: str) -> Settings:
    """The settings from the knobs and presets of a part of the page."""
    with st.sidebar:
        settings = controls.settings(slug, Settings, only=ACTING[part])
    controls.presets(slug, PRESETS[part], settings, only=ACTING[part])
    return settings


def code(slug: str, settings: Settings, sums: np.ndarray | None = None) -> None:
    """The code that ran; its program works on these sums, where there are some."""
    page.code(
        slug,
        {
            "value and slope": curves.value_and_slope,
            "states": curves.states,
            "measure": preactivations.measure,
            "multiply out": linear.multiply_out,
            "best plane": linear.best_plane,
            "signals": depth.signals,
            "one-sided gradient": depth.one_sided,
        },
        downloads=lambda: downloads.script(slug, export.script(settings, sums), "Activations"),
    )
