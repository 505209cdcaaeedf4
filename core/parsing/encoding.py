"""The bytes of a text file as text, in the encoding that they are most likely in.

UTF-8 is certain, and so is what a byte order mark says. Anything else is a guess, and a sentence
says which. Left out: encodings other than those in ``GUESSED``, which are read as one of them.

Reference: charset-normalizer, which ranks encodings by how much the result looks like language.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice

STRAY = 3  # control characters that a text of any length may have
SAMPLE = 16_000  # bytes that a guess looks at
ZEROS = 0.25  # least share of ASCII characters in UTF-16 without a mark
GUESSED = {
    "cp1252": "Western European (Windows-1252)",
    "cp1251": "Cyrillic (Windows-1251)",
    "gb18030": "Chinese (GB 18030)",
    "cp932": "Japanese (Shift-JIS)",
}
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark begins it
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# One class, repeated: a search for what is not ASCII would start again at each byte of a long cell.
_CELL = re.compile(rb"[^,;\t\r\n]+")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_LETTER = re.compile(rb"[A-Za-z]")
# Signs of money, degrees and the like. A text with no other bytes above ASCII is Western.
_SIGNS = re.compile(rb"[\x00-\x7f\x80\xa0\xa3\xa5\xa7\xa9\xae\xb0-\xb3\xb5\xbc-\xbe]*")


def decoded(content: bytes, accepted: str) -> tuple[str, str]:
    """The text, and a sentence on its encoding where that is a guess, else "".

    All line breaks become newlines. Raises ``ValueError`` for what is no text; ``accepted`` is the
    sentence that then says what to use.
    """
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    content = content.removeprefix(codecs.BOM_UTF8)
    for encoding in (marked,) if marked else _likely(content):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError(f"This is not a text file. {accepted}")
    signs = _CONTROL.findall(text)
    if "\0" in signs or len(signs) > max(STRAY, len(text) // 1_000) or 0 < len(text) == len(signs):
        raise ValueError(f"This is not a text file. {accepted}")
    text = _CONTROL.sub("", text)  # a few strays, such as the one that ended a file in DOS
    note = "" if encoding in ("utf-8", marked) else _said(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def _likely(content: bytes) -> Iterator[str]:
    """Encodings of bytes without a mark, the likeliest first; the last one reads anything."""
    units = len(content) // 2
    for side, encoding in enumerate(("utf-16-be", "utf-16-le")):
        if content[side::2].count(0) > ZEROS * units and not content[1 - side :: 2].count(0):
            yield encoding
    yield "utf-8"
    yield _guessed(content)
    yield "latin-1"


def _said(encoding: str) -> str:
    name = GUESSED.get(encoding, GUESSED["cp1252"] if encoding == "latin-1" else "UTF-16")
    return f"The file does not say its encoding; it is read as {name}: check its letters."


def _guessed(content: bytes) -> str:
    """One of ``GUESSED``, from the cells that are not ASCII."""
    if _SIGNS.fullmatch(content):
        return "cp1252"
    from charset_normalizer import from_bytes  # only where needed

    cells = (cell[0][:SAMPLE] for cell in _CELL.finditer(content) if not cell[0].isascii())
    different = b"\n".join(dict.fromkeys(islice(cells, SAMPLE)))[:SAMPLE]
    best = from_bytes(different, cp_isolation=list(GUESSED)).best()
    guess = best.encoding if best else "cp1252"
    return "cp1252" if guess == "cp1251" and _mixes_letters(different) else guess


def _mixes_letters(content: bytes) -> bool:
    """Whether words mix English letters with others, as "año" does and no Cyrillic word."""
    words = [word for word in _WORD.findall(content) if not word.isascii()]
    return 2 * sum(bool(_LETTER.search(word)) for word in words) > len(words)
