"""Books: only the files that were read are accepted, and what is made of a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.sequences import books


def test_another_file_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / books.HELD_OUT).write_text("All children grow up.")
    with pytest.raises(ValueError, match=r"peter-pan\.txt is not the file"):
        books.read_book(tmp_path, books.HELD_OUT)


def test_half_of_the_paragraphs_are_put_on_one_line() -> None:
    text = "\n\n".join(["one\ntwo"] * (2 * books.TOGETHER))
    found = books.reflowed(text)
    assert found.count("one two") == found.count("one\ntwo") == books.TOGETHER
    assert found.replace("\n", " ") == text.replace("\n", " ")


def test_passages_begin_at_paragraphs_and_do_not_overlap() -> None:
    text = "\n\n".join(f"{number:03d} " + "x" * 30 for number in range(60))
    found = books.passages(text, 50, 10)
    assert len(found) == 10
    assert all(len(one) == 50 and one[:3].isdigit() for one in found)
    assert len({one[:3] for one in found}) == 10


def test_the_keyboard_has_95_printable_characters_and_the_line_break() -> None:
    assert len(books.KEYBOARD) == len(set(books.KEYBOARD)) == 96
