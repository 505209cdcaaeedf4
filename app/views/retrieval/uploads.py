"""The learner's own documents: several files, of which each table gives one column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import uploads
from app.markdown import escape_markdown
from app.reading import read_pdf, read_table
from core.retrieval.chunks import Document
from core.retrieval.documents import TYPES, from_table, read_document, text_columns, together

if TYPE_CHECKING:
    from core.parsing.table import Table


def brought(slug: str) -> tuple[Document, ...]:
    """The uploader, and the documents that could be read; none before the first one."""
    key = f"{slug}-own"
    read = uploads.files(key, f"Files: {', '.join(TYPES)}", TYPES, _read)
    documents = [
        one if isinstance(one, Document) else _column(f"{key}-column-{place}", one)
        for place, one in enumerate(read, start=1)
    ]
    try:
        wanted = together(documents)
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/description:")
        return st.session_state.get(f"{key}-documents", ())
    st.session_state[f"{key}-documents"] = wanted
    if wanted:
        whole = sum(len(document.text) for document in wanted)
        st.caption(
            f"{len(wanted)} document{'s' * (len(wanted) > 1)}, {whole:,} characters. "
            "They stay in this session."
        )
    else:
        st.caption("Add your files; until then the search uses the handbook.")
    return wanted


def _read(content: bytes, name: str) -> Document | Table:
    """A document, or a table whose column the learner chooses."""
    if name.rpartition(".")[2].lower() not in ("csv", "tsv"):
        return read_document(content, name, read_pdf)
    table = read_table(content, name, least=1)
    text_columns(table)  # refused now where there is no text in it
    return table


def _column(key: str, table: Table) -> Document:
    """One column of a table, the wordiest unless the learner says otherwise."""
    columns = text_columns(table)
    column = st.selectbox(
        f"Text in {escape_markdown(table.name)}",
        columns,
        key=f"{key}-{table.name}",
        persist_state="page",
    )
    return from_table(table, column)
