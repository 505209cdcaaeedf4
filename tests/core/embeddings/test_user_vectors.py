"""A learner's own things, models by name, and what can be taken home."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data.images import Picture
from core.embeddings import export, user_vectors, words
from core.embeddings.projection import METHODS, MOST, Settings
from core.embeddings.space import Space
from core.parsing.labels import read_labels, with_labels
from core.parsing.table import read_table
from core.parsing.vectors import Vectors, read_vectors


def npy(array: np.ndarray, **how: object) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **how)
    return file.getvalue()


def spaced(read: Vectors) -> Space:
    """The space that a learner sees who chooses no columns."""
    return user_vectors.of_vectors(read, *user_vectors.usual_columns(read.labels))[0]


def test_ten_thousand_vectors_are_read_and_drawn_from() -> None:
    data = np.random.default_rng(0).normal(size=(10_000, 384)).astype(np.float32)
    read = read_vectors(npy(data), "big.npy")
    np.testing.assert_array_equal(read.vectors, data)
    space = spaced(read)
    assert len(space) == MOST
    assert "A random 2,000 of 10,000 rows" in space.about
    rows = [int(text.split()[1]) - 1 for text in space.texts]
    np.testing.assert_array_equal(space.vectors, data[rows])


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (npy(np.zeros((9, 9)).astype(object), allow_pickle=True), "a.npy", "plain numbers"),
        (npy(np.zeros(9)), "a.npy", "not a table of vectors"),
        (npy(np.zeros((3, 9))), "a.npy", "3 rows"),
        (npy(np.zeros((9, 5000))), "a.npy", "5,000 numbers"),
        (npy(np.full((9, 3), np.nan)), "a.npy", "missing or infinite"),
        (npy(np.ones((9, 3))), "a.npy", "All rows are the same"),
        (npy(np.ones((9, 3)))[:-4], "a.npy", "ends before"),
        (b"\x93NUMPY\x09\x09junk", "a.npy", "header"),
        (b"PK\x03\x04\0\0", "a.npy", "not a .npy file"),
        (b"", "a.tsv", "empty"),
        (b"\xff\xfe\xfa", "a.tsv", "not a text file"),
        (b"\0" * 99, "a.tsv", "not a text file"),
        (b"1,2\n" * 3, "a.csv", "3 rows"),
        (b"a,b\n" + b"x,y\n" * 6, "a.csv", "0 numbers"),
        (b"1,2\n1,2,3\n" * 9, "a.csv", "different lengths"),
        (b"1,2\n1,\n" * 9, "a.csv", "missing or infinite"),
        (b"0" * 20_000_001, "a.tsv", "20.0 MB"),
    ],
)
def test_what_is_no_table_of_vectors_is_refused(content: bytes, name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_vectors(content, name)


def test_a_table_of_utf16_is_read() -> None:
    made = read_vectors(("ä\t1\t2\nb\t2\t3\n" * 5).encode("utf-16"), "a.tsv")
    assert [*made.labels["column 1"]][:2] == ["ä", "b"]
    assert made.vectors.shape == (10, 2)


def test_too_many_numbers_are_counted_as_they_are() -> None:
    with pytest.raises(ValueError, match=r"has 5,000 cells; .* at most 4,096 numbers"):
        read_vectors(b"\n".join([b"\t".join([b"1"] * 5_000)] * 6), "a.tsv")


def test_numbers_of_400_digits_are_refused_as_infinite() -> None:
    with pytest.raises(ValueError, match="missing or infinite"):
        read_vectors((b"a\t" + b"9" * 400 + b"\t1\n") * 10, "a.tsv")


def test_an_array_that_claims_more_than_it_holds_is_refused_before_it_is_made() -> None:
    content = npy(np.zeros((6, 2), np.float32)).replace(b"(6, 2), }     ", b"(50000, 4096), }")[
        :140
    ]
    assert b"50000" in content
    with pytest.raises(ValueError, match="ends before its last number"):
        read_vectors(content, "a.npy")


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 of them is all zeros and has"), (2, "2 of them are")]
)
def test_vectors_of_zeros_are_told(count: int, said: str) -> None:
    vectors = np.eye(9, dtype=np.float32)
    vectors[:count] = 0
    assert said in spaced(read_vectors(npy(vectors), "a.npy")).about


def test_a_column_of_texts_and_its_groups() -> None:
    table = read_table(b"text,group\na,1\nb,\na,2\n,4\n" + b"c" * 5_000 + b",3\n", "a.csv")
    texts, groups, notes = user_vectors.from_table(table, "text", "group")
    assert [len(text) for text in texts] == [1, 1, user_vectors.LONGEST]
    assert groups == ("1.0", "–", "3.0")
    assert notes == [
        "Left out: 1 row without a text.",
        "Left out: 1 row that repeats another.",
        "1 text is cut after 1,000 characters.",
    ]
    assert user_vectors.from_table(table, "text", None)[1] is None


def test_many_groups_become_few_that_have_a_colour() -> None:
    groups = [f"g{at}" for at in range(100) for _ in range(1 + (at < 5))]
    kept, (note,) = user_vectors.few_groups(groups)
    assert len(set(kept)) == user_vectors.MOST_GROUPS
    assert {f"g{at}" for at in range(5)} < set(kept)
    assert kept[0] == "g0"
    assert kept[-1] == user_vectors.OTHERS
    assert note.startswith("Of 100 groups the 29 largest have a colour")
    assert user_vectors.few_groups(groups[:20]) == (tuple(groups[:20]), [])


def test_what_is_exported_comes_back() -> None:
    space = words.space()
    read = read_vectors(export.vectors_tsv(space).encode(), "vectors.tsv")
    table = spaced(read)
    np.testing.assert_array_equal(read.vectors, space.vectors)
    assert table.texts == space.texts
    assert table.groups == space.groups
    array = read_vectors(export.vectors_npy(space), "vectors.npy")
    np.testing.assert_array_equal(array.vectors, space.vectors)
    labels = "\n".join(map("\t".join, zip(space.texts, space.groups, strict=True)))
    labelled = with_labels(array, read_labels(labels.encode(), "labels.tsv"))
    assert spaced(labelled).groups == space.groups
    with pytest.raises(ValueError, match="2 labels for 301"):
        with_labels(array, [["a"], ["b"]])


def test_coordinates_and_neighbours_are_tables() -> None:
    space = words.space()
    places = np.random.default_rng(0).normal(size=(len(space), 3)).astype(np.float32)
    rows = list(csv.reader(io.StringIO(export.coordinates_csv(space, places))))
    assert rows[0] == ["text", "group", "x", "y", "z"]
    assert [row[0] for row in rows[1:]] == list(space.texts)
    np.testing.assert_allclose(np.array([row[2:] for row in rows[1:]], float), places, rtol=1e-5)
    pairs = list(csv.reader(io.StringIO(export.neighbours_csv(space, 3))))[1:]
    assert len(pairs) == 3 * len(space)
    assert all(row[0] != row[2] for row in pairs)


def test_the_program_runs_alone(tmp_path: Path) -> None:
    space = words.space()
    for method in METHODS:
        compile(export.script(space, Settings(method=method)), method, "exec")
    (tmp_path / "vectors.tsv").write_text(export.vectors_tsv(space), encoding="utf-8")
    program = tmp_path / "map.py"
    program.write_text(export.script(space, Settings(method="PCA")), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, program.name], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert "A point keeps" in run.stdout


ROWS = np.random.default_rng(2).normal(size=(8, 3)).round(3)
CELLS = [[str(cell) for cell in row] for row in ROWS]


@pytest.mark.parametrize(
    ("content", "texts", "note"),
    [
        # An index, as pandas writes it, is no dimension.
        (
            [",word,a,b,c", *[f"{i},w{i}," + ",".join(row) for i, row in enumerate(CELLS)]],
            "w",
            "numbers the rows",
        ),
        (
            ["rownames,a,b,c", *[f"{i * i}," + ",".join(row) for i, row in enumerate(CELLS)]],
            "row ",
            "numbers the rows",
        ),
        # Semicolons and decimal commas.
        ([";".join(row).replace(".", ",") for row in CELLS], "row ", "decimal marks"),
        # A label last, and no header.
        (["\t".join([*row, f"w{i}"]) for i, row in enumerate(CELLS)], "w", None),
        # As GloVe and as word2vec write them.
        ([" ".join([f"w{i}", *row]) for i, row in enumerate(CELLS)], "w", None),
        (["8 3", *[" ".join([f"w{i}", *row]) for i, row in enumerate(CELLS)]], "w", None),
    ],
)
def test_tables_of_vectors_are_read_as_people_have_them(
    content: list[str], texts: str, note: str | None
) -> None:
    read = read_vectors("\n".join(content).encode(), "own.csv")
    np.testing.assert_array_equal(read.vectors, ROWS.astype(np.float32))
    assert all(text.startswith(texts) for text in spaced(read).texts)
    assert len(read.notes) == (note is not None)
    assert note is None or note in read.notes[0]


def test_columns_of_one_name_are_dimensions_of_their_own() -> None:
    lines = ["word,a,a,a", *[f"w{i}," + ",".join(row) for i, row in enumerate(CELLS)]]
    np.testing.assert_array_equal(
        read_vectors("\n".join(lines).encode(), "own.csv").vectors, ROWS.astype(np.float32)
    )


def test_lines_are_different_ones_and_what_is_left_out_is_told() -> None:
    assert user_vectors.lines(" one \n\ntwo\none\n") == (
        ("one", "two"),
        ["Left out: 1 line that repeats another."],
    )
    texts, notes = user_vectors.lines("\n".join(map(str, range(2001))))
    assert texts == tuple(map(str, range(2000)))
    assert notes == ["The app takes the first 2,000 of 2,001 texts."]
    texts, notes = user_vectors.lines("a" * 1_001 + "\nb")
    assert texts == ("a" * 1_000, "b")
    assert notes == ["1 text is cut after 1,000 characters."]


def test_images_keep_a_small_square_of_each() -> None:
    pictures = [
        Picture("wide", np.zeros((9, 30), np.uint8), ""),
        Picture("red", np.full((50, 20, 3), [255, 0, 0], np.uint8), ""),
    ]
    space = user_vectors.of_images(pictures, np.eye(2, 4, dtype=np.float32), "")
    assert space.images.shape == (2, user_vectors.THUMBNAIL, user_vectors.THUMBNAIL, 3)
    assert (space.images[1] == [255, 0, 0]).all()
