"""A learner's items as a space: texts and images with their new vectors, or uploaded vectors.

Left out: reading files (core/parsing), and encoding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core.data.images import Picture
from core.embeddings.projection import MOST
from core.embeddings.space import Space
from core.parsing.names import short
from core.parsing.vectors import Vectors

if TYPE_CHECKING:
    from core.parsing.table import Table

MOST_TEXTS = 2000
MOST_IMAGES = 20
LONGEST = 1000  # characters of a text that are read
THUMBNAIL = 48  # pixels


def lines(text: str) -> tuple[str, ...]:
    """The different lines of a text that are not empty, in their order.

    Raises ``ValueError`` for more than ``MOST_TEXTS`` of them.
    """
    found = tuple(
        dict.fromkeys(line.strip()[:LONGEST] for line in text.split("\n") if line.strip())
    )
    if len(found) > MOST_TEXTS:
        raise ValueError(
            f"There are {len(found):,} different lines; the app takes at most {MOST_TEXTS:,}."
        )
    return found


def from_table(
    table: Table, column: str, by: str | None
) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The different texts of a column, ``MOST_TEXTS`` at most, and their groups by another one."""
    kept = table.frame.dropna(subset=[column]).drop_duplicates(subset=[column])[:MOST_TEXTS]
    texts = tuple(str(value).strip()[:LONGEST] or "–" for value in kept[column])
    groups = kept[by].astype(object) if by else None
    if groups is None:
        return texts, None
    return texts, tuple(map(str, groups.where(groups.notna(), "–")))


def of_texts(
    texts: Sequence[str], vectors: np.ndarray, groups: Sequence[str] | None, about: str
) -> Space:
    """Texts with their vectors (texts, dimensions)."""
    named = tuple(short(group) for group in groups) if groups else ("",) * len(texts)
    return Space("your texts", vectors.astype(np.float32), tuple(texts), named, about)


def of_images(pictures: Sequence[Picture], vectors: np.ndarray, about: str) -> Space:
    """Pictures with their vectors (pictures, dimensions), and a small square of each to show."""
    squares = [
        Image.fromarray(one.pixels).convert("RGB").resize((THUMBNAIL, THUMBNAIL))
        for one in pictures
    ]
    names = tuple(f"{at + 1}. {one.name}" for at, one in enumerate(pictures))
    return Space(
        "your images",
        vectors.astype(np.float32),
        names,
        ("",) * len(pictures),
        about,
        np.stack([np.asarray(square) for square in squares]),
    )


def of_vectors(brought: Vectors, seed: int = 0) -> Space:
    """Vectors as they came, or ``MOST`` of them drawn by chance, which the text then says."""
    rows, drawn = np.arange(len(brought.texts)), ""
    if len(rows) > MOST:
        drawn = f"A random {MOST:,} of {len(rows):,} rows are used for maps and neighbours."
        rows = np.sort(np.random.default_rng(seed).choice(len(rows), MOST, replace=False))
    zeros = int((~brought.vectors[rows].any(axis=1)).sum())
    if zeros:
        one = zeros == 1
        drawn += (
            f" {zeros:,} of them {'is' if one else 'are'} all zeros and {'has' if one else 'have'} "
            "no direction, so their cosine with any vector is zero."
        )
    return Space(
        f"vectors of {brought.name}",
        brought.vectors[rows],
        tuple(brought.texts[row] for row in rows),
        tuple(brought.groups[row] for row in rows),
        f"You uploaded them as {brought.name}. {drawn.strip()}".strip(),
        told="The app does not know whether their encoder saw the groups",
    )
