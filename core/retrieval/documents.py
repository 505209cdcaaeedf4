"""The documents to search: the project's handbook, and the learner's files.

Left out: reading PDFs (core/parsing/pdf.py), and scanned pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.parsing.names import short
from core.parsing.pdf import PAGE_END, read_pdf
from core.parsing.text import Text, read_text
from core.retrieval.chunks import Document

if TYPE_CHECKING:
    from core.parsing.table import Table

HANDBOOK = Path(__file__).parents[2] / "assets" / "handbook"
TYPES = ("txt", "md", "csv", "tsv", "pdf")
MAX_CHARACTERS = 1_000_000  # of all documents together
MAX_DOCUMENTS = 50

Read = Callable[[bytes, str], Text]


@lru_cache(maxsize=1)
def handbook() -> tuple[Document, ...]:
    """The pages of the project's own handbook, by title; the first line of each is its title."""
    texts = [path.read_text(encoding="utf-8").strip() for path in HANDBOOK.glob("*.md")]
    pages = [Document(text.partition("\n")[0].removeprefix("# "), text) for text in texts]
    return tuple(sorted(pages, key=lambda page: page.title))


def read_document(content: bytes, name: str, pdf: Read = read_pdf) -> Document:
    """The document in a text file, Markdown or PDF, by the ending of its ``name``.

    ``pdf`` reads a PDF. Raises ``ValueError`` for another ending, or a file that is not what its
    ending says.
    """
    ending = name.rpartition(".")[2].lower()
    if ending in ("txt", "md"):
        read = read_text(content, name)
    elif ending == "pdf":
        read = pdf(content, name)
    else:
        raise ValueError(f"{short(name)}: the app accepts {', '.join(TYPES)}.")
    return Document(read.name, read.text)


def text_columns(table: Table) -> list[str]:
    """The columns of a table that hold words, the wordiest first.

    Raises ``ValueError`` where there is none.
    """
    frame = table.frame.select_dtypes(exclude=["number", "bool"])
    lengths = {name: frame[name].dropna().astype(str).str.len().mean() for name in frame}
    if not lengths:
        raise ValueError(f"{table.name} has no column of text.")
    return sorted(lengths, key=lambda name: -lengths[name])


def from_table(table: Table, column: str) -> Document:
    """One column of a table as a document in which every row is a page of its own."""
    rows = table.frame[column].dropna().astype(str)
    return Document(f"{table.name}: {column}", f"\n{PAGE_END}\n".join(rows), "row")


def together(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Documents with titles of their own: a second "notes.txt" is "notes.txt (2)".

    Raises ``ValueError`` where they are too many or too long.
    """
    titled: dict[str, Document] = {}
    for document in documents:
        title, again = document.title, 2
        while title in titled:
            title, again = f"{document.title} ({again})", again + 1
        titled[title] = replace(document, title=title)
    whole = sum(len(document.text) for document in titled.values())
    if len(titled) > MAX_DOCUMENTS:
        raise ValueError(
            f"There are {len(titled)} documents; the app searches at most {MAX_DOCUMENTS}."
        )
    if whole > MAX_CHARACTERS:
        raise ValueError(
            f"The documents have {whole:,} characters in total; the app searches at most "
            f"{MAX_CHARACTERS:,}."
        )
    return tuple(titled.values())
