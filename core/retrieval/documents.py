"""The documents to search: the project's handbook, and the learner's files.

Left out: reading PDFs (core/parsing/pdf.py), and scanned pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.parsing.names import short
from core.parsing.pdf import PAGE_END, read_pdf
from core.parsing.text import Text, read_text
from core.retrieval.chunks import ROW, Document

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
        read = read_text(content, name, cut=True)
    elif ending == "pdf":
        read = pdf(content, name)
    else:
        raise ValueError(f"{short(name)}: the app accepts {', '.join(TYPES)}.")
    return Document(read.name, read.text, notes=read.notes)


def text_columns(table: Table) -> list[str]:
    """The columns of a table that hold words, the wordiest first.

    Raises ``ValueError`` where there is none.
    """
    frame = table.frame.select_dtypes(exclude=["number", "bool"])
    lengths = {name: frame[name].dropna().astype(str).str.len().mean() for name in frame}
    if not lengths:
        raise ValueError(f"{table.name} has no column of text.")
    return sorted(lengths, key=lambda name: -lengths[name])


def from_table(table: Table, columns: Sequence[str]) -> Document:
    """Columns of a table as a document in which every row is a page of its own.

    Where there are several, each cell follows the name of its column. Only whole rows within the
    first ``MAX_CHARACTERS`` are taken; a note says so.
    """
    frame, whole = table.frame[list(columns)], 0
    rows = []
    for row in frame.itertuples(index=False, name=None):
        cells = zip(columns, row, strict=True)
        said = [(name, _written(cell)) for name, cell in cells if cell == cell and cell is not None]
        lines = [text if len(columns) == 1 else f"{name}: {text}" for name, text in said if text]
        whole += sum(map(len, lines))
        if whole > MAX_CHARACTERS:
            break
        rows.append("\n".join(lines))
    title = table.name if len(columns) > 1 else f"{table.name}: {columns[0]}"
    cut = f"The app takes the first {len(rows):,} of {len(frame):,} rows of {table.name}."
    notes = (*table.notes, *[cut] * (len(rows) < len(frame)))
    return Document(title, f"\n{PAGE_END}\n".join(rows), ROW, notes)


def _written(cell: object) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return f"{cell:.0f}" if whole else str(cell).replace(PAGE_END, " ").strip()


def together(documents: Iterable[Document]) -> tuple[tuple[Document, ...], list[str]]:
    """Documents with titles of their own: a second "notes.txt" is "notes.txt (2)".

    Only the first ``MAX_DOCUMENTS`` and ``MAX_CHARACTERS`` are taken; notes say so.
    """
    titled: dict[str, Document] = {}
    left, notes = MAX_CHARACTERS, []
    brought = tuple(documents)
    for document in brought[:MAX_DOCUMENTS]:
        title, again = document.title, 2
        while title in titled:
            title, again = f"{document.title} ({again})", again + 1
        text = _first(document, left)
        if len(text) < len(document.text):
            notes.append(
                f"{title}: the app takes {len(text):,} of its {len(document.text):,} characters; "
                f"all documents together may have {MAX_CHARACTERS:,}."
            )
        if text:
            titled[title] = replace(document, title=title, text=text)
        left -= len(text)
    if len(brought) > MAX_DOCUMENTS:
        notes.append(f"The app takes the first {MAX_DOCUMENTS} of {len(brought)} documents.")
    return tuple(titled.values()), notes


def _first(document: Document, most: int) -> str:
    """The beginning of a text, up to the end of a row or a word."""
    if len(document.text) <= most:
        return document.text
    whole, end, _ = document.text[:most].rpartition(PAGE_END if document.page == ROW else " ")
    return whole if end else document.text[:most]
