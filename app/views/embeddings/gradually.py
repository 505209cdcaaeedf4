"""Many texts to vectors a part at a time: the page stays, a bar says how far it is, a click stops it.

Each run of a fragment, asked for by the browser, encodes one part. What is encoded stays in the
session: after a stop it goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import streamlit as st

PART = 64  # texts in one run
TICK = 0.1  # seconds between two runs, as the browser's timer counts them


@dataclass
class Job:
    """Texts on their way to vectors; ``mark`` changes with any of them and with the encoder."""

    mark: str
    parts: list[np.ndarray] = field(default_factory=list)
    stopped: bool = False

    @property
    def done(self) -> int:
        """How many texts are encoded."""
        return sum(map(len, self.parts))


def encoded(
    slug: str, encoder: str, texts: Sequence[str], encode: Callable[[Sequence[str]], np.ndarray]
) -> np.ndarray | None:
    """The vectors, (texts, dimensions), or None until the last part is there.

    Raises ``ValueError`` where the encoder cannot take one of the texts.
    """
    key = f"{slug}-encoding"
    mark = blake2b("\0".join([encoder, *texts]).encode(), digest_size=8).hexdigest()
    job: Job | None = st.session_state.get(key)
    if job is None or job.mark != mark:
        job = st.session_state[key] = Job(mark)
    if len(texts) <= PART and not job.parts:
        job.parts.append(encode(texts))

    def turn(stopped: bool) -> None:
        job.stopped = stopped

    def advance() -> None:
        if not job.stopped and job.done < len(texts):
            job.parts.append(encode(texts[job.done : job.done + PART]))
        if job.done == len(texts):
            st.rerun()
        said = f"Encoded {job.done:,} of {len(texts):,}"
        st.progress(job.done / len(texts), said + ", stopped" * job.stopped)
        st.button(
            "Go on" if job.stopped else "Stop", key=f"{key}-stop", on_click=turn,
            args=(not job.stopped,),
        )  # fmt: skip

    if job.done < len(texts):
        st.fragment(advance, run_every=None if job.stopped else TICK, key=f"{key}-run")()
        return None
    return np.concatenate(job.parts)
