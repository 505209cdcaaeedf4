"""A group around its centre, and clusters found without labels, for the view "Geometry"."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import plot, theme
from app.figures.embeddings import geometry as figures
from app.figures.embeddings import map as mapping
from app.figures.embeddings import points as drawing
from app.views.embeddings import cache
from app.views.embeddings.source_picker import Chosen
from core.embeddings import geometry
from core.embeddings import geometry_narration as narration
from core.embeddings.choices import Looking
from core.embeddings.clusters import HDBSCAN, NOWHERE
from core.embeddings.projection import Settings

SHOWN = 16  # members of a group
AXES = 10  # principal axes on which density is looked for


def centre(slug: str, chosen: Chosen, looking: Looking) -> list[str]:
    """A group's members from the most to the least typical."""
    space = chosen.space
    groups = list(dict.fromkeys(space.groups))
    with st.sidebar:
        group = st.selectbox(
            "Group", groups, key=f"{slug}-group-{space.name}", persist_state="session"
        )
    found = geometry.centre(space.vectors, space.groups, group)
    rows = found.rows
    shown = np.arange(len(rows))
    if len(rows) > SHOWN:
        shown = np.concatenate([shown[: SHOWN // 2], shown[-SHOWN // 2 :]])
    colours = theme.current()
    parts = drawing.by_label(space.groups, colours)
    own = [
        colours.positive if found.nearest_group[at] == group else colours.negative for at in shown
    ]
    places = cache.points(space, Settings())
    odd = mapping.spot(places[rows[-3:]], colours, name="least typical")
    plot.show(
        {
            "map": mapping.chart(
                places,
                parts,
                space.texts,
                colours,
                title="Show on the map",
                extra=[odd],
                clicks=False,
                note="rings: the three farthest from their centre",
            ),
            "members": figures.ranked(
                [space.texts[rows[at]] for at in shown],
                found.cosines[shown],
                colours,
                title=f"Typical and outlying: {group[:30]}",
                x="cosine with the group's centre",
                colours=own,
                note="orange: nearer to another centre",
            ),
        },
        key=f"{slug}-centre-stage",
        rows=[[("map", 5), ("members", 5)]],
    )
    return narration.about_centre(space, group, found)


def clusters(slug: str, chosen: Chosen, looking: Looking) -> list[str]:
    """Clusters on the map, each called by its own words, against the known groups."""
    space = chosen.space
    how = {"count": looking.count}
    elsewhere = None
    if looking.method == HDBSCAN:
        how = {"smallest": looking.smallest, "axes": AXES * looking.few}
        if min(space.vectors.shape) > AXES:
            other = how | {"axes": AXES * (not looking.few)}
            elsewhere = cache.clusters(space, method=looking.method, **other)
    made = cache.clusters(space, method=looking.method, **how)
    labels = [made.label(at) for at in range(len(space))]
    colours = theme.current()
    parts = drawing.by_label(labels, colours, nowhere=NOWHERE)
    groups = list(dict.fromkeys(space.groups))
    names = sorted(dict.fromkeys(labels), key=lambda name: name == NOWHERE)
    table = np.zeros((len(names), len(groups)))
    for label, group in zip(labels, space.groups, strict=True):
        table[names.index(label), groups.index(group)] += 1
    places = cache.points(space, Settings())
    plot.show(
        {
            "map": mapping.chart(
                places,
                parts,
                space.texts,
                colours,
                title=f"{len(made.names)} clusters of vectors",
                note="named by their typical words, or numbered",
                clicks=False,
            ),
            "table": figures.crossing(table, groups, names, colours),
        },
        key=f"{slug}-clusters-stage",
        rows=[[("map", 5), ("table", 5)]],
    )
    return narration.about_clusters(space, made, elsewhere)
