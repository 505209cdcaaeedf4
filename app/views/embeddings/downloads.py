"""What a learner takes home of a space: coordinates, vectors, neighbours, and a program."""

from __future__ import annotations

import numpy as np

from app import downloads
from app.downloads import File
from core.embeddings import export
from core.embeddings.projection import Settings
from core.embeddings.space import Space

ICON = ":material/download:"


def map_row(slug: str, space: Space, settings: Settings, places: np.ndarray) -> None:
    """The buttons under a map."""
    downloads.script(slug, export.script(space, settings), f"A map of {space.name}")
    files(slug, space, places)


def files(slug: str, space: Space, places: np.ndarray | None = None) -> None:
    """Vectors and neighbour lists, and coordinates where there are any."""
    offered = [
        File("Vectors (.npy)", export.vectors_npy(space), "vectors.npy", icon=ICON),
        File("Vectors (.tsv)", export.vectors_tsv(space), "vectors.tsv", icon=ICON),
        File("Neighbours (CSV)", export.neighbours_csv(space), "neighbours.csv", icon=ICON),
    ]
    if places is not None:
        coordinates = export.coordinates_csv(space, places)
        offered.insert(0, File("Coordinates (CSV)", coordinates, "coordinates.csv", icon=ICON))
    downloads.buttons(slug, offered)
