"""Vectors and their labels are read as people have them, and what is no such file is told."""

from __future__ import annotations

import io
import time

import numpy as np
import pandas as pd
import pytest

from core.embeddings.user_vectors import usual_columns
from core.parsing import vectors as intake
from core.parsing.labels import read_labels, with_labels
from core.parsing.vectors import Vectors, read_vectors

ROWS = np.random.default_rng(2).normal(size=(8, 3)).round(3)
WORDS = [f"w{at}" for at in range(8)]
KINDS = ["pet", "car"] * 4


def own(text: str, name: str = "own.csv") -> Vectors:
    read = read_vectors(text.encode(), name)
    np.testing.assert_array_equal(read.vectors, ROWS.astype(np.float32))
    return read


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def listed(form: str) -> list[str]:
    """The rows as lists, each number written as ``form`` has it."""
    return [form.join(map(str, row.tolist())) for row in ROWS]


@pytest.mark.parametrize(
    "cells",
    [
        [f'"[{one}]"' for one in listed(", ")],
        [f'"[{one}]"' for one in listed(",")],
        [f"[{one}]" for one in listed(", ")],  # without the quotes that a comma needs
        [f"[{one}]" for one in listed(" ")],  # arrays
        [f"[ {one}\n ]" for one in listed("\n  ")],  # long arrays, in lines
        [f'"{{{one}}}"' for one in listed(",")],  # PostgreSQL
        [f'"[np.float64({one})]"' for one in listed("), np.float64(")],
    ],
)
@pytest.mark.parametrize("header", [True, False])
def test_a_list_in_a_cell_is_a_vector(cells: list[str], *, header: bool) -> None:
    rows = [f"{word},{cell},{kind}" for word, cell, kind in zip(WORDS, cells, KINDS, strict=True)]
    read = own(lines(*["word,vector,kind"] * header, *rows))
    names = ["word", "kind"] if header else ["column 1", "column 3"]
    assert [*read.labels] == names
    assert [*read.labels[names[0]]] == WORDS
    assert [*read.labels[names[1]]] == KINDS
    assert any("lists of 3 numbers" in note for note in read.notes)


def test_pandas_own_tables_of_lists_come_back() -> None:
    frame = pd.DataFrame({"word": WORDS, "n_tokens": range(3, 11), "embedding": ROWS.tolist()})
    read = own(frame.to_csv())
    assert [*read.labels] == ["column 1", "word", "n_tokens"]
    assert usual_columns(read.labels)[0] == "word"
    arrays = frame.assign(embedding=[*ROWS])
    assert [*own(arrays.to_csv(index=False, sep="\t")).labels["word"]] == WORDS
    assert own(frame[["embedding"]].to_csv(index=False)).labels.shape[1] == 0


def test_long_lists_are_no_long_cells() -> None:
    """1,536 numbers of 20 digits are more than a cell of a table may have."""
    many = np.random.default_rng(0).normal(size=(6, 1_536))
    rows = [f'w{at},"{row.tolist()}"' for at, row in enumerate(many)]
    read = read_vectors(lines("word,embedding", *rows).encode(), "own.csv")
    np.testing.assert_array_equal(read.vectors, many.astype(np.float32))


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["[1, 2, 3]"] * 7 + ["[1, 2]"], "most have 3 numbers, others 2"),
        (["[0.1 0.2 ... 0.3 0.4]"] * 8, "are shortened"),
        (["[1, x, 3]"] * 8, "words instead of numbers"),
        (["[1, nan, 3]"] * 8, "missing or infinite"),
    ],
)
def test_lists_that_are_no_vectors_are_told(cells: list[str], why: str) -> None:
    rows = [f'{word},"{cell}"' for word, cell in zip(WORDS, cells, strict=True)]
    with pytest.raises(ValueError, match=why):
        read_vectors(lines("word,vector", *rows).encode(), "own.csv")


def test_a_text_with_brackets_is_a_label() -> None:
    rows = [f'"as in [1, 2] and [3, 4]",{",".join(map(str, row))}' for row in ROWS]
    assert own(lines(*rows)).labels["column 1"][0] == "as in [1, 2] and [3, 4]"


def test_brackets_without_end_take_a_moment() -> None:
    begun = time.process_time()
    for piece in ("[1,", "[ ", "{1 2", "[1,2]x", '"['):
        with pytest.raises(ValueError, match=r"\.$"):
            read_vectors((piece * 300_000).encode(), "own.csv")
    assert time.process_time() - begun < 5


def test_columns_that_are_labels_by_their_name_are_no_dimensions() -> None:
    rows = [f"{at % 3},{','.join(map(str, row))},{at}" for at, row in enumerate(ROWS)]
    read = own(lines("label,x,y,z,cluster_id", *rows))
    assert [*read.labels] == ["label", "cluster_id"]
    assert "Labels by their name, not part of the vectors: label and cluster_id." in read.notes
    # The only two columns of numbers are the vectors, whatever they are called.
    two = read_vectors(lines("class,y", *(f"{at * at},{at}" for at in range(8))).encode(), "a.csv")
    assert two.vectors.shape == (8, 2)


@pytest.mark.parametrize("end", ["", " "])
def test_glove_and_fasttext_have_words_of_quotes_and_blanks_at_line_ends(end: str) -> None:
    words = ['"', "the", 'say"so', ",", "'s", '""', ";", "#"]
    rows = [f"{word} {' '.join(map(str, row))}{end}" for word, row in zip(words, ROWS, strict=True)]
    for head in ([], [f"8 3{end}"]):
        read = own(lines(*head, *rows), "own.txt")
        assert [*read.labels["column 1"]] == words


def test_a_guessed_encoding_is_told() -> None:
    rows = [f"Straße{at} {' '.join(map(str, row))}" for at, row in enumerate(ROWS)]
    read = read_vectors(lines(*rows).encode("latin-1"), "own.vec.txt")
    assert [*read.labels["column 1"]] == [f"Straße{at}" for at in range(8)]
    assert "check its letters" in read.notes[0]


def test_of_too_many_rows_the_first_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_ROWS", 6)
    file = io.BytesIO()
    np.save(file, ROWS)
    rows = [f"{word},{','.join(map(str, row))}" for word, row in zip(WORDS, ROWS, strict=True)]
    for content, name in ((file.getvalue(), "a.npy"), (lines(*rows).encode(), "a.csv")):
        read = read_vectors(content, name)
        np.testing.assert_array_equal(read.vectors, ROWS[:6].astype(np.float32))
        assert "The app takes the first 6 of 8 rows." in read.notes
        labelled = with_labels(read, [[word] for word in WORDS])  # as many as the file has
        assert [*labelled.labels["label"]] == WORDS[:6]


def vectors() -> Vectors:
    return read_vectors(lines(*(",".join(map(str, row)) for row in ROWS)).encode(), "own.csv")


@pytest.mark.parametrize(
    ("name", "cut"), [("labels.tsv", "\t"), ("labels.csv", ","), ("labels.csv", ";")]
)
@pytest.mark.parametrize("header", [True, False])
def test_labels_may_have_several_columns(name: str, cut: str, *, header: bool) -> None:
    rows = [cut.join((word, kind, "5")) for word, kind in zip(WORDS, KINDS, strict=True)]
    content = lines(*[cut.join(("word", "", "word"))] * header, *rows)
    read = with_labels(vectors(), read_labels(content.encode(), name))
    names = ["word", "group", "word (2)"] if header else ["label", "group", "label 3"]
    assert [*read.labels] == names
    assert usual_columns(read.labels) == (names[0], names[1])
    assert [*read.labels[names[1]]] == KINDS
    assert any("their header (word, no name and word)" in note for note in read.notes) == header


def test_labels_that_repeat_colour_their_vectors() -> None:
    read = with_labels(vectors(), read_labels(lines(*KINDS).encode(), "kinds.txt"))
    assert usual_columns(read.labels) == ("label", "label")


def test_lines_of_labels_are_not_cut_at_commas_and_gaps_have_a_sign() -> None:
    texts = ["a, b", "c; d", "", *"efghi"]
    read = with_labels(vectors(), read_labels(lines(*texts).encode(), "labels.txt"))
    assert [*read.labels["label"]] == ["a, b", "c; d", "–", *"efghi"]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.txt", "empty"),
        (b"\0\0", "a.txt", "not a text file"),
        (b"a\nb\n", "a.txt", "2 labels for 8 vectors"),
        (b"\t" * 60 + b"\na" * 7, "a.tsv", "have 61 columns; the limit is 50"),
        (b'"' + b"a," * 200_000, "a.csv", "cell that is too long"),
        (b"\n" * 1_000_000 + b"a", "a.txt", "more than 1,000,000 labels"),
    ],
)
def test_what_are_no_labels_is_told(content: bytes, name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        with_labels(vectors(), read_labels(content, name))
