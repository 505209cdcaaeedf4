"""The bytes of a text file to a ``Text``, or one sentence that says why not.

Left out: documents with a layout, such as PDF (core/parsing/pdf.py) or Word.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.parsing.encoding import decoded
from core.parsing.names import short

MAX_BYTES = 1_000_000
LEAST = 2  # characters


@dataclass(frozen=True)
class Text:
    """A text as it was read, the name of its file, and what was assumed."""

    text: str
    name: str
    notes: tuple[str, ...] = ()


def read_text(content: bytes, name: str) -> Text:
    """The text in a file, in the encoding that is likeliest, line breaks as newlines.

    Raises ``ValueError`` for anything that is no text, is empty or has more than ``MAX_BYTES``.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    text, note = decoded(content, "Use plain text.")
    text = text.strip()
    if len(text) < LEAST:
        raise ValueError("The file is empty.")
    return Text(text, short(name), (note,) if note else ())
