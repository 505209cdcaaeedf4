"""The view "Dimensions": how few numbers, and how few bits, still find the same neighbours."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import controls, downloads, page, plot, theme
from app.figures.embeddings import sizes as figures
from core.embeddings import compress, encoders
from core.embeddings.compress import (
    ALL,
    BINARY,
    FIRST,
    FLOAT,
    INT8,
    NEAREST,
    PCA,
    PRESETS,
    Compression,
    Measured,
)  # fmt: skip
from core.embeddings.learn_export import compress_script
from core.embeddings.space import Space

MILLION = 1_000_000
# Rows of the table: what one would take home for a million things.
COMPARED = ((FIRST, ALL, FLOAT), (FIRST, ALL, INT8), (PCA, 64, FLOAT), (PCA, 64, INT8),
            (FIRST, ALL, BINARY), (PCA, 64, BINARY))  # fmt: skip


def show(slug: str) -> None:
    """The view: whose vectors, how they are made smaller, and what is still found."""
    own = f"{slug}-sizes"
    with st.sidebar:
        how = controls.settings(own, Compression)
    controls.presets(slug, PRESETS, how, knobs=own)
    space, colours = encoders.space(how.encoder), theme.current()
    now, shares = compress.measured_of(how), compress.truth_of(how.encoder).shares
    curves = compress.curves(how.encoder, how.again)
    plot.show(
        {
            "recall": figures.recall_by_size(curves, now, how, colours),
            "axes": figures.along_axes(shares, now, colours),
            "losers": figures.losers(now, colours),
        },
        key=f"{own}-stage",
        rows=[[("recall", 1)], [("axes", 1), ("losers", 1)]],
    )
    page.seeing(slug, _said(space, how, now, shares))
    st.markdown(_table(how))
    page.code(
        slug,
        {"what is kept": compress.kept, "how it is stored": compress.stored,
         "what is still found": compress.measured, "principal axes": compress.truth},
        downloads=lambda: downloads.script(slug, compress_script(), "Smaller vectors"),
    )  # fmt: skip


def _said(space: Space, how: Compression, now: Measured, shares: np.ndarray) -> list[str]:
    full = compress.bytes_each(space.vectors.shape[1], FLOAT)
    hardest = int(now.kept.argmin())
    first, turned = (
        compress.measured_of(Compression(how.encoder, reduce, how.dimensions)).recall
        for reduce in (FIRST, PCA)
    )
    said = [
        f"Each of {len(space)} vectors takes {now.size:g} bytes in place of {full:g} "
        f"({full / now.size:.3g} times fewer), and {100 * now.recall:.1f} % of the true {NEAREST} "
        f"nearest are still found. Hit hardest: “{page.plain(space.texts[hardest])}” keeps "
        f"{now.kept[hardest]} of {NEAREST}.",
    ]
    if how.dimensions and how.dimensions < space.vectors.shape[1]:
        said.append(
            f"In float32, the first {now.dimensions} dimensions find {100 * first:.1f} %, the first "
            f"{now.dimensions} principal components {100 * turned:.1f} %: training did not sort the "
            "dimensions, so the first are no better than any others, unless a model was trained for "
            f"that (Matryoshka). PCA keeps {100 * shares[: now.dimensions].sum():.0f} % of the squares."
        )
    if how.store == BINARY:
        said.append(
            "A sign says on which side of a plane a vector lies. Two vectors at an angle θ lie on "
            f"different sides of a random plane with probability θ/π, so of {now.dimensions} bits about "
            "θ/π differ: counting them (the Hamming distance) estimates the angle. Cosines of the signs "
            f"correlate with the true ones at {now.correlation:.2f}."
            + (
                " After PCA the vectors are turned at random first, or the last components, which hardly "
                "count, would have as many bits as the first."
                if how.reduce == PCA
                else ""
            )
        )
    if how.store == INT8:
        said.append(
            "With 255 steps a dimension, each number is off by less than half a step, at most 0.4 % of "
            f"the largest, and the errors of {now.dimensions} of them largely cancel in a dot product: "
            f"the cosines correlate with the true ones at {now.correlation:.4f}."
        )
    if how.again > 1:
        plain = compress.measured_of(
            Compression(how.encoder, how.reduce, how.dimensions, how.store)
        )
        said.append(
            f"Looking again at the best {NEAREST * how.again} by their full vectors raises the share "
            f"from {100 * plain.recall:.1f} % to {100 * now.recall:.1f} %: the small vectors only have "
            "to bring the right ones among the candidates."
        )
    return said


def _table(how: Compression) -> str:
    """Memory for a million things, and the recall that goes with it, as a Markdown table."""
    rows = [
        f"| {MILLION:,} things | bytes each | memory | recall@{NEAREST} |",
        "| --- | ---: | ---: | ---: |",
    ]
    for reduce, dimensions, store in COMPARED:
        one = compress.measured_of(Compression(how.encoder, reduce, dimensions, store, how.again))
        name = f"{one.dimensions} dimensions" if reduce == FIRST else f"PCA to {one.dimensions}"
        rows.append(
            f"| {name}, {store} | {one.size:g} | {one.size * MILLION / 2**20:,.0f} MiB "
            f"| {100 * one.recall:.1f} % |"
        )
    return "\n".join(rows)
