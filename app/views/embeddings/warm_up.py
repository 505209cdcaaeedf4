"""Loading what is slow, behind the first picture, with a line that says so.

UMAP compiles itself at its first use, and the sentence encoder takes seconds to load. The line is a
fragment: every other of its runs, which the browser asks for, does one thing, and those between
let the visitor's own clicks come first. What is loaded stays loaded for all visitors.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import numpy as np
import streamlit as st

from app import boundary, encoder
from app.markdown import escape_markdown
from core.cache import shared
from core.embeddings import sentences, umap_learn
from core.embeddings.projection import Settings, lay_out

TICK = 0.8  # seconds between two runs, as the browser's timer counts them


def _few() -> np.ndarray:
    return sentences.space().vectors[:50]


def _graph() -> None:
    umap_learn.library().UMAP(
        metric="cosine", transform_mode="graph", random_state=0, n_jobs=1
    ).fit(_few())


# What is said while it is done, and what is done.
STEPS: dict[str, Callable[[], object]] = {
    "loading PyTorch": lambda: import_module("torch"),
    "loading transformers": lambda: import_module("transformers.modeling_utils"),
    "loading sentence-transformers": lambda: import_module("sentence_transformers"),
    "loading the sentence encoder": encoder.load,
    "loading UMAP": umap_learn.library,
    "compiling UMAP's graph": _graph,
    "compiling UMAP's layout": lambda: lay_out(_few(), Settings()),
    "compiling UMAP's placement of new points": lambda: lay_out(_few(), Settings()).place(
        _few()[:1]
    ),
}


_done: set[str] = set()  # the steps that this server has taken


@shared
def _do(step: str) -> None:
    """Take a step, once for all visitors."""
    STEPS[step]()
    _done.add(step)


def status(slug: str) -> None:
    """The line, as long as there is something to load; to be called at the end of a view."""
    if len(_done) == len(STEPS):
        return
    looked = {"times": 0}

    def line() -> None:
        waiting = [step for step in STEPS if step not in _done]
        # A step that another visitor is taking is not waited for: a click here would wait as well.
        if waiting and looked["times"] % 2 and not _do.busy(waiting[0]):
            step = waiting.pop(0)
            try:
                _do(step)
            except ValueError as problem:  # such as weights that are not the published ones
                _done.add(step)
                st.toast(escape_markdown(str(problem)), icon=":material/warning:")
        looked["times"] += 1
        if waiting:
            done = len(STEPS) - len(waiting)
            st.caption(
                f":material/hourglass_top: Warming up, {done} of {len(STEPS)} done: {waiting[0]}. "
                "You can use everything except new maps and new texts."
            )
        elif looked["times"] > 1:
            st.caption(":material/check: The encoder and UMAP are ready.")
            st.rerun()

    with st.container(key=f"{slug}-warming"):
        boundary.fragment(line, run_every=TICK, key=f"{slug}-warming-line")()
