"""The readers of ``core.parsing`` as pages call them: in a process of its own, which ends when the
learner takes the file away, goes elsewhere or closes the page.

Each takes the bytes and the name of a file, and raises ``ValueError`` with a sentence.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.markdown import escape_markdown
from core.parsing.names import short
from core.parsing.sandbox import Reading, Sandbox

if TYPE_CHECKING:
    from core.data.images import Picture
    from core.parsing.table import Table
    from core.parsing.text import Text
    from core.parsing.vectors import Vectors

AT_ONCE = 0.3  # seconds within which nothing is said
EVERY = 0.2  # seconds between two looks at how far it is


def read_table(content: bytes, name: str, *, least: int = 2) -> Table:
    """``core.parsing.table.read_table``."""
    return _read("table", content, name, least=least)


def read_image(content: bytes, name: str) -> Picture:
    """``core.parsing.image.read_image``."""
    return _read("image", content, name)


def read_vectors(content: bytes, name: str) -> Vectors:
    """``core.parsing.vectors.read_vectors``."""
    return _read("vectors", content, name)


def read_pdf(content: bytes, name: str) -> Text:
    """``core.parsing.pdf.read_pdf``."""
    return _read("pdf", content, name)


@cache
def sandbox() -> Sandbox:
    """The server's reading processes, for all sessions."""
    return Sandbox()


def _read(kind: str, content: bytes, name: str, **options: Any) -> Any:
    """Read a file; a bar says how far it is where that takes longer than a moment.

    Drawing the bar lets Streamlit stop this run, for another one or because the page was closed.
    """
    reading = sandbox().start(kind, content, name, **options)
    try:
        if not reading.wait(AT_ONCE):
            place = st.empty()
            while not reading.wait(EVERY):
                place.progress(*_how_far(reading, escape_markdown(short(name))))
            place.empty()
    finally:
        reading.cancel()
    return reading.result()


def _how_far(reading: Reading, name: str) -> tuple[float, str]:
    if not reading.begun:
        return 0.0, f"{name} is waiting for the files of others."
    if not reading.progress:
        return 0.0, f"Reading {name}"
    done, total = reading.progress
    return done / total, f"Reading {name}: {done} of {total} pages"
