"""The bytes of a text file to a ``Text``, or one sentence that says why not.

Left out: documents with a layout, such as PDF (core/parsing/pdf.py) or Word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.parsing.names import short

MAX_BYTES = 1_000_000
LEAST = 2  # characters
LONGEST_CHARACTER = 4  # bytes, of UTF-8
WESTERN = "The text is not UTF-8; it was read as Western European: check its accents."
STRAY = 3  # control signs that a text may have, whatever its length
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Text:
    """A text as it was read, the name of its file, and what the learner should know of it."""

    text: str
    name: str
    notes: tuple[str, ...] = ()


def decoded(content: bytes, accepted: str) -> tuple[str, bool]:
    """The text as UTF-8, UTF-16 or else Western European, and whether it was the last of these.

    Line breaks come as newlines. Raises ``ValueError`` for what is no text, and says what is
    ``accepted``.
    """
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError(f"This is not a text file. {accepted}")
    signs = _CONTROL.findall(text)
    if "\0" in signs or len(signs) > max(STRAY, len(text) // 1_000):
        raise ValueError(f"This is not a text file. {accepted}")
    text = _CONTROL.sub("", text)  # a few strays, such as the sign that DOS ended files with
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, encoding in ("cp1252", "latin-1")


def read_text(content: bytes, name: str, *, cut: bool = False) -> Text:
    """The text in a file, as UTF-8 or else as Western European, line breaks as newlines.

    Raises ``ValueError`` for anything that is no text, is empty or has more than ``MAX_BYTES``;
    with ``cut``, the beginning of a longer one is taken, and a note says so.
    """
    notes = []
    if len(content) > MAX_BYTES:
        said = f"The file has {len(content) / 1e6:.1f} MB; "
        if not cut:
            raise ValueError(f"{said}the limit is {MAX_BYTES / 1e6:.0f} MB.")
        notes.append(f"{said}the app reads its first {MAX_BYTES / 1e6:.0f} MB.")
        content = _beginning(content)
    text, western = decoded(content, "Use plain text.")
    text = text.strip()
    if len(text) < LEAST:
        raise ValueError("The file is empty.")
    if western and not text.isascii():
        notes.append(WESTERN)
    return Text(text, short(name), tuple(notes))


def _beginning(content: bytes) -> bytes:
    """The first ``MAX_BYTES``, without the half of a character that may end them."""
    content = content[:MAX_BYTES]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    whole = content.rstrip(bytes(range(0x80, 0xC0)))[:-1]  # a character's later bytes, its first
    return whole if len(content) - len(whole) <= LONGEST_CHARACTER else content
