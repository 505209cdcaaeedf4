"""Documents of the learner's own: what is read, what is refused, and that no two share a title."""

from __future__ import annotations

import pytest

from core.parsing import text
from core.parsing.table import read_table
from core.retrieval import documents
from core.retrieval.chunks import LONGEST, WAYS, Document, cut
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


@pytest.mark.parametrize("way", list(WAYS))
def test_each_row_of_a_table_is_a_chunk_that_names_it(way: str) -> None:
    chunks = cut(from_table(TABLE, ["text"]), Chunking(cut=way))
    assert [chunk.text for chunk in chunks] == ["The cat purrs.", "The dog barks."]
    assert [chunk.under for chunk in chunks] == ["row 1", "row 3"]


FAQ = read_table(
    b"Question,Answer,Views\n"
    b'How do I reset it?,"# Hold the button.\nThen wait.\x0c Done. Good.",12\n'
    b"Is it heavy?,No.,\n"
    b"Where is it made?,In Graz.,7\n",
    "faq.csv",
)


@pytest.mark.parametrize("way", list(WAYS))
def test_a_table_of_questions_and_answers_keeps_each_row_whole(way: str) -> None:
    document = from_table(FAQ, list(FAQ.frame))
    assert document.title == "faq.csv"
    chunks = cut(document, Chunking(cut=way, characters=100, sentences=4, overlap=0.5))
    assert [chunk.text for chunk in chunks] == [
        "Question: How do I reset it?\n"
        "Answer: # Hold the button.\nThen wait.  Done. Good.\nViews: 12",
        "Question: Is it heavy?\nAnswer: No.",
        "Question: Where is it made?\nAnswer: In Graz.\nViews: 7",
    ]
    assert [chunk.under for chunk in chunks] == ["row 1", "row 2", "row 3"]


def test_a_long_row_is_cut_and_a_long_table_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    long = read_table(("a,b\n1," + "some words. " * 300 + "\n2,short\n").encode(), "long.csv")
    chunks = cut(from_table(long, ["b"]), Chunking())
    assert [chunk.under for chunk in chunks] == ["row 1", "row 1", "row 2"]
    assert all(len(chunk.text) <= LONGEST for chunk in chunks)
    monkeypatch.setattr(documents, "MAX_CHARACTERS", 90)
    short = from_table(FAQ, ["Question", "Answer"])
    assert short.text.count("Question:") == 1
    assert short.notes == ("The app takes the first 1 of 3 rows of faq.csv.",)


def test_documents_have_titles_of_their_own() -> None:
    same = [Document("a", "1"), Document("a", "2"), Document("a (2)", "3"), Document("b", "4")]
    made, notes = together([*same, Document("b", "5", "row")])
    assert notes == []
    assert len({document.title for document in made}) == 5
    assert [document.text for document in made] == ["1", "2", "3", "4", "5"]
    assert made[-1].title == "b (2)"
    assert made[-1].page == "row"


def test_of_too_many_or_too_long_documents_the_first_are_taken_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, notes = together([Document(str(i), "a") for i in range(51)])
    assert [document.title for document in made] == [str(i) for i in range(50)]
    assert notes == ["The app takes the first 50 of 51 documents."]
    monkeypatch.setattr(documents, "MAX_CHARACTERS", 19)
    rows = Document("b", "first row\fsecond row", "row")
    made, notes = together([Document("a", "some words"), rows, Document("c", "more")])
    assert [document.text for document in made] == ["some words", "first row"]
    assert [note[:40] for note in notes] == [
        "b: the app takes 9 of its 20 characters;",
        "c: the app takes 0 of its 4 characters; ",
    ]
    made, _ = together([Document("a", "words that go on")])
    assert made[0].text == "words that go on"


def test_of_a_long_text_the_beginning_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_BYTES", 21)
    for content in ("Gradienten über alles", "Gradienten über", "aaaaaaaaaaaaaaaaaaa日本"):
        document = read_document(content.encode(), "a.txt")
        assert content.startswith(document.text)
        assert len(document.text) >= min(19, len(content))
        assert bool(document.notes) == (len(content.encode()) > 21)
    assert "the app reads its first 0 MB" in document.notes[0]


def test_a_guessed_encoding_is_told() -> None:
    assert "check its letters" in read_document("Größe".encode("latin-1"), "a.txt").notes[0]
    assert read_document(b"plain", "a.txt").notes == ()


def test_a_pdf_is_read_page_by_page() -> None:
    pages = ["The first page has these words.", "The second has others."]
    read = read_document(pdf([[page] for page in pages]), "a.pdf")
    chunks = cut(read, Chunking(cut="headings"))
    assert [" ".join(chunk.text.split()) for chunk in chunks] == pages
    assert [chunk.under for chunk in chunks] == ["page 1", "page 2"]
