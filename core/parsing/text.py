"""The bytes of a text file to a ``Text``, or one sentence that says why not.

Left out: documents with a layout, such as PDF (core/parsing/pdf.py) or Word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.parsing.names import short

MAX_BYTES = 1_000_000
LEAST = 2  # characters
STRAY = 3  # control signs that a text may have, whatever its length
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Text:
    """A text as it was read, and the name of its file."""

    text: str
    name: str


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


def read_text(content: bytes, name: str) -> Text:
    """The text in a file, as UTF-8 or else as Western European, line breaks as newlines.

    Raises ``ValueError`` for anything that is no text, is empty or has more than ``MAX_BYTES``.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    text = decoded(content, "Use plain text.")[0].strip()
    if len(text) < LEAST:
        raise ValueError("The file is empty.")
    return Text(text, short(name))
