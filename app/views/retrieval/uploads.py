"""The learner's own documents: several files, of which each table gives its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import encoder, uploads
from app.markdown import escape_markdown
from app.reading import read_pdf, read_table
from app.views.retrieval.library import WORDS
from core.retrieval.chunks import Document
from core.retrieval.documents import TYPES, from_table, read_document, text_columns, together

if TYPE_CHECKING:
    from core.parsing.table import Table


def brought(slug: str) -> tuple[Document, ...]:
    """The uploader, and the documents that could be read; none before the first one."""
    key = f"{slug}-own"
    read = uploads.files(key, f"Files: {', '.join(TYPES)}", TYPES, _read)
    wanted, notes = together(
        one if isinstance(one, Document) else _rows(f"{key}-columns-{place}", one)
        for place, one in enumerate(read, start=1)
    )
    st.session_state[f"{key}-documents"] = wanted
    if not wanted:
        st.caption("Add your files; until then the search uses the handbook.")
        return wanted
    whole = sum(len(document.text) for document in wanted)
    said = (
        f"{len(wanted)} document{'s' * (len(wanted) > 1)}, {whole:,} characters. "
        "They stay in this session."
    )
    own = [f"{one.title}: {note}" for one in wanted for note in one.notes]
    uploads.tell([said, *notes, *own])
    encoder.doubt([one.text for one in wanted], WORDS)
    return wanted


def _read(content: bytes, name: str) -> Document | Table:
    """A document, or a table whose columns the learner chooses."""
    if name.rpartition(".")[2].lower() not in ("csv", "tsv"):
        return read_document(content, name, read_pdf)
    table = read_table(content, name, least=1)
    text_columns(table)  # refused now where there is no text in it
    return table


def _rows(key: str, table: Table) -> Document:
    """The rows of a table, with all columns unless the learner says otherwise."""
    columns = list(table.frame)
    chosen = st.multiselect(
        f"Columns of {escape_markdown(table.name)}",
        columns,
        columns,
        key=f"{key}-{table.name}",
        persist_state="page",
        help="Each row of the table becomes one chunk.",
    )
    return from_table(table, chosen or columns)
