"""Whatever is uploaded: a data set or a sentence, and nothing else."""

import io
import re

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.datasets import to_csv
from core.parsing.dataset import to_dataset
from core.parsing.target import suggest
from tests.core.intake_samples import FLOWERS, csv, learn, read


def swallow(content: bytes) -> None:
    """Everything a page does with an upload; only a ``ValueError`` with a sentence may stop it."""
    problem = ""
    try:
        table = read(content)
        assert len(set(table.frame)) == table.frame.shape[1] >= 1
        assert len(table.frame) >= 1
        target, features, task = suggest(table)
        data, _ = to_dataset(table, target=target, features=features)
    except ValueError as error:
        problem = str(error)
    if problem:
        assert re.fullmatch(r"\S.* .*\.", problem, re.DOTALL)
    else:
        assert data.task == task
        assert np.isfinite(data.x).all()
        assert np.isfinite(data.y).all()
        assert len(data.x) == len(data.y) >= 10


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_random_bytes_raise_nothing_but_a_sentence(content):
    swallow(content)


CELLS = st.one_of(
    st.sampled_from(["", " ", "NA", "?", "a", "b", "True", "1,5", '"', '""', "inf", "1e400", "-"]),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.text(max_size=5),
)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=20),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
@settings(max_examples=200)
def test_random_cells_raise_nothing_but_a_sentence(rows, separator, encoding):
    text = "\n".join(separator.join(row) for row in rows)
    swallow(text.encode(encoding, errors="replace"))


NUMBERS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, st.sampled_from("pqr")), min_size=10, max_size=40),
    st.sampled_from([",", ";", "\t"]),
)
@settings(max_examples=100)
def test_random_frames_come_back_as_they_went(rows, separator):
    # The first rows make sure that every column varies and every class is there.
    rows = [(0.0, 0.25, "p"), (1.0, 0.5, "q"), (2.0, 0.75, "r"), *rows]
    frame = pd.DataFrame(rows, columns=["a", "b", "class"])
    decimal = "," if separator == ";" else "."
    text = frame.to_csv(index=False, sep=separator, decimal=decimal)
    data, notes = learn(read(text), "class")
    np.testing.assert_array_equal(data.x, frame[["a", "b"]].to_numpy(np.float32))
    assert [data.class_names[c] for c in data.y] == frame["class"].tolist()
    assert notes == ()
    again, _ = learn(read(to_csv(data)), "class")
    assert again.fingerprint == data.fingerprint


def test_a_frame_is_never_changed():
    table = read(csv(FLOWERS))
    before = io.StringIO()
    table.frame.to_csv(before)
    suggest(table)
    learn(table, "kind")
    assert table.frame.to_csv() == before.getvalue()
