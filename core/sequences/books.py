"""The books that the shipped character models read: five novels in the public domain.

The texts are not part of the project: to train the models again, name the folder that holds them.

Left out: the distributor's header and anything but the printable characters of a keyboard.
"""

from __future__ import annotations

import hashlib
import string
import unicodedata
from pathlib import Path

KEYBOARD = "\n " + "".join(sorted(string.ascii_letters + string.digits + string.punctuation))
SUMS = {
    "alice-s-adventures-in-wonderland.txt": "84393860b0f36234",
    "the-adventures-of-sherlock-holmes.txt": "817b22872c8d336e",
    "pride-and-prejudice.txt": "ba1770be23d46810",
    "the-jungle-book.txt": "6b4e646ccbb6fd8e",
    "peter-pan.txt": "d33c3643feba283c",
}
HELD_OUT = "peter-pan.txt"
TOGETHER = 20  # neighbouring paragraphs that all keep their lines or all lose them


def read_book(folder: Path, name: str) -> str:
    """One book, without accents. Raises ``ValueError`` if its file is not the one we read."""
    found = (folder / name).read_bytes()
    if not hashlib.sha256(found).hexdigest().startswith(SUMS[name]):
        raise ValueError(f"{name} is not the file that the models were trained on.")
    return unicodedata.normalize("NFKD", found.decode()).encode("ascii", "ignore").decode()


def training_text(folder: Path) -> str:
    """All books but the one held out, one after the other."""
    return "".join(reflowed(read_book(folder, name)) for name in SUMS if name != HELD_OUT)


def reflowed(text: str) -> str:
    """A text with half of its paragraphs on one line each.

    Books break their lines, but people who type do not. A model should know both.
    """
    return "\n\n".join(
        paragraph if i // TOGETHER % 2 else paragraph.replace("\n", " ")
        for i, paragraph in enumerate(text.split("\n\n"))
    )


def passages(text: str, length: int, most: int) -> list[str]:
    """Up to ``most`` passages of this length, every n-th of those that begin with a paragraph."""
    start, found = 0, []
    while (start := text.find("\n\n", start)) >= 0:
        start += 2
        if start + length > len(text):
            break
        found.append(text[start : start + length])
        start += length
    step = max(1, len(found) // most)
    return found[::step][:most]
