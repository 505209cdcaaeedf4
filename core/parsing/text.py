"""The bytes of a text file to a ``Text``, or one sentence that says why not.

Left out: documents with a layout, such as PDF (core/parsing/pdf.py) or Word.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.parsing.encoding import decoded
from core.parsing.names import short

MAX_BYTES = 1_000_000
LEAST = 2  # characters
LONGEST_CHARACTER = 4  # bytes, of UTF-8


@dataclass(frozen=True)
class Text:
    """A text as it was read, the name of its file, and what the learner should know about it."""

    text: str
    name: str
    notes: tuple[str, ...] = ()


def read_text(content: bytes, name: str, *, cut: bool = False) -> Text:
    """The text in a file, in the encoding that is likeliest, line breaks as newlines.

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
    text, guessed = decoded(content, "Use plain text.")
    text = text.strip()
    if len(text) < LEAST:
        raise ValueError("The file is empty.")
    return Text(text, short(name), tuple(filter(None, [guessed, *notes])))


def _beginning(content: bytes) -> bytes:
    """The first ``MAX_BYTES``, without the half of a character that may end them."""
    content = content[:MAX_BYTES]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[-1:].isascii():
        return content  # as long as it was: UTF-16 without a mark has two bytes a character
    whole = content.rstrip(bytes(range(0x80, 0xC0)))[:-1]  # a character's later bytes, its first
    return whole if len(content) - len(whole) <= LONGEST_CHARACTER else content
