"""Chunks being encoded while the page goes on: a bar that the browser's timer moves, and a button
that stops it.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.page import plain
from core.embeddings import sentences
from core.retrieval.chunks import Document
from core.retrieval.encode import Encoding
from core.retrieval.settings import Chunking

TICK = 0.1  # seconds between two batches, as the browser's timer counts them
SETTLED = 2.5  # seconds after which the browser has the first picture, and loading may begin
LOADING = "The sentence encoder is being loaded"
Wanted = tuple[tuple[Document, ...], Chunking]


@dataclass
class Job:
    """An encoding on a page. It lives in the session."""

    wanted: Wanted
    encoding: Encoding
    halted: bool = False


def loaded() -> bool:
    """Whether the encoder is there."""
    return sentences.model.cache_info().currsize > 0


@st.cache_resource(show_spinner=False)
def load() -> None:
    """Load the encoder once for all visitors; who comes meanwhile waits for the same one."""
    sentences.encode(["warm"])


def job(slug: str, wanted: Wanted) -> Job:
    """The session's job for these documents in these chunks; another one is given up for it.

    Raises ``ValueError`` where they cannot be encoded.
    """
    held: Job | None = st.session_state.get(f"{slug}-encoding")
    if held is None or held.wanted != wanted:
        held = Job(wanted, Encoding(*wanted))
        st.session_state[f"{slug}-encoding"] = held
    return held


def bar(slug: str, job: Job) -> None:
    """How far the job is, and a batch of it at each tick; the page runs again when it is done."""
    drawn = {"times": 0}

    def tick() -> None:
        # At first only the bar is drawn, so that the page below it does not wait for a batch.
        if drawn["times"] and not job.halted:
            _advance(job)
        drawn["times"] += 1
        done, whole = job.encoding.done, len(job.encoding.chunks)
        what = f"Encoded {done:,} of {whole:,} chunks" if loaded() else LOADING
        st.progress(done / whole, f"{what}. Until then, the picture is of the chunks before.")

    def halt() -> None:
        job.halted = not job.halted

    every = TICK if loaded() else SETTLED
    with st.container(horizontal=True, vertical_alignment="center"):
        st.fragment(tick, run_every=None if job.halted else every, key=f"{slug}-encoding-bar")()
        st.button(
            "Go on" if job.halted else "Stop", key=f"{slug}-encoding-halt", on_click=halt,
            icon=":material/play_arrow:" if job.halted else ":material/stop:",
        )  # fmt: skip


def _advance(job: Job) -> None:
    """Load the encoder, or encode a batch; the page runs again where that changes what it shows."""
    if not loaded():
        try:
            load()
        except ValueError as problem:
            job.halted = True
            st.warning(plain(str(problem)), icon=":material/cloud_off:")
            return
        st.rerun()  # with a quicker timer
    job.encoding.advance()
    if job.encoding.finished:
        st.rerun()


def warm_up(slug: str) -> None:
    """Load the encoder behind the picture, and say so; to be called when the page is drawn."""
    if loaded():
        return
    drawn = {"times": 0}

    def tick() -> None:
        drawn["times"] += 1
        if drawn["times"] == 2:
            try:
                load()
            except ValueError as problem:
                st.warning(plain(str(problem)), icon=":material/cloud_off:")
                return
            st.rerun()
        st.caption(
            f":material/hourglass_top: {LOADING}; until it is there, the examples are answered by "
            "vectors that come with the page."
        )

    st.fragment(tick, run_every=SETTLED, key=f"{slug}-warming")()
