"""The documents that can be searched: the project's handbook, and files of the learner's own.

Left out: what a PDF's pages say (core/intake/pdf.py), and scanned pages.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.intake.text import read_text
from core.retrieval.chunks import Document

HANDBOOK = Path(__file__).parents[2] / "assets" / "handbook"
TYPES = ("txt", "md", "csv", "tsv", "pdf")
MAX_CHARACTERS = 1_000_000  # of all documents together
MAX_DOCUMENTS = 50


@lru_cache(maxsize=1)
def handbook() -> tuple[Document, ...]:
    """The pages of the project's own handbook, by title; the first line of each is its title."""
    texts = [path.read_text(encoding="utf-8").strip() for path in HANDBOOK.glob("*.md")]
    pages = [Document(text.partition("\n")[0].removeprefix("# "), text) for text in texts]
    return tuple(sorted(pages, key=lambda page: page.title))


def read_document(content: bytes, name: str) -> Document:
    """The document in a file, by the ending of its ``name``.

    Raises ``ValueError`` for another ending, or a file that is not what its ending says.
    """
    stem, _, ending = name.rpartition(".")
    match ending.lower():
        case "txt" | "md":
            read = read_text(content, name)
        case "csv" | "tsv":
            return Document(name, _rows(content, name))
        case "pdf":
            from core.intake.pdf import read_pdf

            read = read_pdf(content, name)
        case _:
            raise ValueError(f"{name}: {', '.join(TYPES)} are accepted.")
    return Document(read.name, read.text)
