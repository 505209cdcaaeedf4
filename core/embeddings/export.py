"""A space to take home: as tables, as arrays, and as a program that makes the map by itself."""

from __future__ import annotations

import io

import numpy as np

from core.data.csv_files import rows_to_csv
from core.embeddings import projection
from core.embeddings.neighbours import nearest
from core.embeddings.space import Space
from core.programs import render

NEAR = 10  # neighbours in the list


def coordinates_csv(space: Space, places: np.ndarray) -> str:
    """A row for each thing: its text, its group and its place (things, 2 or 3)."""
    names = ["x", "y", "z"][: places.shape[1]]
    rows = zip(space.texts, space.groups, places.tolist(), strict=True)
    return rows_to_csv(
        ["text", "group", *names],
        ([text, group, *(f"{number:.6g}" for number in place)] for text, group, place in rows),
    )


def vectors_npy(space: Space) -> bytes:
    """The vectors, float32 (things, dimensions), as numpy reads them."""
    file = io.BytesIO()
    np.save(file, space.vectors, allow_pickle=False)
    return file.getvalue()


def vectors_tsv(space: Space) -> str:
    """A row for each thing, tab between: its text, its group, and each number of its vector."""
    wide = range(1, space.vectors.shape[1] + 1)
    rows = zip(space.texts, space.groups, space.vectors, strict=True)
    return rows_to_csv(
        ["text", "group", *(f"d{at}" for at in wide)],
        ([text, group, *map(str, vector)] for text, group, vector in rows),
        delimiter="\t",
    )


def neighbours_csv(space: Space, near: int = NEAR) -> str:
    """The ``near`` nearest of each thing by cosine, a row for each pair."""
    found, cosines = nearest(space.vectors, space.vectors, min(near + 1, len(space)))
    rows = (
        [space.texts[at], rank, space.texts[row], f"{cosine:.6f}"]
        for at in range(len(space))
        for rank, (row, cosine) in enumerate(
            (
                (row, cosine)
                for row, cosine in zip(found[at], cosines[at], strict=True)
                if row != at
            ),
            start=1,
        )
        if rank <= near
    )
    return rows_to_csv(["text", "rank", "neighbour", "cosine"], rows)


def script(space: Space, settings: projection.Settings) -> str:
    """The map with these settings, as a program that reads the exported vectors."""
    return render("embeddings/map", settings=settings, projection=projection, things=len(space))
