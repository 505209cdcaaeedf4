"""A learner's items as a space: texts and images with their new vectors, or uploaded vectors.

Left out: reading files (core/parsing), and encoding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core.data.images import Picture
from core.embeddings.projection import MOST
from core.embeddings.space import Space
from core.parsing.columns import counted
from core.parsing.names import short
from core.parsing.vectors import Vectors

if TYPE_CHECKING:
    import pandas as pd

    from core.parsing.table import Table

MOST_TEXTS = 2000
MOST_IMAGES = 20
MOST_GROUPS = 30  # each with its own colour and symbol
OTHERS = "others"
LONGEST = 1000  # characters of a text that are read
THUMBNAIL = 48  # pixels


def lines(text: str) -> tuple[tuple[str, ...], list[str]]:
    """The different lines of a text that are not empty, in their order, and what was left out.

    Only the first ``MOST_TEXTS`` are taken, and the first ``LONGEST`` characters of each.
    """
    found = [line.strip() for line in text.split("\n") if line.strip()]
    return _taken(found, "line")


def from_table(
    table: Table, column: str, by: str | None
) -> tuple[tuple[str, ...], tuple[str, ...] | None, list[str]]:
    """The different texts of a column, their groups by another one, and what was left out.

    Only the first ``MOST_TEXTS`` are taken, and the first ``LONGEST`` characters of each.
    """
    frame = table.frame.dropna(subset=[column])
    written = frame[column].astype(str).str.strip().replace("", "–")
    texts, notes = _taken([*written], "row")
    if gaps := len(table.frame) - len(frame):
        notes.insert(0, f"Left out: {counted(gaps, 'row')} without a text.")
    if by is None:
        return texts, None, notes
    first = ~written.str[:LONGEST].duplicated()
    of = frame[by][first][:MOST_TEXTS].astype(object)
    groups, more = few_groups([*map(str, of.where(of.notna(), "–"))])
    return texts, groups, [*notes, *more]


def _taken(texts: list[str], what: str) -> tuple[tuple[str, ...], list[str]]:
    """The different texts, as many and as long as are used, and sentences on what is left out."""
    different = tuple(dict.fromkeys(text[:LONGEST] for text in texts))
    notes = []
    if again := len(texts) - len(different):
        one = "repeats another" if again == 1 else "repeat others"
        notes.append(f"Left out: {counted(again, what)} that {one}.")
    if len(different) > MOST_TEXTS:
        notes.append(f"The app takes the first {MOST_TEXTS:,} of {len(different):,} texts.")
        different = different[:MOST_TEXTS]
    if long := sum(len(text) > LONGEST for text in texts):
        verb = "text is" if long == 1 else "texts are"
        notes.append(f"{long:,} {verb} cut after {LONGEST:,} characters.")
    return different, notes


def few_groups(groups: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The groups; beyond ``MOST_GROUPS``, the smallest become one, and a sentence says so."""
    common = Counter(groups).most_common()
    if len(common) <= MOST_GROUPS:
        return tuple(groups), []
    kept = {name for name, _ in common[: MOST_GROUPS - 1]}
    note = (
        f"Of {len(common):,} groups the {len(kept)} largest have a colour; the rest are called "
        f"“{OTHERS}”."
    )
    return tuple(group if group in kept else OTHERS for group in groups), [note]


def usual_columns(labels: pd.DataFrame) -> tuple[str | None, str | None]:
    """Which column of labels names the vectors, and which colours them; None where none does.

    The names are the first column of texts that mostly differ; the colours are one that repeats.
    """
    different = {name: labels[name].nunique() for name in labels}
    half = len(labels) / 2
    names = [
        name
        for name in labels
        if different[name] > half and labels[name].str.contains("[^\\W\\d]").any()
    ]
    named = next(iter([*names, *labels]), None)
    colours = [name for name in labels if 1 < different[name] <= min(half, MOST_GROUPS)]
    others = [name for name in colours if name != named]
    return named, next(iter([*others, *colours]), None)


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


def of_vectors(
    brought: Vectors, named: str | None = None, by: str | None = None, seed: int = 0
) -> tuple[Space, list[str]]:
    """Vectors as they came, or ``MOST`` of them drawn at random, and what was changed.

    ``named`` and ``by`` are the columns of labels that name and colour them.
    """
    count = len(brought.vectors)
    rows, drawn = np.arange(count), ""
    notes: list[str] = []
    if count > MOST:
        drawn = f"A random {MOST:,} of {count:,} rows are used for maps and neighbours."
        rows = np.sort(np.random.default_rng(seed).choice(count, MOST, replace=False))
    zeros = int((~brought.vectors[rows].any(axis=1)).sum())
    if zeros:
        one = zeros == 1
        drawn += (
            f" {zeros:,} of them {'is' if one else 'are'} all zeros and {'has' if one else 'have'} "
            "no direction, so their cosine with any vector is zero."
        )
    texts, groups = tuple(f"row {row + 1}" for row in rows), ("",) * len(rows)
    if named is not None:
        texts = tuple(brought.labels[named].iloc[rows])
    if by is not None:
        groups, notes = few_groups(tuple(brought.labels[by].iloc[rows]))
    space = Space(
        f"vectors of {brought.name}",
        brought.vectors[rows],
        texts,
        groups,
        f"You uploaded them as {brought.name}. {drawn.strip()}".strip(),
        told="The app does not know whether their encoder saw the groups",
    )
    return space, notes
