"""Documents of the learner's own: what is read, what is refused, and that no two share a title."""

from __future__ import annotations

import pytest

from core.parsing.table import read_table
from core.retrieval import documents
from core.retrieval.chunks import Document, cut
from core.retrieval.documents import from_table, read_document, text_columns, together
from core.retrieval.settings import Chunking
from tests.core.pdf_samples import pdf

TABLE = read_table(b"id,title,text\n1,A,The cat purrs.\n2,B,\n3,C,The dog barks.\n", "pets.csv")


def test_text_and_markdown_are_read_as_they_are() -> None:
    assert read_document("# Größe\r\nEins.".encode(), "a.md") == Document("a.md", "# Größe\nEins.")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ", "a.exe", "the app accepts txt, md, csv, tsv, pdf"),
        (b"words", "noending", "the app accepts"),
        (b"\x00\x01", "a.txt", "not a text file"),
        (b"", "a.md", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_document(content, name)


def test_the_wordiest_column_of_a_table_is_offered_first() -> None:
    assert text_columns(TABLE) == ["text", "title"]
    with pytest.raises(ValueError, match="no column of text"):
        text_columns(read_table(b"a,b\n1,2\n3,4\n", "numbers.csv"))


def test_each_row_of_a_table_is_a_page() -> None:
    document = from_table(TABLE, "text")
    chunks = cut(document, Chunking(cut="headings"))
    assert [chunk.text for chunk in chunks] == ["The cat purrs.", "The dog barks."]
    assert [chunk.under for chunk in chunks] == ["row 1", "row 2"]


def test_documents_have_titles_of_their_own() -> None:
    same = [Document("a", "1"), Document("a", "2"), Document("a (2)", "3"), Document("b", "4")]
    made = together([*same, Document("b", "5", "row")])
    assert len({document.title for document in made}) == 5
    assert [document.text for document in made] == ["1", "2", "3", "4", "5"]
    assert made[-1].title == "b (2)"
    assert made[-1].page == "row"


def test_too_many_or_too_long_documents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="at most 50"):
        together([Document(str(i), "a") for i in range(51)])
    monkeypatch.setattr(documents, "MAX_CHARACTERS", 3)
    with pytest.raises(ValueError, match="4 characters in total"):
        together([Document("a", "12"), Document("b", "34")])


def test_a_pdf_is_read_page_by_page() -> None:
    pages = ["The first page has these words.", "The second has others."]
    read = read_document(pdf([[page] for page in pages]), "a.pdf")
    chunks = cut(read, Chunking(cut="headings"))
    assert [" ".join(chunk.text.split()) for chunk in chunks] == pages
    assert [chunk.under for chunk in chunks] == ["page 1", "page 2"]
