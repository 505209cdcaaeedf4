"""Analogies and axes of meaning, for the view "Geometry"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app import plot, theme
from app.figures.embeddings import geometry as figures
from app.figures.embeddings import points as drawing
from app.markdown import escape_markdown
from app.views.embeddings import query_vectors
from app.views.embeddings.source_picker import Chosen
from core.cache import shared
from core.embeddings import corpora, encoders, geometry, projection, shipped, words
from core.embeddings import geometry_narration as narration
from core.embeddings.choices import Looking
from core.embeddings.geometry import Score
from core.embeddings.space import unit

SHOWN = 8  # answers
WORD = 100  # pixels for one


def analogies(slug: str, chosen: Chosen, looking: Looking) -> list[str]:
    """a - b + c, its nearest words, and how many of the shipped analogies work."""
    asked = []
    row = st.container(horizontal=True)  # which a phone, too, shows side by side
    for name, usual in zip(("a", "− b", "+ c"), ("king", "man", "woman"), strict=True):
        key = f"{slug}-analogy-{name[-1]}"
        asked.append(
            row.text_input(name, usual, max_chars=60, key=key, width=WORD, persist_state="session")
        )
    # An analogy is between words: sentences and images have the table's words stand in.
    space = chosen.space

    def readable() -> list[str]:
        written = [word.strip().lower() for word in asked]
        if not all(written):
            raise ValueError("Enter three words for an analogy.")
        if not set(written) <= set(space.texts):
            words.encode_texts(written)  # which says what it does not know
        return written

    asked = query_vectors.last(f"{slug}-analogy-last", readable)
    here = set(asked) <= set(space.texts)
    if not here:
        space = encoders.space(encoders.WORDS)
        st.caption("The table of words supplies these words: they are not on the map.")
    candidates, vectors = space.texts, space.vectors
    marks: tuple[str, ...] = shipped.fingerprint(vectors), space.named
    if looking.everywhere or (not here and not set(asked) <= set(candidates)):
        table = words.vocabulary()
        candidates, vectors = table.words, table.vectors
        marks = ("the whole table",)
        three = words.encode_texts(asked)
    else:
        three = np.stack([vectors[candidates.index(word)] for word in asked])
    own = [candidates.index(word) for word in asked if word in candidates]
    a, b, c = three
    answer = geometry.analogy(vectors, a, b, c, own, SHOWN)
    near = [candidates[row] for row in answer.rows]
    names = [*asked, "", *near[:5]]
    drawn = np.concatenate([unit(three), answer.target[None], unit(vectors[answer.rows[:5]])])
    flat = projection.lay_out(drawn, projection.Settings(method=projection.PCA))
    assert flat.explained is not None  # as PCA says it of every map
    colours = theme.current()
    scores = _scores(marks, candidates, vectors)
    plot.show(
        {
            "plane": figures.parallelogram(flat.points, names, len(drawn) - 4, colours),
            "near": figures.ranked(
                near,
                answer.cosines,
                colours,
                title="Nearest to a − b + c",
                x="cosine",
                note=f"of {len(candidates):,}, without a, b, c",
            ),
            "success": figures.success(scores, colours),
        },
        key=f"{slug}-analogies-stage",
        rows=[[("plane", 5), ("near", 4)], [("success", 1)]],
    )
    said = narration.about_analogy(asked, answer, candidates, scores)
    said.insert(1, narration.about_plane(flat.points, names, float(flat.explained.sum())))
    return said


@shared
def _scores(
    marks: tuple[str, ...], _words: Sequence[str], _vectors: np.ndarray
) -> tuple[Score, ...]:
    return geometry.scores(_words, _vectors, corpora.analogies())


def axes(slug: str, chosen: Chosen, looking: Looking) -> list[str]:
    """One axis of meaning between two texts, or a plane of two."""
    space = chosen.space
    first, last = _ends(chosen)
    columns = st.columns(4)
    given = [
        column.text_input(
            name,
            value,
            max_chars=300,
            key=f"{slug}-axis-{chosen.mark}-{at}",
            persist_state="session",
        ).strip()
        for at, (column, name, value) in enumerate(
            zip(
                columns,
                ("From", "to", "Up from (may be empty)", "up to"),
                (first, last, "", ""),
                strict=True,
            )
        )
    ]

    def placed() -> tuple[list[str], np.ndarray, np.ndarray | None]:
        if not all(given[:2]):
            raise ValueError("Enter a word or a sentence for both ends of the axis.")
        both = all(given[2:])
        ends = query_vectors.vectors_of(chosen, given if both else given[:2])
        x = geometry.along(space.vectors, ends[0], ends[1])
        return given, x, geometry.along(space.vectors, ends[2], ends[3]) if both else None

    given, x, y = query_vectors.last(
        f"{slug}-axis-last-{chosen.mark}-{shipped.fingerprint(space.vectors)}", placed
    )
    up = None if y is None else (given[2], given[3])
    order = narration.beside(space.texts, -x, given[:2])
    ends_shown = np.array(order if len(order) <= 12 else [*order[:6], *order[-6:]])
    colours = theme.current()
    plot.show(
        {
            "plane": figures.plane(
                x,
                y,
                drawing.by_label(space.groups, colours),
                space.texts,
                (given[0], given[1]),
                up,
                colours,
            ),
            "ends": figures.ranked(
                [space.texts[row] for row in ends_shown],
                x[ends_shown],
                colours,
                title="Farthest on each side",
                x="position on the axis",
                low=float(x.min()),
                note="six on each side, without the two ends",
            ),
        },
        key=f"{slug}-axes-stage",
        rows=[[("plane", 6), ("ends", 4)]],
    )
    if any(given[2:]) and up is None:
        st.caption(escape_markdown("Enter both ends of the second axis."))
    return narration.about_axis(space, given[0], given[1], x)


def _ends(chosen: Chosen) -> tuple[str, str]:
    """Two items that span a clear axis: shipped ones, or the space's first and last."""
    known = set(chosen.space.texts)
    for pair in (
        ("small", "big"),
        ("The bank raised its interest rates.", "The dog barked at the postman."),
    ):
        if set(pair) <= known:
            return pair
    return chosen.space.texts[0], chosen.space.texts[-1]
