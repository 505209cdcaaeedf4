"""The bytes of a text file to a ``Text``, or one sentence that says why not.

Left out: documents with a layout, such as PDF (core/intake/pdf.py) or Word.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.intake.names import short

MAX_BYTES = 1_000_000
LEAST = 2  # characters


@dataclass(frozen=True)
class Text:
    """A text as it was read, and the name of its file."""

    text: str
    name: str


def read_text(content: bytes, name: str) -> Text:
    """The text in a file, as UTF-8 or else as Western European, line breaks as newlines.

    Raises ``ValueError`` for anything that is no text, is empty or has more than ``MAX_BYTES``.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} is accepted."
        )
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("This is not a text file. Plain text is accepted.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(ord(sign) < 32 and sign not in "\n\t\f" for sign in text):
        raise ValueError("This is not a text file. Plain text is accepted.")
    if len(text) < LEAST:
        raise ValueError("The file is empty.")
    return Text(text, short(name))
