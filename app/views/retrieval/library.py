"""What every view of the page searches: the documents, cut and encoded as the sidebar says.

settings, library = chosen(slug)
vector = asked(settings.question)
hits = search(library, settings.question, settings, vector)
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import boundary, controls, encoder, encoding_job
from app.markdown import escape_markdown
from core.embeddings import sentences
from core.retrieval.chunking_grid import GRID
from core.retrieval.chunks import Document
from core.retrieval.documents import handbook
from core.retrieval.encode import ChunkEncoding, needs_encoder, question_vector, shipped_library
from core.retrieval.evaluation_questions import labelled
from core.retrieval.search import Library
from core.retrieval.settings import OWN, Chunking, SearchSettings

WORDS = "BM25 compares the words themselves, in any language."
KEPT = 4  # libraries in a session, so that going back is at once


def chosen(slug: str, *, opened: str = "Search") -> tuple[SearchSettings, Library]:
    """Draw the question and the knobs; return their library, or the last one until it is ready.

    ``opened`` is the group of knobs that is open at first.
    """
    settings = knobs(slug, opened)
    return settings, library(slug, documents(slug, settings), settings.chunking)


def knobs(slug: str, opened: str, *, asking: bool = True) -> SearchSettings:
    """The question where this is called, the knobs in the sidebar.

    A view that needs no question has the field below the knobs, so that its text is kept.
    """
    bar = st.container(horizontal=True, key=f"{slug}-asking") if asking else None
    with st.sidebar:
        place, below = st.container(), bar or st.container()
        with place:
            settings = controls.settings(
                slug, SearchSettings, opened=opened, elsewhere={"Question": below}
            )
    if bar:
        with bar:
            _examples(slug, settings.question)
    return settings


def _examples(slug: str, question: str) -> None:
    """Questions whose answers are known, to choose from; a choice is written into the field."""
    key = f"{slug}-example"
    names = {f"{one.kind}: {one.text}": one.text for one in labelled()}
    answered = sum(one.answered for one in labelled())

    def turn() -> None:
        if st.session_state[key] in names:
            st.session_state[f"{slug}_question"] = names[st.session_state[key]]

    st.session_state[key] = next((name for name, text in names.items() if text == question), None)
    st.selectbox(
        "Or choose a question with a known answer",
        list(names),
        index=None,
        key=key,
        on_change=boundary.callback(turn),
        placeholder=f"{answered} with an answer, {len(labelled()) - answered} without",
        label_visibility="visible",
    )


def documents(slug: str, settings: SearchSettings) -> tuple[Document, ...]:
    """The handbook, or the learner's own documents as soon as there are any."""
    if settings.source == OWN:
        from app.views.retrieval.uploads import brought

        with st.sidebar:
            return brought(slug) or handbook()
    return handbook()


def library(slug: str, documents: tuple[Document, ...], chunking: Chunking) -> Library:
    """The library of these documents; a sentence says where it holds only the first chunks."""
    found = _library(slug, documents, chunking)
    if found.left_out:
        whole = len(found) + found.left_out
        st.caption(
            f"The search holds the first {len(found):,} of {whole:,} chunks. For all of them, make "
            "the chunks larger, or bring less text."
        )
    return found


def _library(slug: str, documents: tuple[Document, ...], chunking: Chunking) -> Library:
    """The library from the session's few, or the one before while this one is being encoded.

    That is one of the same documents if there is any, else of the learner's others.
    """
    if documents == handbook() and chunking in GRID:
        return shipped_library(chunking)
    kept: dict[tuple, Library] = st.session_state.setdefault(f"{slug}-libraries", {})
    wanted = (documents, chunking)
    if wanted in kept:
        kept[wanted] = kept.pop(wanted)  # what was used last goes last
        return kept[wanted]
    try:
        job = encoding_job.job(slug, wanted, lambda: ChunkEncoding(documents, chunking))
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/description:")
    else:
        if job.encoding.finished:
            kept[wanted] = job.encoding.library()
            while len(kept) > KEPT:
                kept.pop(next(iter(kept)))
            return kept[wanted]
        encoding_job.bar(slug, job, "chunks")
    ships = documents == handbook()
    alike = [one for (texts, _), one in kept.items() if (texts == handbook()) == ships]
    same = [one for one in alike if one.documents == documents]
    return (same or alike or [shipped_library(GRID[0])])[-1]


def asked(question: str) -> np.ndarray:
    """The question's vector, float32 (dimensions,); says so while the encoder is being loaded.

    Where there is no encoder, a sentence says why, and the vector is all zeros: its cosine with any
    other is zero.
    """
    if needs_encoder(question):
        try:
            encoder.ready()
        except ValueError as problem:
            said = f"{problem} Until then, the search compares only words."
            st.warning(escape_markdown(said), icon=":material/cloud_off:")
            return np.zeros(sentences.DIMENSIONS, np.float32)
        encoder.doubt([question], WORDS)
    return question_vector(question)
