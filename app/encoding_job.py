"""Texts being encoded while the page goes on: a bar that the browser's timer moves, and a button
that stops it.

    >>> wanted = job("page", ("any", "texts"), lambda: Encoding(["A dog."], list, part=64))
    >>> if not wanted.encoding.finished:
    ...     bar("page", wanted, "texts")

What is encoded stays in the session: after a stop it goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from app import boundary, encoder
from app.markdown import escape_markdown
from core.embeddings.encoding import Encoding

TICK = 0.1  # seconds between two parts, as the browser's timer counts them
SETTLED = 2.5  # seconds after which the browser has the first picture, and loading may begin
Work = TypeVar("Work", bound=Encoding)


@dataclass
class Job(Generic[Work]):
    """An encoding on a page; ``wanted`` identifies it, ``problem`` says why it stopped."""

    wanted: Hashable
    encoding: Work
    halted: bool = False
    problem: str = ""


def job(slug: str, wanted: Hashable, make: Callable[[], Work]) -> Job[Work]:
    """The session's job for what is ``wanted``; another one is given up for it."""
    key = f"{slug}-encoding"
    held: Job[Work] | None = st.session_state.get(key)
    if held is None or held.wanted != wanted:
        held = st.session_state[key] = Job(wanted, make())
    return held


def bar(slug: str, job: Job, things: str, *, by_sentences: bool = True) -> None:
    """How far the job is, and a part of it at each tick; the page runs again when it is done.

    ``by_sentences`` says that it takes the sentence encoder, which may have to be loaded first.
    """
    drawn = {"times": 0}

    def missing() -> bool:
        return by_sentences and not encoder.loaded()

    def tick() -> None:
        # At first only the bar is drawn, so that the page below it does not wait for a part.
        if drawn["times"] and not job.halted:
            advance(job, missing())
        drawn["times"] += 1
        done, total = job.encoding.done, job.encoding.total
        said = encoder.LOADING if missing() else f"Encoded {done:,} of {total:,} {things}"
        stopped = ", stopped" * job.halted
        st.progress(done / total, f"{said}{stopped}. The picture stays the same until then.")
        if job.problem:
            st.warning(escape_markdown(job.problem), icon=":material/notes:")

    def halt() -> None:
        job.halted, job.problem = not job.halted, ""

    every = SETTLED if missing() else TICK
    with st.container(horizontal=True, vertical_alignment="center"):
        boundary.fragment(
            tick, run_every=None if job.halted else every, key=f"{slug}-encoding-bar"
        )()
        st.button(
            "Go on" if job.halted else "Stop",
            key=f"{slug}-encoding-halt",
            on_click=boundary.callback(halt),
            icon=":material/play_arrow:" if job.halted else ":material/stop:",
        )


def advance(job: Job, missing: bool) -> None:
    """Load the encoder, or encode a part; the page runs again where that changes what it shows.

    While another visitor's page loads the encoder, this one does not wait: a click here would wait
    as well.
    """
    if missing and encoder.load.busy():
        return
    try:
        if missing:
            encoder.load()
        else:
            job.encoding.advance()
    except ValueError as problem:
        job.halted, job.problem = True, str(problem)
        return
    if missing or job.encoding.finished:
        st.rerun()  # with a quicker timer, or with what was encoded
