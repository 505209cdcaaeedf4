"""What the views compute once and share: maps, how faithful they are, and clusters.

Each is found by the fingerprint of the vectors and the settings. A map keeps what it needs to place
new things, so it stays an object of this server.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.embeddings import clusters as grouping
from core.embeddings import shipped
from core.embeddings.faithfulness import Faithfulness, faithfulness
from core.embeddings.projection import Layout, Settings, lay_out
from core.embeddings.space import Space


def points(space: Space, settings: Settings) -> np.ndarray:
    """The map's places: the shipped ones where there are any, else computed."""
    ready = shipped.layout(space.vectors, settings.shipped_as or "")
    return layout(space, settings).points if ready is None else ready


def layout(space: Space, settings: Settings) -> Layout:
    """The map with its film, and with what places new things on it."""
    return _layout(shipped.fingerprint(space.vectors), settings, space.vectors)


@st.cache_resource(max_entries=12, show_spinner="Laying out the map")
def _layout(fingerprint: str, settings: Settings, _vectors: np.ndarray) -> Layout:
    return lay_out(_vectors, settings)


def faithful(space: Space, places: np.ndarray, near: int) -> Faithfulness:
    """How far a map of these places can be believed."""
    marks = shipped.fingerprint(space.vectors), shipped.fingerprint(places)
    return _faithful(marks, near, space.vectors, places)


@st.cache_data(max_entries=32, show_spinner=False)
def _faithful(
    fingerprints: tuple[str, str], near: int, _vectors: np.ndarray, _places: np.ndarray
) -> Faithfulness:
    return faithfulness(_vectors, _places, near)


def clusters(space: Space, **how: object) -> grouping.Clusters:
    """Clusters of a space; ``how`` goes to ``core.embeddings.clusters.clusters``."""
    return _clusters(
        shipped.fingerprint(space.vectors), tuple(sorted(how.items())), space.vectors, space.texts,
        space.groups,
    )  # fmt: skip


@st.cache_data(max_entries=12, show_spinner="Looking for clusters")
def _clusters(
    fingerprint: str, how: tuple, _vectors: np.ndarray, _texts: tuple, _groups: tuple
) -> grouping.Clusters:
    return grouping.clusters(_vectors, _texts, _groups, **dict(how))
