"""Chunks: the pictures of the cutting, and documents of one's own."""

from __future__ import annotations

import re

from app.figures.retrieval import chunks as cut_figures
from app.markdown import escape_markdown
from app.theme import Theme
from core.retrieval import evaluate
from core.retrieval.chunks import cut, cut_all
from core.retrieval.documents import handbook
from core.retrieval.settings import Chunking
from tests.app.pictures import check
from tests.app.retrieval.samples import THEMES
from tests.app.retrieval.visit import opened, said, whole
from tests.core.pdf_samples import LINE, pdf


@THEMES
def test_the_text_is_shown_whole_with_its_chunks(theme: Theme) -> None:
    page = handbook()[0]
    for chunking in (Chunking(overlap=0.5), Chunking(cut="characters", characters=100)):
        chunks = cut(page, chunking)
        html = cut_figures.text(page, chunks, theme)
        bare = re.sub(r"<sup.*?</sup>|<[^>]+>", "", html)
        assert bare.replace("&#x27;", "'").replace("&quot;", '"') == page.text
        assert [*map(int, re.findall(r"<sup[^>]*> (\d+) </sup>", html))] == [
            *range(1, len(chunks) + 1)
        ]
        assert "repeating-linear-gradient" in html
    assert "repeating-linear-gradient" not in cut_figures.text(
        page, cut(page, Chunking(overlap=0.0)), theme
    )


@THEMES
def test_pictures_of_the_cutting(theme: Theme) -> None:
    chunks = cut_all(handbook(), Chunking(cut="characters", characters=100))
    panels = check(
        {
            "lengths": cut_figures.lengths(chunks, theme),
            "one": cut_figures.lengths(chunks[:1], theme),
            "passages": cut_figures.passages(evaluate.held_by_one(chunks), theme),
        }
    )
    assert panels["lengths"].data[0]["y"].sum() == len(chunks)


def test_the_columns_of_a_table_can_be_chosen(encoder: list[int]) -> None:
    at = opened(source="own documents", view="Chunks")
    table = b"title,text\nCats,The cat purrs all day.\nDogs,The dog barks.\n"
    at.file_uploader(key="retrieval-own-file").set_value([("pets.csv", table, "text/csv")])
    whole(at.run())
    assert f"**{escape_markdown('pets.csv')}**, in 2 chunks" in said(at)
    at.multiselect(key="retrieval-own-columns-1-pets.csv").set_value(["title"]).run()
    assert f"**{escape_markdown('pets.csv: title')}**, in 2 chunks" in said(at)


def test_a_pdf_of_two_hundred_pages_is_read_and_a_damaged_one_is_answered() -> None:
    at = opened("Chunks", source="own documents")
    book = pdf([[f"Page {number} of the book.", *[LINE] * 8] for number in range(1, 201)])
    key = "retrieval-own-file"
    at.file_uploader(key=key).set_value(
        [
            ("book.pdf", book, "application/pdf"),
            ("bad.pdf", b"%PDF-1.7 junk", "application/pdf"),
        ]
    )
    at.run()
    assert not at.exception
    assert "bad.pdf: The PDF is damaged" in at.warning[0].value.replace("\\", "")
    documents = at.session_state["retrieval-own-documents"]
    assert [document.title for document in documents] == ["book.pdf"]
    assert documents[0].text.count("\f") == 199
    assert "1 document, " in said(at)
