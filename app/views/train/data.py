"""The settings of the page, and the learner's own data where they ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from app import controls, theme, uploads
from core import train
from core.data.datasets import Dataset
from core.train.presets import PRESETS
from core.train.settings import OWN


def with_data(slug: str, show: Callable[[train.Settings, Dataset | None], None]) -> None:
    """Call ``show`` with what the knobs say and the data; it may refuse both with a sentence."""
    with st.sidebar:
        wanted = controls.settings(slug, train.Settings)
    controls.presets(slug, PRESETS, wanted)
    try:
        show(*own_data(slug, wanted))
    except ValueError as problem:
        st.warning(str(problem), icon=":material/warning:")


def own_data(slug: str, settings: train.Settings) -> tuple[train.Settings, Dataset | None]:
    """The learner's data where the settings ask for them; until there are some, two moons."""
    if settings.data not in OWN:
        return settings, None
    # Beside the knobs: the picture is to stay in view while points are set.
    with st.sidebar:
        if settings.data == "own table":
            dataset = uploads.table(f"{slug}-table")
        else:
            dataset = uploads.points(f"{slug}-points", theme.current())
        if dataset is None:
            st.caption("Add your data; until then you see two moons.")
            return replace(settings, data="moons"), None
    return settings, dataset
