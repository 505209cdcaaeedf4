"""Geometry: what directions and distances of the full space mean, a part at a time."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import controls, page
from app.markdown import escape_markdown
from app.views.embeddings import directions, downloads, grouping, source_picker, warm_up
from core.embeddings import clusters, geometry
from core.embeddings.choices import ANALOGIES, AXES, CENTRE, CLUSTERS, LOOKED, Looking

PARTS = {
    ANALOGIES: directions.analogies,
    AXES: directions.axes,
    CENTRE: grouping.centre,
    CLUSTERS: grouping.clusters,
}
SOURCES: dict[str, dict[str, Callable[..., object]]] = {
    ANALOGIES: {"a − b + c": geometry.analogy, "all analogies": geometry.scores},
    AXES: {"along an axis": geometry.along},
    CENTRE: {"around the centre": geometry.centre},
    CLUSTERS: {"clusters": clusters.clusters, "their names": clusters.names},
}


def show(slug: str) -> None:
    """The view: which part in the sidebar, then its pictures and words."""
    own = f"{slug}-geometry"
    chosen = source_picker.chosen(slug)
    with st.sidebar:
        looking = controls.settings(own, Looking)
    controls.presets(slug, LOOKED, looking, knobs=own)
    try:
        said = PARTS[looking.part](slug, chosen, looking)
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/explore:")
        return
    page.explanation(slug, [escape_markdown(sentence) for sentence in said])
    page.code(slug, SOURCES[looking.part], downloads=lambda: downloads.files(slug, chosen.space))
    warm_up.status(slug)
