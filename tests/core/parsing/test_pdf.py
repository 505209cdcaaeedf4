"""A PDF becomes text that knows its pages, or a sentence says why not."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from core.parsing import pdf as intake
from core.parsing.pages import rejoined
from core.parsing.pdf import PAGE_END, read_pdf
from tests.core.pdf_samples import LINE, pdf

SMALL = pdf([["First page.", LINE], ["Second page.", LINE], ["Third page."]])


def test_two_hundred_pages_are_read_in_order_and_each_knows_its_number() -> None:
    heard: list[tuple[int, int]] = []
    content = pdf([[LINE, f"This is page {number}.", *[LINE] * 9] for number in range(1, 201)])
    read = read_pdf(content, "book.pdf", lambda done, pages: heard.append((done, pages)))
    assert heard == [(done, 200) for done in range(1, 201)]
    assert read.name == "book.pdf"
    assert read.text.count(LINE) == 2000
    for number in (1, 2, 99, 200):
        assert f"This is page {number}." in read.text.split(PAGE_END)[number - 1]


def test_a_word_that_a_line_cut_in_two_is_whole_again() -> None:
    read = read_pdf(pdf([["The gradi-", "ent of a well-", "Known loss function."]]), "a.pdf")
    assert "The gradient of a well-\nKnown" in read.text


def test_running_heads_and_page_numbers_are_no_text_and_told() -> None:
    pages = [
        [
            "Annals of Small Networks" if number % 2 else "A. Author: On learning",
            f"The words of page {'abcdefghi'[number]} begin here.",
            LINE,
            f"and end with {'abcdefghi'[number]}.",
            f"Page {number + 41} of 60",
        ]
        for number in range(9)
    ]
    read = read_pdf(pdf(pages), "paper.pdf")
    assert read.text.split(PAGE_END)[3].split("\n") == pages[3][1:4]
    (note,) = read.notes
    assert note.startswith("Left out at the top and bottom of its pages:")
    for line in ("Annals of Small Networks", "A. Author: On learning", "Page 41 of 60"):
        assert f"“{line}”" in note


def test_what_pages_have_in_common_stays_where_it_may_be_text() -> None:
    twice = [["Chorus of the song", LINE, "Chorus of the song"] for _ in range(4)]
    few = [["Table of all", f"{LINE} {at}x"] for at in range(2)]  # two pages say nothing
    counted = [[f"In {1990 + 3 * at} it began", LINE, f"word {at * at}"] for at in range(6)]
    for pages in (few, counted):
        read = read_pdf(pdf(pages), "a.pdf")
        assert read.text.split(PAGE_END) == ["\n".join(page) for page in pages]
        assert read.notes == ()
    middle = [
        ["x " * 3, "Chorus", f"{at}th verse", "Chorus", "Chorus", "y", "z"] for at in range(4)
    ]
    assert read_pdf(pdf(middle), "a.pdf").text.count("Chorus") == 12
    assert LINE in read_pdf(pdf(twice), "a.pdf").text


def test_a_hyphen_stays_where_the_text_has_it_elsewhere() -> None:
    lines = ["The gradi-", "ent of a well-", "known loss, a well-known one, in a Müll-", "tonne."]
    assert read_pdf(pdf([lines]), "a.pdf").text == (
        "The gradient of a well-known loss, a well-known one, in a Mülltonne."
    )


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("gradi\u00ad\nent", "gradient"),
        ("gradi\u00adent", "gradient"),
        ("gradi\u00ad\fent", "gradi\u00ad\fent"),  # the end of a page stays
        ("gradi‐\nent", "gradient"),
        ("gradi- \n ent", "gradient"),
        ("Straßen-\nbahn, öff-\nnen", "Straßenbahn, öffnen"),
        ("градиент-\nный", "градиентный"),
        ("GPU-\nbased", "GPU-\nbased"),
        ("Levenberg-\nMarquardt", "Levenberg-\nMarquardt"),
        ("3-\nfold and x -\ny", "3-\nfold and x -\ny"),
        ("a" * 200_000 + "-\n" + "b" * 200_000, "a" * 200_000 + "b" * 200_000),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(text: str, whole: str) -> None:
    assert rejoined(text) == whole


@pytest.mark.parametrize(
    ("limit", "most", "sentence", "pages"),
    [
        ("MAX_PAGES", 2, "first 2 of 3 pages, which is the limit of 2 pages", 2),
        ("MAX_CHARACTERS", 90, "first 2 of 3 pages, which is the limit of 90 characters", 2),
    ],
)
def test_of_too_much_the_first_pages_are_read_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, sentence: str, pages: int
) -> None:
    monkeypatch.setattr(intake, limit, most)
    read = read_pdf(SMALL, "a.pdf")
    assert len(read.text.split(PAGE_END)) == pages
    assert sentence in read.notes[0]


def test_what_takes_too_long_ends_after_a_page() -> None:
    read = read_pdf(SMALL, "a.pdf", seconds=0)
    assert read.text.startswith("First page.")
    assert PAGE_END not in read.text
    assert read.notes == (
        "The app read the first 1 of 3 pages, as many as 0 seconds of work allow.",
    )


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_an_empty_password_is_tried(algorithm: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(SMALL)))
    writer.encrypt("", owner_password="owner", algorithm=algorithm)
    written = io.BytesIO()
    writer.write(written)
    assert read_pdf(written.getvalue(), "a.pdf").text.startswith("First page.")


@pytest.mark.parametrize("algorithm", ["RC4-40", "AES-128", "AES-256"])
def test_another_password_is_asked_for(algorithm: str) -> None:
    with pytest.raises(ValueError, match=r"is encrypted. Save it without a password\.$"):
        read_pdf(pdf([[LINE]], password="secret", algorithm=algorithm), "a.pdf")


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


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_BYTES", 500)
    with pytest.raises(ValueError, match="the limit is 0 MB"):
        read_pdf(SMALL, "a.pdf")


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
