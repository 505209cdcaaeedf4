"""Geometry: what directions and distances of the full space mean, a part at a time."""

from __future__ import annotations

import streamlit as st

from app import controls, page
from app.views.embeddings import choosing, directions, grouping, taking_home, warming
from core.embeddings import clusters, geometry
from core.embeddings.choices import ANALOGIES, AXES, CENTRE, CLUSTERS, LOOKED, Looking

PARTS = {
    ANALOGIES: directions.analogies,
    AXES: directions.axes,
    CENTRE: grouping.centre,
    CLUSTERS: grouping.clusters,
}
SOURCES = {
    ANALOGIES: {"a − b + c": geometry.analogy, "all analogies": geometry.scores},
    AXES: {"along an axis": geometry.along},
    CENTRE: {"around the centre": geometry.centre},
    CLUSTERS: {"clusters": clusters.clusters, "their names": clusters.names},
}


def show(slug: str) -> None:
    """The view: which part in the sidebar, then its pictures and words."""
    own = f"{slug}-geometry"
    chosen = choosing.chosen(slug)
    with st.sidebar:
        looking = controls.settings(own, Looking)
    controls.presets(slug, LOOKED, looking, knobs=own)
    try:
        said = PARTS[looking.part](slug, chosen, looking)
    except ValueError as problem:
        st.warning(page.plain(str(problem)), icon=":material/explore:")
        return
    page.seeing(slug, [page.plain(sentence) for sentence in said])
    page.code(slug, SOURCES[looking.part], downloads=lambda: taking_home.files(slug, chosen.space))
    warming.status(slug)
