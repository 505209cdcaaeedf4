"""What a session remembers of the pages that are not on screen, bounded by bytes.

A learner who comes back to a page finds its run, files and pins as they were. Beyond the bounds,
one for a session and one for all sessions together, the session forgets the large things of the
pages left longest ago, and a line says so on the way back. The page on screen keeps
everything, and no knob is ever forgotten.

An ended session refers to itself in circles, and Python seldom looks for these once large libraries
are loaded. So this module collects them, a few seconds after a browser leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import RLock
from time import monotonic
from weakref import WeakSet

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from app import allocator
from core.cache import MEGABYTE
from core.footprint import nbytes

SESSION = 48 * MEGABYTE  # for the other pages of a session
SERVER = 192 * MEGABYTE  # for those of all sessions together
TIDIES = 10.0  # seconds between two pages opened, at least, at which free memory is given back
SETTLES = 3.0  # seconds from a browser that leaves until what is over is freed
LARGE = 2**16  # bytes; what is smaller, such as a knob, stays
KEY = "remembered-pages"
FORGOTTEN = (
    "This page restarts. The app removed its data because the pages you opened later "
    "need the memory."
)


@dataclass(eq=False)
class Remembered:
    """The page on screen and the bytes that each other page keeps, the oldest first."""

    page: str = ""
    left: OrderedDict[str, int] = field(default_factory=OrderedDict)
    forgotten: set[str] = field(default_factory=set)

    @property
    def nbytes(self) -> int:
        """What the pages that were left keep together."""
        return sum(self.left.values())


_sessions: WeakSet[Remembered] = WeakSet()
_lock = RLock()


def arrive(slug: str) -> None:
    """Note that the page ``slug`` is on screen now, and keep the others within the bounds."""
    _present()
    own: Remembered = st.session_state.setdefault(KEY, Remembered())
    if own.page == slug:
        return
    if own.page:
        own.left[own.page] = nbytes(*_large(own.page).values())
    own.left.pop(slug, None)
    own.page = slug
    with _lock:
        _sessions.add(own)
        others = sum(other.nbytes for other in _sessions if other is not own)
        while own.left and own.nbytes > min(SESSION, SERVER - others):
            _forget(own, next(iter(own.left)))
    _tidy()
    if slug in own.forgotten:
        own.forgotten.remove(slug)
        st.toast(FORGOTTEN, icon=":material/memory:")


def _large(page: str) -> dict[str, object]:
    """The large things of a page by their keys."""
    return {
        str(key): value
        for key, value in st.session_state.items()
        if str(key).startswith((f"{page}-", f"{page}_")) and nbytes(value) > LARGE
    }


def _forget(own: Remembered, page: str) -> None:
    if own.left.pop(page):
        own.forgotten.add(page)
    for key in _large(page):
        del st.session_state[key]


_due: list[asyncio.TimerHandle] = []  # one at most
_tidied = [0.0]  # when it was done last


def _leave(present: bool) -> None:
    """Free ended sessions some seconds later; Streamlit calls this when a browser leaves.

    In between it drops the sessions that left long ago. Those who leave together share one turn.
    """
    with contextlib.suppress(RuntimeError):  # outside a server there is no loop, and nobody leaves
        loop = asyncio.get_running_loop()
        if not _due:
            _due.append(loop.call_later(SETTLES, free))


@st.cache_resource(scope="session", on_release=_leave, show_spinner=False)
def _present() -> bool:
    """Whether this session has a browser: Streamlit keeps the answer until it leaves."""
    return True


def _tidy() -> None:
    """Give free memory back when a page opens, because opening needs much of it briefly."""
    now = monotonic()
    if now - _tidied[-1] > TIDIES:
        _tidied[-1] = now
        allocator.trim()


def free() -> None:
    """Collect what is in circles, and give free memory back to the system where it takes it."""
    _due.clear()
    gc.collect()
    allocator.trim()


def release(uploader: str) -> None:
    """Let go of the files as they were sent, once what was read from them is kept.

    Streamlit would hold them for as long as the session lives. Their names and numbers stay, so
    that the page still knows them. ``uploader`` is the widget's key.
    """
    context = get_script_run_ctx()
    held = st.session_state.get(uploader) or []
    for one in held if isinstance(held, list) else [held]:
        if context is not None and one.seek(0, io.SEEK_END):
            empty = UploadedFileRec(one.file_id, one.name, one.type, b"")
            context.uploaded_file_mgr.add_file(  # type: ignore[attr-defined]  # its protocol leaves it out
                context.session_id, empty
            )
            one.truncate(0)
