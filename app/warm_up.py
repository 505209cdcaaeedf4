"""Loading what is slow, behind the first picture, so that a first click does not wait for it.

What is loaded stays loaded for all visitors of the server.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from app import boundary, encoder
from app.markdown import escape_markdown
from core.cache import shared

TICK = 0.8  # seconds between two runs of the line, as the browser's timer counts them
SETTLED = 2.5  # seconds after which the browser has the first picture
ENCODER: dict[str, Callable[[], object]] = {"loading the sentence encoder": lambda: encoder.load()}
EXAMPLES = "Until then, the examples use precomputed vectors."

_done: set[str] = set()  # the steps that this server has taken
_problems: dict[str, str] = {}  # what is said of those that failed


@shared
def _do(step: str, _action: Callable[[], object]) -> None:
    """Take a step, once for all visitors."""
    try:
        _action()
    except ValueError as problem:  # such as weights that are not the published ones
        _problems[step] = str(problem)
    _done.add(step)


def _waiting(steps: Iterable[str]) -> list[str]:
    """The steps that are still to be taken."""
    there = ENCODER if encoder.loaded() else {}
    return [step for step in steps if step not in _done and step not in there]


def status(slug: str, steps: Mapping[str, Callable[[], object]], *, meanwhile: str) -> None:
    """A line that says what is being loaded, as long as there is something; for a view's end.

    ``steps`` has what is done, by what is said while it is done, and ``meanwhile`` says what the
    learner can do until then. The line is a fragment: every other of its runs, which the browser
    asks for, takes one step, and those between let the visitor's own clicks come first.
    """
    looked = {"times": 0}

    def line() -> None:
        waiting = _waiting(steps)
        # What another visitor's page is loading is not waited for: a click here would wait as well.
        if waiting and looked["times"] % 2 and not encoder.load.busy():
            action = steps[waiting[0]]
            if not _do.busy(waiting[0], action):
                _do(waiting.pop(0), action)
        looked["times"] += 1
        for step in steps:
            if step in _problems:
                st.warning(escape_markdown(_problems[step]), icon=":material/cloud_off:")
        if waiting:
            done = len(steps) - len(waiting)
            count = f", {done} of {len(steps)} done" * (len(steps) > 1)
            st.caption(f":material/hourglass_top: Warming up{count}: {waiting[0]}. {meanwhile}")
        elif looked["times"] > 1:
            st.rerun()

    every = TICK if _waiting(steps) else None
    if every is None and _problems.keys().isdisjoint(steps):
        return
    with st.container(key=f"{slug}-warming"):
        boundary.fragment(line, run_every=every, key=f"{slug}-warming-line")()


def torch_compiler() -> None:
    """Once the browser has the picture, load what the first optimiser step would wait for.

    At its first step, torch imports its compiler, needed or not, which takes a second or two; begun
    at once, it would keep the server from sending the scripts that draw.
    """
    if "torch._dynamo" in sys.modules:
        return
    looked = {"times": 0}

    def load() -> None:
        looked["times"] += 1
        if looked["times"] > 1:
            import torch._dynamo  # noqa: F401

            st.rerun()  # without this timer

    boundary.fragment(load, run_every=SETTLED, key="warming-torch")()
