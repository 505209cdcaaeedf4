"""Uploads: what is read, what is refused and in which words, what is reported; and any bytes."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.datasets import REAL, TOY, load, to_csv
from core.intake import Table, read_table, suggest, to_dataset

FLOWERS = [
    (i / 4, 3.5 - i / 8, ["red", "blue"][i % 2], ["rose", "tulip"][i // 10]) for i in range(20)
]
HEADER = ["height", "width", "colour", "kind"]


def csv(rows, header=HEADER, separator=",", end="\n") -> str:
    lines = ([header] if header else []) + list(rows)
    return end.join(separator.join(map(str, line)) for line in lines)


def read(text: str | bytes) -> Table:
    return read_table(text if isinstance(text, bytes) else text.encode(), "table.csv")


def column(name: str, cells, target=None) -> Table:
    """A table of one column beside a target, and a feature that is always there to learn from."""
    target = [i % 2 for i in range(len(cells))] if target is None else target
    spare = [i * 0.37 for i in range(len(cells))]
    return Table(pd.DataFrame({name: cells, "spare": spare, "target": target}), "table.csv", ())


def learn(table: Table, target: str = "target"):
    features = tuple(name for name in table.frame if name != target)
    return to_dataset(table, target=target, features=features)


# --- Bytes to table -----------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_line_ends_and_encodings_are_recognised(separator, end, encoding):
    decimal = "," if separator == ";" else "."
    rows = [[str(cell).replace(".", decimal) for cell in row] for row in FLOWERS]
    table = read((csv(rows, separator=separator, end=end) + end).encode(encoding))
    expected = pd.DataFrame(FLOWERS, columns=HEADER)
    pd.testing.assert_frame_equal(table.frame, expected, check_dtype=False)
    assert table.notes == ()
    assert table.name == "table.csv"


def test_western_european_text_is_read_and_said():
    table = read(csv([("Größe", 1.5), ("é", 2)], ["naïve", "€"]).encode("cp1252"))
    assert list(table.frame) == ["naïve", "€"]
    assert table.frame["naïve"].tolist() == ["Größe", "é"]
    assert "not UTF-8" in table.notes[0]


def test_commas_inside_cells_do_not_mislead():
    quoted = read('a,b\n"x, y",1\n"z, ""q""",2\n')
    assert quoted.frame["a"].tolist() == ["x, y", 'z, "q"']
    semicolons = read(csv([("1,5", "2,5", "x,y"), ("3,5", "4,5", "z,w")], None, ";"))
    assert semicolons.frame.iloc[0].tolist() == [1.5, 2.5, "x,y"]
    two_lines = read('"a\nb",c\n"1\n2",3\n')
    assert list(two_lines.frame) == ["a b", "c"]
    assert two_lines.frame.iloc[0].tolist() == ["1\n2", 3]


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n", ["column 1", "column 2", "column 3"], 2),
        ("?,3.5\n4.9,3.0\n", ["column 1", "column 2"], 2),
        ("1,5;a\n2,5;b\n", ["column 1", "column 2"], 2),
        ("year,2019,2020\n1,2,3\n", ["year", "2019", "2020"], 1),
        ("0,1,2,kind\n1,2,3,a\n", ["0", "1", "2", "kind"], 1),
        ("first,last\nAda,Lovelace\n", ["first", "last"], 1),
        ("\n ,\n\na,b\n1,2\n", ["a", "b"], 1),
    ],
)
def test_a_missing_header_is_noticed_and_a_header_of_numbers_kept(text, names, rows):
    table = read(text)
    assert list(table.frame) == names
    assert len(table.frame) == rows
    assert any("columns are called" in note for note in table.notes) == (names[0] == "column 1")


def test_blank_repeated_and_long_column_names_are_mended_and_said():
    table = read("a,a,,a (2)," + "x" * 99 + "\n" + "1,2,3,4,5\n" * 3)
    names = ["a", "a (2)", "column 3", "a (2) (2)", "x" * 59 + "…"]
    assert list(table.frame) == names
    assert table.notes[:2] == (
        "Column 2 (a) is called a (2).",
        "Column 3 (no name) is called column 3.",
    )
    assert len(table.notes) == 4


def test_separators_left_over_by_a_spreadsheet_are_no_columns_and_no_rows():
    table = read("a,b,\n1,2,\n3,4,\n,,\n,,\n")
    pd.testing.assert_frame_equal(
        table.frame, pd.DataFrame({"a": [1, 3], "b": [2, 4]}), check_dtype=False
    )
    only_below = read("a,b\n1,2,\n3,4,\n")
    assert list(only_below.frame) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (b";;;\n;;;\n", "empty"),
        (b"PK\x03\x04rest", "Excel workbook.*CSV"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel.*CSV"),
        (b"\x89PNG\r\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b\n1,\x002\n", "not a text file"),
        (b"a\n1\n2\n", "Only one column.*semicolon"),
        (b"a,b\n", "no rows of data"),
        (b"a,b", "no rows of data"),
        (b"a,b\n,\n,\n", "no rows of data"),
        (b"a,b\n1,2\n1,2,3\n1,2\n", "'1,2,3' has 3 cells, not 2. A comma inside"),
        (b"a;b\n" + b"1;2\n" * 60 + b"1;2;3\n", "Line 62 has 3 cells, not 2. A semicolon"),
        (b"a,b\n1,2,3\n4,5,6\n", "names 2 columns, and the rows have 3"),
        (b'a,b\n"1,2\n3,4\n', "quote"),
        (b",".join([b"a"] * 201) + b"\n", "201 columns; at most 200"),
        (b"a,b\n" + b"1,2\n" * 50_001, "more than 50,000 rows"),
        (b"1,2\n" * 1_250_001, "5.0 MB; at most 5"),
        (b"," * 4_999_999, "empty"),
        (b"a," * 2_499_999, "columns; at most 200"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_plain_words(content, words):
    with pytest.raises(ValueError, match=words):
        read(content)


def test_the_largest_table_is_read():
    table = read(b"a,b\n" + b"1,2\n" * 50_000)
    assert table.frame.shape == (50_000, 2)
    assert read(csv([range(200)], [f"c{i}" for i in range(200)])).frame.shape == (1, 200)


# --- Table to data set --------------------------------------------------------------------------


def test_a_table_becomes_a_data_set():
    data, notes = learn(read(csv(FLOWERS)), "kind")
    assert data.feature_names == ("height", "width", "colour = blue", "colour = red")
    assert data.class_names == ("rose", "tulip")
    assert data.y.tolist() == [0] * 10 + [1] * 10
    np.testing.assert_array_equal(data.x[3], np.float32([0.75, 3.125, 1, 0]))
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int64
    assert (data.name, data.target_name, data.domain) == ("table.csv", "kind", None)
    assert "kind is predicted" in data.about
    assert notes == ("colour is text: each of its 2 values is an input, 0 or 1.",)


@pytest.mark.parametrize("name", [*TOY, *REAL])
def test_every_set_survives_its_own_export(name):
    data = load(name, samples=60, noise=0.2, seed=0)
    table = read(to_csv(data))
    target, features, task = suggest(table)
    assert (target, task) == (data.target_name, data.task)
    varied = np.ptp(data.x, axis=0) > 0
    assert features == tuple(np.array(data.feature_names)[varied])
    back, notes = to_dataset(table, target=target, features=data.feature_names)
    np.testing.assert_array_equal(back.x, data.x[:, varied])
    if data.task == "classification":
        assert [back.class_names[c] for c in back.y] == [data.class_names[c] for c in data.y]
    else:
        np.testing.assert_array_equal(back.y, data.y)
    assert len(notes) == (~varied).sum()


@pytest.mark.parametrize(
    ("cells", "class_names"),
    [
        (["a", "b"] * 6, ("a", "b")),
        ([" b", "a "] * 6, ("a", "b")),
        ([True, False] * 6, ("False", "True")),
        ([3, 1, 2] * 4, ("1", "2", "3")),
        ([3.0, 1.0, 10.0] * 4, ("1", "3", "10")),
        (["2", "1"] * 6, ("1", "2")),
        ([f"{i}" for i in range(10)] * 2, tuple("0123456789")),
        ([*range(10), 0, 1], ()),  # whole numbers that hardly repeat
        (list(range(11)) * 2, ()),
        ([0.5, 1.5] * 6, ()),
        (["0,5", "1,5"] * 6, ()),
    ],
)
def test_classes_and_numbers_to_predict_are_told_apart(cells, class_names):
    data, _ = learn(column("a", range(len(cells)), target=cells))
    assert data.class_names == class_names
    assert data.task == ("classification" if class_names else "regression")
    if class_names:
        said = [data.class_names[c] for c in data.y]
        assert said == [f"{c:g}" if isinstance(c, float) else str(c).strip() for c in cells]
    else:
        np.testing.assert_array_equal(data.y, [float(str(c).replace(",", ".")) for c in cells])


@pytest.mark.parametrize(
    ("cells", "numbers", "note"),
    [
        (["1,234", "12", "1,234,567.5"], [1234, 12, 1234567.5], "thousands"),
        (["3,5", "12", "-0,25"], [3.5, 12, -0.25], "decimal mark"),
        (["1.234,5", "7,0", "7.5"], [1234.5, 7, 7.5], "decimal mark"),
        ([" 1", "2 ", "+3e1"], [1, 2, 30], None),
        (["3.4028235e+38", "0", "1"], [np.finfo(np.float32).max, 0, 1], None),
        ([True, False, True], [1, 0, 1], None),
    ],
)
def test_numbers_written_as_text_are_numbers(cells, numbers, note):
    data, notes = learn(column("a", cells * 4))
    assert data.feature_names == ("a", "spare")
    np.testing.assert_array_equal(data.x[:, 0], np.float32(numbers * 4))
    assert len(notes) == (note is not None)
    if note:
        assert note in notes[0]


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ([7] * 12, "same value in every row"),
        (["same"] * 12, "same value in every row"),
        ([1e9, 1e9 + 1] * 6, "same value in every row"),  # one and the same in float32
        ([None] * 12, "empty"),
        ([f"2020-01-{i + 1:02}" for i in range(12)], "dates"),
        ([f"{i + 1}/3/2020 10:00" for i in range(12)], "dates"),
        ([f"{i + 1} March 2020" for i in range(12)], "dates"),
        ([f"word {i}" for i in range(24)], "free text (24 different ones)"),
        (["long " * 20, "text " * 20] * 6, "free text"),
    ],
)
def test_columns_of_no_use_are_left_out_and_said(cells, note):
    data, notes = learn(column("odd", cells))
    assert data.feature_names == ("spare",)
    assert len(notes) == 1
    assert notes[0].startswith("Left out: odd, which")
    assert note in notes[0]


def test_gaps_are_filled_with_the_median_and_said():
    data, notes = learn(column("a", [1, None, 3, 5, np.inf, -np.inf, 1e300, 9, 9, 1, 2, 2]))
    assert data.x[[1, 4, 5, 6], 0].tolist() == [2.5] * 4
    assert notes == (
        "Taken as missing: 3 values of a, infinite or too large.",
        "4 missing values of a, filled with the median, 2.5.",
    )


def test_gaps_in_text_belong_to_no_category():
    data, notes = learn(column("a", ["x", None, "?", "y"] * 3))
    assert data.feature_names == ("a = x", "a = y", "spare")
    assert data.x[:4, :2].tolist() == [[1, 0], [0, 0], [0, 0], [0, 1]]
    assert notes[-1] == "6 missing values of a, where all of its inputs are 0."


def test_a_slip_among_numbers_is_a_gap_and_among_categories_a_category():
    many, notes = learn(column("a", [str(i) for i in range(29)] + ["n.k."]))
    assert many.feature_names == ("a", "spare")
    assert many.x[29, 0] == 14
    assert "1 value of a, not a number (n.k.)" in notes[0]
    few, _ = learn(column("a", ["1", "2"] * 10 + ["n.k."]))
    assert few.feature_names == ("a = 1", "a = 2", "a = n.k.", "spare")


def test_rows_without_a_target_are_left_out_and_said():
    cells = list(range(14))
    data, notes = learn(column("a", cells, target=["x", "y", None, "?", *"xyxyxyxyxy"]))
    assert data.x[:, 0].tolist() == [0, 1, *range(4, 14)]
    assert notes == ("Left out: 2 rows without a value of target.",)
    numbers, notes = learn(column("a", cells, target=[0.5, np.nan, np.inf, *np.arange(11) / 3]))
    assert len(numbers.y) == 12
    assert np.isfinite(numbers.y).all()
    assert notes[-1] == "Left out: 2 rows without a value of target."


def test_a_feature_that_varied_only_in_rows_left_out_is_constant():
    data, notes = learn(column("a", [5, *[1] * 11], target=[None, *["x", "y"] * 5, "x"]))
    assert data.feature_names == ("spare",)
    assert "same value" in notes[-1]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (["x"] * 12, "same in every row"),
        ([1.5] * 12, "same in every row"),
        ([f"name {i}" for i in range(12)], "12 different texts; at most 10 classes"),
        ([f"2020-01-{i + 1:02}" for i in range(12)], "dates"),
        ([None] * 3 + ["x", "y", "z"] * 3, "Only 9 rows can be used; 10 are needed"),
        ([None] * 12, "Only 0 rows"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused_in_plain_words(target, words):
    with pytest.raises(ValueError, match=words):
        learn(column("a", range(12), target=target))


@pytest.mark.parametrize(
    ("target", "features", "words"),
    [
        ("nothing", ("a",), "no column 'nothing'"),
        ("target", ("b",), "no column 'b'"),
        ("target", (), "at least one feature"),
        ("target", ("a", "target"), "not the target itself"),
        ("target", ("flat",), "None of the chosen features.*flat, which has the same value"),
    ],
)
def test_a_choice_of_columns_that_cannot_be_is_refused(target, features, words):
    table = column("a", range(12))
    table.frame["flat"] = 1
    with pytest.raises(ValueError, match=words):
        to_dataset(table, target=target, features=features)


def test_too_many_inputs_are_refused():
    frame = pd.DataFrame({f"c{i}": [f"v{j % 20}" for j in range(40)] for i in range(11)})
    frame["target"] = [0, 1] * 20
    with pytest.raises(ValueError, match="220 inputs; 200"):
        learn(Table(frame, "wide.csv", ()))


# --- What to predict from what ------------------------------------------------------------------


def test_the_suggestion_leaves_out_what_identifies_a_row():
    table = read(
        csv(
            [
                (
                    i,
                    1000 + 7 * i,
                    f"person {i}",
                    f"2020-01-{i + 1:02}",
                    1,
                    i / 3,
                    "ab"[i % 2],
                    i % 3,
                )
                for i in range(20)
            ],
            ["", "patient_id", "name", "day", "flat", "dose", "arm", "outcome"],
        )
    )
    assert suggest(table) == ("outcome", ("dose", "arm"), "classification")


@pytest.mark.parametrize(
    ("header", "target", "task"),
    [
        (["kind", "width", "colour", "z"], "z", "classification"),
        (["height", "Class", "colour", "z"], "Class", "regression"),
        (["y", "width", "colour", "z"], "y", "regression"),
    ],
)
def test_the_suggested_target_is_the_named_column_or_the_last(header, target, task):
    found, features, kind = suggest(read(csv(FLOWERS, header)))
    assert (found, kind) == (target, task)
    assert features == tuple(name for name in header if name != target)


def test_a_measurement_is_no_identifier_whatever_its_name():
    table = read(csv([(1.5 + i / 7, i % 2) for i in range(20)], ["refractive index", "type"]))
    assert suggest(table)[1] == ("refractive index",)


def test_a_table_without_anything_to_learn_has_no_suggestion():
    with pytest.raises(ValueError, match="At least two columns"):
        suggest(read(csv([(i, f"word {i}") for i in range(30)], ["n", "text"])))


# --- Anything at all ----------------------------------------------------------------------------


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
@settings(max_examples=200, deadline=None)
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
@settings(max_examples=200, deadline=None)
def test_random_cells_raise_nothing_but_a_sentence(rows, separator, encoding):
    text = "\n".join(separator.join(row) for row in rows)
    swallow(text.encode(encoding, errors="replace"))


NUMBERS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, st.sampled_from("pqr")), min_size=10, max_size=40),
    st.sampled_from([",", ";", "\t"]),
)
@settings(max_examples=100, deadline=None)
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
