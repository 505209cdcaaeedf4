"""Dimensions: how few numbers, and how few bits, still find the same neighbours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from app import controls, downloads, page, plot, theme
from app.figures.embeddings import dimensions as figures
from app.markdown import escape_markdown
from app.views.embeddings import cache, source_picker
from core.embeddings import dimensions_narration as narration
from core.embeddings.dimensions import (
    ALL,
    BINARY,
    FIRST,
    FLOAT,
    INT8,
    PCA,
    PRESETS,
    Compression,
    angle_error,
    kept,
    measured,
    some,
    stored,
    truth,
)
from core.embeddings.dimensions_narration import Beside
from core.embeddings.learn_export import compress_script
from core.embeddings.space import Space

# Rows of the table: typical choices for a million items.
COMPARED = (
    (FIRST, ALL, FLOAT),
    (FIRST, ALL, INT8),
    (PCA, 64, FLOAT),
    (PCA, 64, INT8),
    (FIRST, ALL, BINARY),
    (PCA, 64, BINARY),
)


def show(slug: str) -> None:
    """The view: the vectors, the way to make them smaller, and the neighbours still found."""
    own = f"{slug}-sizes"
    whole = source_picker.chosen(slug).space
    space, colours = some(whole), theme.current()
    with st.sidebar:
        how = controls.settings(own, Compression)
    controls.presets(slug, PRESETS, how, knobs=own)
    now, shares = cache.smaller(space, how), cache.truth(space).shares
    plot.show(
        {
            "recall": figures.recall_by_size(cache.sizes(space, how.again), now, how, colours),
            "axes": figures.along_axes(shares, now, colours),
            "losers": figures.losers(now, colours),
        },
        key=f"{own}-stage",
        rows=[[("recall", 1)], [("axes", 1), ("losers", 1)]],
    )
    said = narration.about(space, how, now, beside(space, how, shares))
    if len(space) < len(whole):
        said.append(f"This view uses a random {len(space)} of {len(whole):,} items.")
    page.explanation(slug, [escape_markdown(sentence) for sentence in said])
    st.markdown(_table(space, how))
    page.code(
        slug,
        {
            "what is kept": kept,
            "how it is stored": stored,
            "what is still found": measured,
            "principal axes": truth,
        },
        downloads=lambda: downloads.script(slug, compress_script(), "Smaller vectors"),
    )


def beside(space: Space, how: Compression, shares: np.ndarray) -> Beside:
    """What the chosen compression is compared with; ``shares`` (r,) are those of the axes."""
    plain = cache.smaller(space, replace(how, again=1))
    angles = angle_error(cache.truth(space), how) if how.store == BINARY else 0.0
    if not 0 < how.dimensions < space.vectors.shape[1]:
        return Beside(plain, angles=angles)
    return Beside(
        plain,
        cache.other_dimensions(space, how.dimensions),
        cache.smaller(space, Compression(PCA, how.dimensions)).recall,
        float(shares[: how.dimensions].sum()),
        angles,
    )


def _table(space: Space, how: Compression) -> str:
    ways = [
        (reduce, store, cache.smaller(space, Compression(reduce, dimensions, store, how.again)))
        for reduce, dimensions, store in COMPARED
    ]
    return narration.table(len(space), ways)
