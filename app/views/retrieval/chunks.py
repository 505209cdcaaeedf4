"""Chunks: the text itself with its borders, and what cutting keeps together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app import controls, page, plot, theme
from app.figures.retrieval import chunks as figures
from app.markdown import escape_markdown
from app.views.retrieval import downloads
from app.views.retrieval.library import documents, knobs
from core.percent import percent
from core.retrieval import chunks as cutting
from core.retrieval.chunks import Chunk, Document
from core.retrieval.documents import handbook
from core.retrieval.encode import MAX_CHUNKS
from core.retrieval.evaluate import held_by_one
from core.retrieval.presets import CHUNKS, PRESETS
from core.retrieval.token_count import READ, beyond


def show(slug: str) -> None:
    """The view: one document in colours, the lengths of all chunks, and how whole answers stay."""
    settings = knobs(slug, "Chunks", asking=False)
    texts = documents(slug, settings)
    controls.presets(slug, PRESETS[CHUNKS], settings)
    with st.sidebar:
        titles = [document.title for document in texts]
        title = st.selectbox("Shown", titles, key=f"{slug}-shown", persist_state="page")
    document = texts[titles.index(title)]
    chunks = cutting.cut_all(texts, settings.chunking)
    own = [chunk for chunk in chunks if chunk.document == title]
    if not chunks:
        st.warning("The documents have no text.")
        return
    colours = theme.current()
    panels = {"lengths": figures.lengths(chunks, colours)}
    if texts == handbook():
        panels["passages"] = figures.passages(held_by_one(chunks), colours)
    left, right = st.columns([3, 2])
    with left:
        st.markdown(f"**{escape_markdown(title)}**, in {len(own)} chunk{'s' * (len(own) != 1)}")
        st.html(figures.text(document, own, colours))
    with right:
        plot.show(panels, key=f"{slug}-chunks", rows=[[(name, 1)] for name in panels])
    page.explanation(slug, _said(texts, chunks, settings.titled))
    page.code(
        slug,
        {
            "by sentences": cutting.by_sentences,
            "by characters": cutting.by_characters,
            "by headings": cutting.by_headings,
            "where sentences end": cutting.sentences,
        },
        downloads=lambda: downloads.cutting(slug, settings, texts, chunks),
    )


def _said(texts: Sequence[Document], chunks: Sequence[Chunk], titled: bool) -> list[str]:
    sizes = np.array([len(chunk.text.split()) for chunk in chunks])
    whole = sum(len(document.text) for document in texts)
    stored = sum(len(chunk.text) for chunk in chunks)
    cut = _cut_short(texts, chunks)
    unread = int(beyond([chunk.searched(titled) for chunk in chunks]).sum())
    said = [
        f"{len(texts)} document{' makes' if len(texts) == 1 else 's make'} "
        f"**{len(chunks):,} chunk{'s' * (len(chunks) != 1)}** of {sizes.min():,} to "
        f"{sizes.max():,} words, {sizes.mean():,.0f} on average; each becomes one vector of 384 "
        f"numbers.",
        f"The chunks store **{stored / whole:.2f} times** the text"
        + (": what overlaps is stored, encoded and searched twice." if stored > whole else "."),
        f"**{cut:,} of {len(chunks):,}** chunks {'ends' if cut == 1 else 'end'} within a sentence."
        if cut
        else "Every chunk ends where a sentence ends.",
    ]
    if unread:
        said.append(
            f"**{unread:,} of {len(chunks):,}** chunks are longer than the {READ} tokens that the "
            "encoder reads. The rest is not in such a chunk's vector; only BM25 counts its words."
        )
    if len(chunks) > MAX_CHUNKS:
        said.append(f"The search encodes only up to {MAX_CHUNKS:,} chunks.")
    if texts == handbook():
        held = held_by_one(chunks)
        said.append(
            f"Of {len(held)} known answers, {percent(float(np.mean(held >= 0.999)))} lie in one "
            f"chunk as a whole; the worst has {percent(held.min())} of its letters in one chunk."
        )
    return said


def _cut_short(texts: Sequence[Document], chunks: Sequence[Chunk]) -> int:
    """How many chunks end elsewhere than a sentence of their document does."""
    ends = {
        document.title: {end for _, end in cutting.sentences(document.text)} for document in texts
    }
    return sum(chunk.end not in ends[chunk.document] for chunk in chunks)
