"""Dimensions: how few numbers, and how few bits, still find the same neighbours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from app import controls, downloads, page, plot, theme
from app.figures.embeddings import dimensions as figures
from app.markdown import escape_markdown
from app.views.embeddings import cache, source_picker
from core.embeddings.dimensions import (
    ALL,
    BINARY,
    FIRST,
    FLOAT,
    INT8,
    PCA,
    PRESETS,
    Compression,
    Measured,
    bytes_each,
    kept,
    measured,
    some,
    stored,
    truth,
)
from core.embeddings.learn_export import compress_script
from core.embeddings.space import Space

MILLION = 1_000_000
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
    said = _said(space, how, now, shares)
    if len(space) < len(whole):
        said.append(f"This view uses a random {len(space)} of {len(whole):,} items.")
    page.explanation(slug, said)
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


def _said(space: Space, how: Compression, now: Measured, shares: np.ndarray) -> list[str]:
    full = bytes_each(space.vectors.shape[1], FLOAT)
    hardest = int(now.kept.argmin())
    lost = (
        f"The largest loss: “{escape_markdown(space.texts[hardest])}” keeps {now.kept[hardest]} of "
        f"{now.near}."
        if now.kept[hardest] < now.near
        else "None is lost."
    )
    chance = now.near / (len(space) - 1)
    said = [
        f"Each of {len(space)} vectors ({escape_markdown(space.name)}) takes {now.size:g} bytes "
        f"instead of {full:g} ({full / now.size:.3g} times fewer), and "
        f"{100 * now.recall:.1f}% of the true {now.near} nearest are still found "
        f"(by chance {100 * chance:.0f}%). {lost}",
    ]
    if how.dimensions and how.dimensions < space.vectors.shape[1]:
        said.append(_truncated(space, how.dimensions, shares))
    if how.store == BINARY:
        said.append(
            "A sign shows on which side of a plane a vector lies. Two vectors at an angle θ lie on "
            f"different sides of a random plane with probability θ/π, so of {now.dimensions} bits "
            f"about θ/π differ: counting them (the Hamming distance) estimates the angle. The "
            f"correlation of the signs' cosines with the true ones is {now.correlation:.2f}."
            + (
                " After PCA, the vectors are first rotated at random; otherwise the last "
                "components, which hardly matter, would get as many bits as the first."
                if how.reduce == PCA
                else ""
            )
        )
    if how.store == INT8:
        said.append(
            "With 255 steps per dimension, each number is off by at most half a step, at most 0.4% "
            f"of the largest, and the errors of {now.dimensions} of them largely cancel in a dot "
            f"product: the correlation of the cosines with the true ones is {now.correlation:.4f}."
        )
    if how.again > 1:
        plain = cache.smaller(space, replace(how, again=1))
        said.append(
            f"Rescoring the best {min(now.near * how.again, len(space) - 1)} by their full vectors "
            f"raises the share from {100 * plain.recall:.1f}% to {100 * now.recall:.1f}%: the "
            f"small vectors only need to have the right ones among the candidates."
        )
    return said


def _truncated(space: Space, dimensions: int, shares: np.ndarray) -> str:
    """What the first dimensions find beside as many others and as many components, and why."""
    first, turned = (
        cache.smaller(space, Compression(reduce, dimensions)).recall for reduce in (FIRST, PCA)
    )
    others = cache.other_dimensions(space, dimensions)
    if first > others.max():
        why = (
            "better than all of those: these dimensions are sorted, as a model trained for it "
            "(Matryoshka) or PCA sorts them"
        )
    elif first < others.min():
        why = "worse than all of those: here the first dimensions matter less than others"
    else:
        why = (
            "no better than those, so cutting off the rest loses as much as cutting off any "
            "others: dimensions are sorted only if training asks for it (Matryoshka), and "
            "this training did not"
        )
    return (
        f"In float32, the first {dimensions} dimensions find {100 * first:.1f}%; in {len(others)} "
        f"draws, the same number of random dimensions finds {100 * others.min():.1f} to "
        f"{100 * others.max():.1f}%. The first ones are {why}. The same number of principal "
        f"components finds {100 * turned:.1f}%: PCA sorts by variance, and these keep "
        f"{100 * shares[:dimensions].sum():.0f}% of the squared length."
    )


def _table(space: Space, how: Compression) -> str:
    """Memory for a million things, and the recall that goes with it, as a Markdown table."""
    ways = [
        cache.smaller(space, Compression(reduce, dimensions, store, how.again))
        for reduce, dimensions, store in COMPARED
    ]
    rows = [
        f"| {MILLION:,} items | bytes each | memory | recall@{ways[0].near} |",
        "| --- | ---: | ---: | ---: |",
    ]
    for (reduce, _, store), one in zip(COMPARED, ways, strict=True):
        name = f"{one.dimensions} dimensions" if reduce == FIRST else f"PCA to {one.dimensions}"
        rows.append(
            f"| {name}, {store} | {one.size:g} | {one.size * MILLION / 2**20:,.0f} MiB "
            f"| {100 * one.recall:.1f}% |"
        )
    return "\n".join(rows)
