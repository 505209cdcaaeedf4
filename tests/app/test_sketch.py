"""The drawing pad's server side: what it accepts from a browser, and whose points count."""

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app import sketch
from app.sketch import PEN, check_points, check_strokes

LIMITS = {"classes": 2, "x_range": (-6, 6), "y_range": (0, 1), "most": 5}
PAD = {
    "labels": ("A", "B"),
    "colours": ("red", "blue"),
    "x_range": (-6, 6),
    "y_range": (-6, 6),
    "alt": "A pad.",
}

numbers = st.integers() | st.floats()
anything = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
nearly_points = st.lists(st.tuples(numbers, numbers, st.integers(-1, 3)) | anything)


@given(anything | nearly_points)
def test_whatever_arrives_only_points_within_the_limits_come_through(sent):
    points = check_points(sent, **LIMITS)
    assert len(points) <= 5
    for x, y, label in points:
        assert type(x) is float
        assert type(y) is float
        assert -6 <= x <= 6
        assert 0 <= y <= 1
        assert label in (0, 1)


@given(st.lists(st.tuples(st.floats(-6, 6), st.floats(0, 1), st.integers(0, 1)), max_size=5))
def test_good_points_come_through_unchanged(sent):
    assert check_points([list(point) for point in sent], **LIMITS) == sent


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "points",
        {"points": [[0, 0, 0]]},
        [[0, 0]],
        [[0, 0, 0, 0]],
        ["abc"],
        [["0", 0, 0]],
        [[0, None, 0]],
        [[0, 0, 2]],
        [[0, 0, -1]],
        [[0, 0, 0.0]],
        [[0, 0, True]],
        [[False, 0, 0]],
        [[math.nan, 0, 0]],
        [[0, -math.inf, 0]],
    ],
)
def test_junk_is_dropped(sent):
    assert check_points(sent, **LIMITS) == []


def test_points_outside_are_clipped_to_the_ranges_however_far_they_are():
    assert check_points([[7, -1, 0], [-(10**400), 10**400, 1]], **LIMITS) == [
        (6.0, 0.0, 0),
        (-6.0, 1.0, 1),
    ]


def test_only_the_first_points_count():
    sent = [[i / 10, 0, 0] for i in range(9)]
    assert check_points(sent, **LIMITS) == [(i / 10, 0.0, 0) for i in range(5)]


@given(anything | st.lists(st.lists(st.tuples(numbers, numbers) | anything)))
def test_whatever_arrives_only_strokes_on_the_pad_come_through(sent):
    strokes = check_strokes(sent, most=5)
    assert sum(map(len, strokes)) <= 5
    assert all(0 <= at <= 1 for stroke in strokes for place in stroke for at in place)


class Browser:
    """Stands in for the component: it gets what the server sends and sends what it is told."""

    def __init__(self):
        self.data = None
        self.points = None
        self.ink = None

    def __call__(self, *, key, data, **_):
        self.data = json.loads(json.dumps(data))
        return SimpleNamespace(points=self.points, ink=self.ink)

    def draw(self, *points):
        self.points = {"version": self.data["version"], "points": [list(p) for p in points]}


@pytest.fixture
def browser(monkeypatch):
    browser = Browser()
    monkeypatch.setattr(sketch, "_pad", browser)
    monkeypatch.setattr(sketch.st, "session_state", {})
    return browser


FIRST, SECOND, DRAWN = (1.0, 2.0, 0), (-3.0, 4.0, 1), (5.0, 5.0, 1)


def test_a_pad_opens_with_the_start(browser):
    start = [(*np.float32([1, 2]), np.int64(0)), SECOND]
    assert sketch.points(key="pad", start=start, **PAD) == [FIRST, SECOND]
    assert browser.data["points"] == [list(FIRST), list(SECOND)]


def test_what_was_drawn_replaces_the_start_and_outlives_a_rerun(browser):
    sketch.points(key="pad", start=[FIRST], **PAD)
    version = browser.data["version"]
    browser.draw(FIRST, DRAWN)
    for _ in range(2):
        assert sketch.points(key="pad", start=[FIRST], **PAD) == [FIRST, DRAWN]
        assert browser.data["version"] == version


def test_an_emptied_pad_stays_empty(browser):
    sketch.points(key="pad", start=[FIRST], **PAD)
    browser.draw()
    assert sketch.points(key="pad", start=[FIRST], **PAD) == []
    assert sketch.points(key="pad", start=[FIRST], **PAD) == []


def test_a_drawing_outlives_a_visit_to_another_page(browser):
    sketch.points(key="pad", **PAD)
    browser.draw(DRAWN)
    sketch.points(key="pad", **PAD)
    browser.points = None
    assert sketch.points(key="pad", **PAD) == [DRAWN]
    assert browser.data["points"] == [list(DRAWN)]


def test_another_start_replaces_the_drawing_also_when_an_earlier_one_returns(browser):
    sketch.points(key="pad", start=[FIRST], **PAD)
    browser.draw(DRAWN)
    assert sketch.points(key="pad", start=[FIRST], **PAD) == [DRAWN]
    assert sketch.points(key="pad", start=[SECOND], **PAD) == [SECOND]
    assert sketch.points(key="pad", start=[FIRST], **PAD) == [FIRST]
    assert sketch.points(key="pad", start=[FIRST], **PAD) == [FIRST]


def test_fewer_classes_drop_only_the_points_of_the_others(browser):
    sketch.points(key="pad", **PAD)
    browser.draw(FIRST, DRAWN)
    version = browser.data["version"]
    one = {**PAD, "labels": ("A",), "colours": ("red",)}
    assert sketch.points(key="pad", **one) == [FIRST]
    assert browser.data["version"] == version


@pytest.mark.parametrize("sent", ["junk", [1], {"version": 3}, {"points": [[0, 0, 0]]}])
def test_a_message_that_is_no_answer_of_this_pad_changes_nothing(browser, sent):
    browser.points = sent
    assert sketch.points(key="pad", start=[FIRST], **PAD) == [FIRST]


def test_ink_is_white_where_it_was_drawn_and_outlives_a_visit_to_another_page(browser):
    pad = {"key": "pad", "side": 40, "alt": "A pad."}
    assert not sketch.ink(**pad).any()
    browser.ink = {"version": "0", "strokes": [[[0.1, 0.25], [0.9, 0.25]], [[0.5, 0.75]]]}
    ink = sketch.ink(**pad)
    assert ink.shape == (40, 40)
    assert ink[10, 20] == ink[30, 20] == 255
    assert not ink[20].any()
    # A level line of the pen's width, and a dot of it.
    assert np.mean(ink[:20, 20]) / 255 == pytest.approx(2 * PEN, rel=0.2)
    assert np.sum(ink[20:]) / 255 == pytest.approx(np.pi / 4 * (PEN * 40) ** 2, rel=0.2)
    browser.ink = None
    np.testing.assert_array_equal(sketch.ink(**pad), ink)


def test_the_pad_mounts_in_a_streamlit_page():
    def page():
        import streamlit as st

        from app import sketch

        drawn = sketch.points(
            key="pad",
            labels=("A", "B"),
            colours=("red", "blue"),
            x_range=(-1, 1),
            y_range=(-1, 1),
            start=[(0, 2, 1)],
            alt="A pad.",
        )
        st.text(str(drawn))

    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    assert at.text[0].value == "[(0.0, 1.0, 1)]"
    assert json.loads(at.get("bidi_component")[0].proto.json)["points"] == [[0.0, 1.0, 1]]
