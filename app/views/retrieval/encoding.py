"""Chunks being encoded while the page goes on: a bar that the browser's timer moves, and a button
that stops it.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.embeddings import sentences
from core.retrieval.chunks import Document
from core.retrieval.encode import Encoding
from core.retrieval.settings import Chunking

TICK = 0.1  # seconds between two batches, as the browser's timer counts them
SETTLED = 2.5  # seconds after which the browser has the first picture, and loading may begin
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

    def halt() -> None:
        job.halted = not job.halted

    def tick() -> None:
        # At first only the bar is drawn, so that the page below it does not wait for a batch.
        if drawn["times"] and not job.halted and not job.encoding.finished:
            load()
            job.encoding.advance()
        drawn["times"] += 1
        if job.encoding.finished:
            st.rerun()
        done, whole = job.encoding.done, len(job.encoding.chunks)
        what = (
            "Loading the sentence encoder"
            if not loaded()
            else f"Encoded {done:,} of {whole:,} chunks"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(done / whole, f"{what}. Until then, the picture is of the chunks before.")
            st.button(
                "Go on" if job.halted else "Stop", key=f"{slug}-encoding-halt", on_click=halt,
                icon=":material/play_arrow:" if job.halted else ":material/stop:",
            )  # fmt: skip

    st.fragment(tick, run_every=None if job.halted else TICK, key=f"{slug}-encoding-bar")()


def warm_up(slug: str) -> None:
    """Load the encoder behind the picture, and say so; to be called when the page is drawn."""
    if loaded():
        return
    drawn = {"times": 0}

    def tick() -> None:
        if drawn["times"]:
            load()
            st.rerun()
        drawn["times"] += 1
        st.caption(
            ":material/hourglass_top: The sentence encoder is being loaded; until it is there, "
            "the examples are answered by vectors that come with the page."
        )

    st.fragment(tick, run_every=SETTLED, key=f"{slug}-warming")()
