"""What a learner takes home of a space: coordinates, vectors, neighbours, and a program."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.embeddings import export
from core.embeddings.projection import Settings
from core.embeddings.space import Space


def map_row(slug: str, space: Space, settings: Settings, places: np.ndarray) -> None:
    """The row of buttons under a map."""
    from app import downloads  # with torch, for which the first picture shall not wait

    downloads.script(slug, export.script(space, settings), f"A map of {space.name}")
    files(slug, space, places)


def files(slug: str, space: Space, places: np.ndarray | None = None) -> None:
    """Vectors and neighbour lists, and coordinates where there are any."""
    offered: list[tuple[str, str | bytes, str, str]] = [
        ("Vectors (.npy)", export.vectors_npy(space), "vectors.npy", "application/octet-stream"),
        ("Vectors (.tsv)", export.vectors_tsv(space), "vectors.tsv", "text/tab-separated-values"),
        ("Neighbours (CSV)", export.neighbours_csv(space), "neighbours.csv", "text/csv"),
    ]
    if places is not None:
        coordinates = export.coordinates_csv(space, places)
        offered.insert(0, ("Coordinates (CSV)", coordinates, "coordinates.csv", "text/csv"))
    with st.container(horizontal=True, gap="small"):
        for label, data, name, mime in offered:
            st.download_button(
                label,
                data,
                name,
                mime,
                key=f"{slug}-download-{name}",
                on_click="ignore",
                icon=":material/download:",
            )
