"""What a learner brings: good files become data, bad ones a sentence, and nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data import datasets
from core.data.datasets import Dataset


def page() -> None:
    """A page that takes a table."""
    import streamlit as st

    from app import uploads

    st.session_state["dataset"] = uploads.table("page")


def pad() -> None:
    """A page that takes drawn points."""
    import streamlit as st

    from app import uploads
    from app.theme import LIGHT

    st.session_state["dataset"] = uploads.points("page", LIGHT)


def csv(*columns: str, rows: int = 20, classes: tuple[str, ...] = ("no", "yes")) -> bytes:
    """A table of numbers, the last column with classes in turn."""
    drawn = np.random.default_rng(0).normal(size=(rows, len(columns) - 1)).round(3)
    lines = [",".join(columns)]
    lines += [",".join([*map(str, row), classes[i % len(classes)]]) for i, row in enumerate(drawn)]
    return "\n".join(lines).encode()


GOOD = csv("height", "width", "ripe")


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def bring(at: AppTest, content: bytes, name: str = "fruit.csv") -> AppTest:
    at.file_uploader(key="page-file").set_value((name, content, "text/csv")).run()
    assert not at.exception
    return at


def dataset(at: AppTest) -> Dataset | None:
    return at.session_state["dataset"]


def warnings(at: AppTest) -> list[str]:
    return [warning.value for warning in at.warning]


def target(at: AppTest) -> object:
    return at.selectbox[0]


def features(at: AppTest) -> object:
    return at.multiselect[0]


def test_before_the_first_file_there_are_no_data_but_an_example(at: AppTest) -> None:
    assert dataset(at) is None
    assert not warnings(at)
    assert (
        at.download_button(key="page-download-download_an_example").label == "Download an example"
    )


def test_a_table_becomes_data_and_is_summed_up(at: AppTest) -> None:
    bring(at, GOOD)
    one = dataset(at)
    assert one.feature_names == ("height", "width")
    assert one.class_names == ("no", "yes")
    assert one.x.shape == (20, 2)
    assert at.caption[-1].value.startswith("20 rows, 2 features; ripe is 2 classes.")


def test_the_example_can_be_brought_back(at: AppTest) -> None:
    iris = datasets.load("iris", samples=150, noise=0, seed=0)
    bring(at, datasets.to_csv(iris).encode(), "iris.csv")
    np.testing.assert_allclose(dataset(at).x, iris.x)
    assert dataset(at).class_names == iris.class_names


def test_target_and_features_can_be_chosen(at: AppTest) -> None:
    bring(at, GOOD)
    target(at).set_value("width").run()
    assert dataset(at).task == "regression"
    assert at.caption[-1].value.startswith("20 rows,")
    target(at).set_value("ripe").run()
    features(at).set_value(["width"]).run()
    assert dataset(at).feature_names == ("width",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fruit.csv", b""),
        ("fruit.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("fruit.csv", b"one column\n1\n2\n"),
        ("fruit.csv", csv("a", "b", "c", rows=3)),
    ],
    ids=["empty", "a picture", "one column", "too few rows"],
)
def test_a_bad_file_is_answered_and_the_old_data_stay(
    at: AppTest, name: str, content: bytes
) -> None:
    bring(at, GOOD)
    before = dataset(at).fingerprint
    bring(at, content, name)
    assert warnings(at)
    assert dataset(at).fingerprint == before


def test_a_bad_file_leaves_what_was_chosen_of_the_one_before(at: AppTest) -> None:
    bring(at, GOOD)
    target(at).set_value("width").run()
    bring(at, b"junk", "junk.csv")
    assert warnings(at)
    assert target(at).value == "width"
    assert dataset(at).task == "regression"


def test_a_bad_file_before_any_good_one_leaves_nothing(at: AppTest) -> None:
    bring(at, b"")
    assert len(warnings(at)) == 1
    assert dataset(at) is None


def test_a_bad_choice_is_answered_and_the_old_data_stay(at: AppTest) -> None:
    bring(at, GOOD)
    before = dataset(at).fingerprint
    features(at).set_value([]).run()
    assert len(warnings(at)) == 1
    assert dataset(at).fingerprint == before


def test_a_good_file_after_a_bad_one_takes_its_warning_away(at: AppTest) -> None:
    bring(at, b"")
    bring(at, GOOD)
    assert not warnings(at)
    assert dataset(at).feature_names == ("height", "width")


def test_a_bad_file_taken_away_takes_its_warning_with_it(at: AppTest) -> None:
    bring(at, GOOD)
    bring(at, b"")
    at.file_uploader(key="page-file").set_value([]).run()
    assert not warnings(at)


def test_a_file_taken_away_leaves_its_data(at: AppTest) -> None:
    bring(at, GOOD)
    before = dataset(at).fingerprint
    at.file_uploader(key="page-file").set_value([]).run()
    assert dataset(at).fingerprint == before


def test_a_file_is_read_once(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(at, GOOD)
    monkeypatch.setattr("app.uploads.read_table", lambda *_: pytest.fail("read again"))
    at.run()
    assert dataset(at).feature_names == ("height", "width")


def test_another_file_starts_from_its_own_suggestion(at: AppTest) -> None:
    bring(at, GOOD)
    target(at).set_value("width").run()
    bring(at, csv("mass", "length", "sort", classes=("A", "B", "C")), "fish.csv")
    assert dataset(at).feature_names == ("mass", "length")
    assert dataset(at).class_names == ("A", "B", "C")


def test_another_file_of_the_same_name_starts_from_its_own_suggestion(at: AppTest) -> None:
    bring(at, GOOD)
    target(at).set_value("width").run()
    bring(at, csv("mass", "length", "sort", classes=("A", "B", "C")))
    assert not warnings(at)
    assert dataset(at).feature_names == ("mass", "length")
    assert dataset(at).class_names == ("A", "B", "C")


def test_a_file_that_was_mended_and_brought_again_starts_from_its_own_suggestion(
    at: AppTest,
) -> None:
    bring(at, csv("a", "b", "c"))
    bring(at, csv("a", "x", "b", "c"))
    assert dataset(at).feature_names == ("a", "x", "b")


def test_a_session_keeps_one_table_however_many_come(at: AppTest) -> None:
    bring(at, GOOD)
    before = {key for key in at.session_state if key.startswith("page")}
    for i in range(4):
        bring(at, csv("a", "b", f"c{i}"), f"table {i}.csv")
    after = {key for key in at.session_state if key.startswith("page")}
    assert len(after) == len(before)


# --- Drawn points ------------------------------------------------------------------------------


def draw(*points: tuple[float, float, int]) -> AppTest:
    """The page after these points have been drawn on its pad."""
    at = AppTest.from_function(pad, default_timeout=30)
    at.session_state["page_kept"] = {"start": [], "count": 0, "points": list(points)}
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], "Choose a class, then click or drag in the square. Draw at least two classes."),
        ([(0, 0, 0)], "Draw at least 4 points: there are 1 so far."),
        (
            [(i, 0, 1) for i in range(4)],
            "All points belong to one class: draw points of at least two classes.",
        ),
    ],
)
def test_until_the_points_are_enough_a_sentence_says_what_is_missing(
    points: list[tuple[float, float, int]], said: str
) -> None:
    at = draw(*points)
    assert [caption.value for caption in at.caption] == [said]
    assert dataset(at) is None


def test_points_of_two_classes_are_data() -> None:
    at = draw((0, 0, 0), (1, 1, 2), (-1, 0.5, 0), (2, 2, 2))
    assert not at.caption
    assert dataset(at).class_names == ("A", "B", "C")
    np.testing.assert_array_equal(dataset(at).y, [0, 2, 0, 2])
    np.testing.assert_array_equal(dataset(at).x[2], [-1, 0.5])


RENTS = "rent;size;big\n" + "\n".join(
    f"{1 + i % 9}.{346 + i};{i / 8:.3f};yes\n{600 + i};{i / 7:.3f};no" for i in range(12)
)


def test_what_can_be_read_in_two_ways_is_asked(at: AppTest) -> None:
    bring(at, RENTS.encode(), "flats.csv")
    target(at).set_value("big").run()
    question = next(one for one in at.segmented_control if "means" in one.label)
    assert question.label.startswith("In rent, 1.346 means")
    assert question.options == ["1346", "1.346"]
    rent = dataset(at).feature_names.index("rent")
    assert dataset(at).x[0, rent] == 1346
    question.set_value("other").run()
    assert dataset(at).x[0, rent] == np.float32(1.346)
    first = dataset(at)
    at.run()
    assert dataset(at) is first


def test_the_question_has_both_numbers_also_below_a_gap(at: AppTest) -> None:
    bring(at, RENTS.replace("big\n", "big\n;0.5;no\n", 1).encode(), "flats.csv")
    question = next(one for one in at.segmented_control if "means" in one.label)
    assert question.options == ["1346", "1.346"]


def test_whole_numbers_are_classes_or_measurements_as_the_learner_says(at: AppTest) -> None:
    rows = [f"{3 + i % 6},{i / 7:.2f}" for i in range(60)]
    bring(at, "\n".join(["quality,acid", *rows]).encode())
    assert len(dataset(at).class_names) == 6
    at.segmented_control[0].set_value("regression").run()
    assert dataset(at).task == "regression"


def test_a_number_that_stands_for_missing_is_told_and_left_out_when_asked(at: AppTest) -> None:
    rows = [f"{-200 if i % 9 == 0 else i / 7:.2f},{('no', 'yes')[i % 2]}" for i in range(60)]
    bring(at, "\n".join(["co,ripe", *rows]).encode())
    assert dataset(at).x.min() == -200
    assert "-200 in 7 rows" in at.dataframe[0].value["note"][0]
    at.button_group[0].set_value(["co"]).run()
    assert dataset(at).x.min() > 0
    assert any("-200 in 7 rows is missing, as you said" in one.value for one in at.caption)


def test_what_was_made_of_each_column_is_a_table(at: AppTest) -> None:
    bring(at, csv("id", "width", "ripe"))
    shown = at.dataframe[0].value
    assert shown["column"].tolist() == ["id", "width", "ripe"]
    assert shown["role"].tolist() == ["used", "used", "predicted"]
    assert shown["read_as"].tolist() == ["numbers", "numbers", "2 classes: no and yes"]


def test_where_every_feature_gives_the_target_away_they_stay(at: AppTest) -> None:
    rows = [f"{i % 2},{('no', 'yes')[i % 2]}" for i in range(40)]
    bring(at, "\n".join(["survived,alive", *rows]).encode())
    assert dataset(at).feature_names == ("alive = no", "alive = yes")
    assert not at.warning


def test_a_feature_that_gives_the_target_away_is_left_out_and_named(at: AppTest) -> None:
    rows = [f"{i % 2},{i / 7:.2f},{('no', 'yes')[i % 2]}" for i in range(40)]
    bring(at, "\n".join(["survived,fare,alive", *rows]).encode())
    assert dataset(at).target_name == "survived"
    assert dataset(at).feature_names == ("fare",)
    assert any("alive gives survived away" in caption.value for caption in at.caption)
    at.multiselect[0].set_value(["fare", "alive"]).run()
    assert dataset(at).feature_names == ("fare", "alive = no", "alive = yes")
    assert not any("gives survived away" in caption.value for caption in at.caption)
