"""An error of the app itself: a sentence on the page, a way back, and the traceback in the log.

    >>> with page():
    ...     pass  # what the page draws

An error while a fragment or a click is answered would leave the page half drawn, and a timer that
ticks into the same error again. So at the first error the page starts over, with whatever plays
paused (``failed`` tells the player); then it says so at its top. Streamlit is told as well: it
keeps the widgets that were not drawn, and tests see that the run failed.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import NoReturn, TypedDict, Unpack

import streamlit as st

from app import unanswered

KEPT = "boundary-error"
INSIDE = "boundary-inside"
log = logging.getLogger(__name__)


class PageError(RuntimeError):
    """Ends the run of a page after its error is on the page and in the log."""


@contextmanager
def page() -> Iterator[None]:
    """Around everything that a page draws. Raises ``PageError`` once the error is answered."""
    st.session_state[INSIDE] = True
    place = st.container(key="error")
    try:
        yield
    except Exception as error:
        if not failed():
            _start_over(error)
    if failed():
        kept = st.session_state.pop(KEPT)
        reference = secrets.token_hex(3)
        log.error("Error %s on a page", reference, exc_info=kept)
        with place:
            _answer(reference)
        raise PageError(f"Answered on the page as error {reference}.")


class Options(TypedDict, total=False):
    """What a fragment can be told."""

    run_every: float | None
    key: str


def fragment(show: Callable[..., None], **options: Unpack[Options]) -> Callable[..., None]:
    """``st.fragment``, with errors that the page around it answers."""

    @wraps(show)
    def guarded(*given: object) -> None:
        try:
            show(*given)
        except Exception as error:
            if failed() or not _inside():
                raise
            _start_over(error)
        unanswered.note()

    return st.fragment(guarded, **options)


def callback(act: Callable[..., None]) -> Callable[..., None]:
    """Wrap a click's action, so that the next page answers its errors."""

    @wraps(act)
    def guarded(*given: object) -> None:
        try:
            act(*given)
        except Exception as error:
            if not _inside():
                raise
            st.session_state[KEPT] = error

    return guarded


def failed() -> bool:
    """Whether an error has no answer yet: then nothing plays."""
    return KEPT in st.session_state


def _inside() -> bool:
    """Whether the session has a page to answer an error; without one, the error passes on."""
    return INSIDE in st.session_state


def _start_over(error: Exception) -> NoReturn:
    st.session_state[KEPT] = error
    st.rerun()


def _answer(reference: str) -> None:
    sentence = f"This page ran into an error of the app. The server's log lists it as {reference}."
    st.error(sentence, icon=":material/error:")
    st.toast(sentence, icon=":material/error:")  # for those who have scrolled down
    # A new visit forgets everything that may have led there; the address without its question mark
    # part is this page with its default settings.
    st.html('<a class="dlp-back" href="?">Back to the default settings</a>')
