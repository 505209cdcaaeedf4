"""The bytes of a PDF to a ``Text``, or one sentence that says why not.

    >>> read_pdf(b"No PDF.", "paper.pdf")
    Traceback (most recent call last):
    ValueError: This is not a PDF.

A page ends with a form feed, the sign that has always ended one.

Left out: reading scanned pages (they are pictures), tables and formulas as such, and telling the
running head of a page from its text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.parsing.names import short
from core.parsing.text import Text

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_BYTES = 30_000_000
MAX_PAGES = 500
MAX_CHARACTERS = 1_000_000
LEAST = 20  # characters in all: fewer are a page number or a stamp on a scan
PAGE_END = "\f"

Progress = Callable[[int, int], None]


def read_pdf(content: bytes, name: str, told: Progress = lambda done, pages: None) -> Text:
    """The text of all pages, in order; each page calls ``told`` with pages read and in all.

    Raises ``ValueError`` for what is no PDF, is damaged, asks for a password, has no text, or has
    more than ``MAX_BYTES``, ``MAX_PAGES`` or ``MAX_CHARACTERS``.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    if b"%PDF-" not in content[:1024]:
        raise ValueError("This is not a PDF.")
    texts = list(_texts(_opened(content), told))
    if sum(map(len, texts)) < LEAST:
        raise ValueError(
            "The PDF contains no text. Its pages are probably scanned pictures; use a PDF with "
            "text."
        )
    return Text(PAGE_END.join(texts), short(name))


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


def _texts(reader: PdfReader, told: Progress) -> Iterator[str]:
    with _damage():
        pages = len(reader.pages)
    if pages > MAX_PAGES:
        raise ValueError(f"The PDF has {pages:,} pages; the limit is {MAX_PAGES}.")
    characters = 0
    for number in range(pages):
        with _damage():
            text = _tidy(reader.pages[number].extract_text())
        characters += len(text)
        if characters > MAX_CHARACTERS:
            raise ValueError(
                f"The PDF's first {number + 1} pages have more than {MAX_CHARACTERS:,} characters, "
                "which is the limit."
            )
        told(number + 1, pages)
        yield text


def _tidy(text: str) -> str:
    """A page's text without invalid characters, and with words rejoined that a line's end cut."""
    text = text.encode("utf-8", "ignore").decode("utf-8")  # half of a pair is no character
    text = re.sub(r"[^\S\n]+|[\x00-\x09\x0b-\x1f\x7f]", " ", text)
    return re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text).strip()
