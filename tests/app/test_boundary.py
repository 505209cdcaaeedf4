"""An error of the app: what the learner reads, what the log says, and that no test overlooks it."""

from __future__ import annotations

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from app import boundary, page
from app.playback import Playback
from core.train import Run
from tests.app.test_pages import SLUGS, opened, player, press
from tests.core.test_architecture import ROOT, sources

SECRET = "/srv/secret/place"


def drawing() -> None:
    """A page that fails while it is drawn, in a fragment, or at a click, as often as asked."""
    import streamlit as st

    from app import boundary

    def fail(where: str) -> None:
        left = st.session_state.get(where, 0)
        if left:
            st.session_state[where] = left - 1
            raise ZeroDivisionError("/srv/secret/place")

    def shown() -> None:
        fail("fragment")
        st.markdown("The fragment is here.")

    st.text_input("Before", key="before")
    with boundary.page():
        boundary.fragment(shown)()
        st.button("Click", key="click", on_click=boundary.callback(fail), args=("callback",))
        fail("page")
        st.text_input("After", key="after")
        st.session_state["paused"] = boundary.failed()


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(drawing, default_timeout=30).run()


def answered(at: AppTest) -> str:
    """The reference of the page's one error; fails where there is none."""
    assert len(at.exception) >= 1
    (said,) = at.error
    assert "This page ran into an error of the app." in said.value
    assert any('href="?"' in html.proto.body for html in at.get("html"))
    return re.search(r"log lists it as (\w{6})\.", said.value).group(1)


@pytest.mark.parametrize("where", ["page", "fragment"])
def test_an_error_that_comes_again_is_a_sentence_and_a_way_back(
    at: AppTest, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    at.text_input(key="before").set_value("kept").run()
    at.session_state[where] = 99
    reference = answered(at.run())
    (record,) = [one for one in caplog.records if one.name == boundary.__name__]
    assert record.levelno == logging.ERROR
    assert reference in record.getMessage()
    assert record.exc_info[0] is ZeroDivisionError
    assert SECRET in str(record.exc_info[1])
    assert at.text_input(key="before").value == "kept"
    assert not any(SECRET in str(element.proto) for element in (*at.error, *at.get("html")))
    # It did not run for ever: once, and once more to see whether it was a passing trouble.
    assert at.session_state[where] == 97


@pytest.mark.parametrize("where", ["page", "fragment"])
def test_a_passing_error_leaves_the_page_whole_and_is_said(at: AppTest, where: str) -> None:
    at.session_state[where] = 1
    answered(at.run())
    assert "The fragment is here." in [text.value for text in at.markdown]
    assert at.text_input(key="after")
    assert at.session_state["paused"]
    at.run()
    assert not at.exception
    assert not at.error
    assert not at.session_state["paused"]


def test_an_error_of_a_click_is_said_by_the_page_that_follows(at: AppTest) -> None:
    at.session_state["callback"] = 1
    answered(at.button(key="click").click().run())
    assert at.text_input(key="after")
    assert not at.run().exception


@pytest.mark.parametrize("act", [boundary.fragment, boundary.callback])
def test_without_a_page_around_it_an_error_passes(act: object) -> None:
    def run() -> None:
        import streamlit as st

        from app import boundary

        act = boundary.fragment if st.session_state["fragment"] else boundary.callback
        act(lambda: 1 / 0)()

    at = AppTest.from_function(run, default_timeout=30)
    at.session_state["fragment"] = act is boundary.fragment
    assert at.run().exception
    assert not at.error


@pytest.mark.parametrize("slug", SLUGS)
def test_no_test_of_a_page_overlooks_an_error(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(slug: str) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(page, "footer", fail)
    with pytest.raises(AssertionError):
        opened(slug)


def test_a_run_that_fails_while_it_plays_is_paused_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = player("train", "One")

    def fail(run: Run) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(Run, "advance", fail)
    with pytest.raises(AssertionError):
        press(at, "train-play")
    answered(at)
    held: Playback = at.session_state["train-playback"]
    assert not held.playing
    assert at.button(key="train-play").label == "Play"
    assert not at.run().exception
    with pytest.raises(AssertionError):
        press(at, "train-step")
    answered(at)
    monkeypatch.undo()
    press(at, "train-step")
    assert held.run.step == 1


def test_every_fragment_has_the_boundary() -> None:
    bare = [
        path.relative_to(ROOT)
        for path in sources("app", "pages")
        if re.search(r"\bst\.(fragment|dialog)\b", path.read_text(encoding="utf-8"))
    ]
    assert [path.name for path in bare] == ["boundary.py"]


def test_every_click_and_every_change_is_answered_by_the_page() -> None:
    """What a widget calls is wrapped, unless it calls nothing of the app's."""
    nothing = {'"ignore"', '"rerun"', "lambda: None"}
    for path in sources("app"):
        for called in re.findall(r"on_(?:click|change)=(.+?)(?:,|\)?$)", path.read_text(), re.M):
            assert called in nothing or called.startswith("boundary.callback("), path
