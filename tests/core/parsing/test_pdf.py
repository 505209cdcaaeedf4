"""A PDF becomes text that knows its pages, or a sentence says why not."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from core.parsing import pdf as intake
from core.parsing.pdf import PAGE_END, read_pdf
from tests.core.pdf_samples import LINE, pdf

SMALL = pdf([["First page.", LINE], ["Second page.", LINE], ["Third page."]])


def test_two_hundred_pages_are_read_in_order_and_each_knows_its_number() -> None:
    heard: list[tuple[int, int]] = []
    content = pdf([[f"This is page {number}.", *[LINE] * 10] for number in range(1, 201)])
    read = read_pdf(content, "book.pdf", lambda done, pages: heard.append((done, pages)))
    assert heard == [(done, 200) for done in range(1, 201)]
    assert read.name == "book.pdf"
    assert read.text.count(LINE) == 2000
    for number in (1, 2, 99, 200):
        assert f"This is page {number}." in read.text.split(PAGE_END)[number - 1]


def test_a_word_that_a_line_cut_in_two_is_whole_again() -> None:
    read = read_pdf(pdf([["The gradi-", "ent of a well-", "Known loss function."]]), "a.pdf")
    assert "The gradient of a well-\nKnown" in read.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a PDF"),
        (b"plain text", "not a PDF"),
        (b"%PDF-1.7 and no more", "damaged"),
        (pdf([[LINE]], password="secret"), "encrypted"),
        (pdf([[], [], []]), "contains no text"),
        (pdf([["7"]]), "contains no text"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_pdf(content, "a.pdf")


@pytest.mark.parametrize(
    ("limit", "most", "sentence"),
    [
        ("MAX_BYTES", 500, r"the limit is 0 MB"),
        ("MAX_PAGES", 2, "has 3 pages; the limit is 2"),
        ("MAX_CHARACTERS", 90, "first 2 pages have more than 90 characters"),
    ],
)
def test_what_is_too_large_is_refused(monkeypatch, limit: str, most: int, sentence: str) -> None:
    monkeypatch.setattr(intake, limit, most)
    with pytest.raises(ValueError, match=sentence):
        read_pdf(SMALL, "a.pdf")


def test_an_empty_password_is_tried() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(SMALL)))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    assert read_pdf(written.getvalue(), "a.pdf").text.startswith("First page.")


@given(
    st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), max_size=30),
    st.integers(0, len(SMALL)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_raises_nothing_but_a_sentence(changes, end) -> None:
    content = bytearray(SMALL)
    for place, value in changes:
        content[place] = value
    problem = ""
    try:
        read = read_pdf(bytes(content[:end]), "a.pdf")
    except ValueError as error:
        problem = str(error)
    if problem:
        assert problem.endswith(".")
    else:
        assert len(read.text) >= intake.LEAST
