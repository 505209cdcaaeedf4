"""The bytes of a PDF to a ``Text``, or one sentence that says why not.

    >>> read_pdf(b"No PDF.", "paper.pdf")
    Traceback (most recent call last):
    ValueError: This is not a PDF.

Each page but the last ends with a form feed.

Left out: reading scanned pages (they are pictures), and tables and formulas as such.
"""

from __future__ import annotations

import io
import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.parsing.names import listed, short
from core.parsing.pages import rejoined, without_running_lines
from core.parsing.text import Text

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_BYTES = 30_000_000
MAX_PAGES = 500
MAX_CHARACTERS = 1_000_000
LEAST = 20  # characters in all: fewer are a page number or a stamp on a scan
PAGE_END = "\f"

Progress = Callable[[int, int], None]


def read_pdf(
    content: bytes,
    name: str,
    told: Progress = lambda done, pages: None,
    seconds: float = math.inf,
) -> Text:
    """The text of all pages, in order; each page calls ``told`` with pages read and in all.

    Only the first pages are read where there are more than ``MAX_PAGES`` or ``MAX_CHARACTERS``, or
    where they take more than ``seconds`` of processor time. Notes say so, and which running lines
    were left out.
    Raises ``ValueError`` for what is no PDF, is damaged, asks for a password, has no text, or has
    more than ``MAX_BYTES``.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    if b"%PDF-" not in content[:1024]:
        raise ValueError("This is not a PDF.")
    pages, notes = _read(_opened(content), told, seconds)
    if sum(map(len, pages)) < LEAST:
        raise ValueError(
            "The PDF contains no text. Its pages are probably scanned pictures; use a PDF with "
            "text."
        )
    pages, running = without_running_lines(pages)
    if running:
        lines = listed([f"“{short(line)}”" for line in running])
        notes.append(f"Left out at the top and bottom of its pages: {lines}.")
    return Text(rejoined(PAGE_END.join(pages)), short(name), tuple(notes))


@contextmanager
def _damage() -> Iterator[None]:
    """A damaged file can make pypdf raise any exception of Python."""
    from pypdf.errors import LimitReachedError

    try:
        yield
    except LimitReachedError as problem:
        raise ValueError("The PDF is too large when unpacked.") from problem
    except Exception as problem:
        raise ValueError("The PDF is damaged: its pages are not readable.") from problem


def _opened(content: bytes) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    with _damage():
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted
        try:
            # Many files are encrypted with an empty password, which every reader tries.
            locked = locked and not reader.decrypt("")
        except DependencyError:
            locked = True
    if locked:
        raise ValueError("The PDF is encrypted. Save it without a password.")
    return reader


def _read(reader: PdfReader, told: Progress, seconds: float) -> tuple[list[str], list[str]]:
    """The texts of the pages, and a note where not all were read."""
    with _damage():
        count = len(reader.pages)
    texts: list[str] = []
    characters, until = 0, time.process_time() + seconds
    why = f", which is the limit of {MAX_PAGES} pages"
    for number in range(min(count, MAX_PAGES)):
        if number and time.process_time() > until:
            why = f", as many as {seconds:g} seconds of work allow"
            break
        with _damage():
            text = _tidy(reader.pages[number].extract_text())
        characters += len(text)
        if characters > MAX_CHARACTERS:
            why = f", which is the limit of {MAX_CHARACTERS:,} characters"
            texts.append(text[: len(text) + MAX_CHARACTERS - characters])
            break
        texts.append(text)
        told(number + 1, count)
    cut = len(texts) < count or characters > MAX_CHARACTERS
    pages = f"{len(texts):,} of {count:,} page" + "s" * (count != 1)
    return texts, [f"The app read the first {pages}{why}."] * cut


def _tidy(text: str) -> str:
    """A page's text without invalid characters and with single blanks."""
    text = text.encode("utf-8", "ignore").decode("utf-8")  # half of a pair is no character
    return re.sub(r"[^\S\n]+|[\x00-\x09\x0b-\x1f\x7f]", " ", text).strip()
