"""CSV that a spreadsheet may open: nothing in it is run, and numbers stay numbers."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from core.data import datasets
from core.data.csv_files import as_text, frame_to_csv, rows_to_csv
from core.data.datasets import Dataset
from core.embeddings import export, user_vectors
from core.parsing.vectors import Vectors


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "--1", "-", "+1 a"]
)
def test_what_begins_like_a_formula_is_marked_as_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-1.5", "+2", "-.5e-3", "-1.", "1=1", "a-b", "", 7, -1.5, None])
def test_numbers_and_other_texts_stay_as_they_are(cell: object) -> None:
    assert as_text(cell) == cell


def test_rows_and_frames_are_written_alike() -> None:
    head, rows = ["=a", "b", "c"], [["@x", -1.5, "-2"], ["y, z", 2.0, ""]]
    expected = "'=a,b,c\n'@x,-1.5,-2\n\"y, z\",2.0,\n"
    assert rows_to_csv(head, rows) == expected
    frame = pd.DataFrame(rows, columns=head)
    frame.iloc[1, 2] = np.nan
    assert frame_to_csv(frame) == expected
    assert frame.columns[0] == "=a"


def first_signs(table: str, delimiter: str = ",") -> set[str]:
    rows = list(csv.reader(io.StringIO(table), delimiter=delimiter))
    return {cell[:1] for row in rows for cell in row if as_text(cell) != cell}


def test_a_data_set_of_formulas_goes_out_as_texts() -> None:
    x = np.array([[-1.5], [2.0]], np.float32)
    made = Dataset("own", x, np.array([0, 1]), ("=f",), ("@a", "-b"), "+class", "")
    assert datasets.to_csv(made) == "'=f,'+class\n-1.5,'@a\n2.0,'-b\n"


def test_a_space_of_formulas_goes_out_as_texts() -> None:
    vectors = np.random.default_rng(0).normal(size=(6, 2)).astype(np.float32)
    texts, groups = tuple(f"={at}" for at in range(6)), ("@g",) * 6
    labels = pd.DataFrame({"text": texts, "group": groups})
    space, _ = user_vectors.of_vectors(Vectors(vectors, labels, "a.tsv", 6), "text", "group")
    assert space.texts == texts
    assert first_signs(export.coordinates_csv(space, vectors)) == set()
    assert first_signs(export.vectors_tsv(space), "\t") == set()
    assert first_signs(export.neighbours_csv(space)) == set()
