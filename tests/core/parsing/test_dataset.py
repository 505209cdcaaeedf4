"""Tables to data sets: columns understood, gaps filled, choices refused, targets suggested."""

import numpy as np
import pandas as pd
import pytest

from core.data.datasets import REAL, TOY, load, to_csv
from core.parsing.dataset import to_dataset
from core.parsing.table import Table
from core.parsing.target import suggest
from tests.core.intake_samples import FLOWERS, column, csv, learn, read


def test_a_table_becomes_a_data_set():
    data, notes = learn(read(csv(FLOWERS)), "kind")
    assert data.feature_names == ("height", "width", "colour = blue", "colour = red")
    assert data.class_names == ("rose", "tulip")
    assert data.y.tolist() == [0] * 10 + [1] * 10
    np.testing.assert_array_equal(data.x[3], np.float32([0.75, 3.125, 1, 0]))
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int64
    assert (data.name, data.target_name, data.domain) == ("table.csv", "kind", None)
    assert "predicts kind from" in data.about
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
        ([f"word {i}" for i in range(34)], "free text (34 different ones)"),
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
        "Treated as missing: 3 values of a, infinite or too large.",
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
        (
            [f"name {i}" for i in range(12)],
            "12 different texts in 12 rows; classes have to repeat",
        ),
        ([f"2020-01-{i + 1:02}" for i in range(12)], "dates"),
        ([None] * 3 + ["x", "y", "z"] * 3, "Only 9 rows can be used; the app needs 10"),
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
        ("target", ("a", "target"), "other than the target"),
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
    with pytest.raises(ValueError, match="220 inputs; the limit is 200"):
        learn(Table(frame, "wide.csv", ()))


def test_whole_numbers_are_classes_or_measurements_as_asked():
    quality = [3 + i % 7 for i in range(60)]
    table = Table(pd.DataFrame({"acid": np.arange(60) / 7, "quality": quality}), "wine.csv", ())
    choice = {"target": "quality", "features": ("acid",)}
    assert len(to_dataset(table, **choice)[0].class_names) == 7
    number, _ = to_dataset(table, **choice, task="regression")
    assert number.class_names == ()
    assert number.y.tolist() == quality
    many = Table(table.frame.assign(quality=[i % 20 for i in range(60)]), "wine.csv", ())
    assert to_dataset(many, **choice)[0].class_names == ()
    assert len(to_dataset(many, **choice, task="classification")[0].class_names) == 20


def test_thirty_classes_are_learnt_and_more_are_refused():
    for count in (30, 31):
        kinds = [f"kind {i % count}" for i in range(4 * count)]
        table = Table(pd.DataFrame({"x": np.arange(len(kinds)) / 7, "kind": kinds}), "a.csv", ())
        if count == 30:
            found = to_dataset(table, target="kind", features=("x",))[0]
            assert len(found.class_names) == 30
        else:
            with pytest.raises(ValueError, match="at most 30 classes"):
                to_dataset(table, target="kind", features=("x",))
