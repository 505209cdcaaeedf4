"""A session remembers the pages that were left, within its bounds, and loses nothing on screen."""

from __future__ import annotations

import asyncio
import gc
from weakref import ref

import pytest
from streamlit.runtime.caching.cache_resource_api import clear_session_cache
from streamlit.testing.v1 import AppTest

from app import session
from core.cache import MEGABYTE

PAGES = ("train", "gans", "sequences", "gradients")


def pages(at: AppTest, *slugs: str) -> AppTest:
    for slug in slugs:
        at.session_state["at"] = slug
        at.run()
        assert not at.exception
    return at


def script() -> None:
    """A page that keeps 10 MB, a knob and a file of its own, as the real ones do."""
    import numpy as np
    import streamlit as st

    from app import session

    slug = st.session_state["at"]
    session.arrive(slug)
    st.session_state.setdefault(f"{slug}-read", np.ones(10 * 2**20, np.uint8))
    st.session_state.setdefault(f"{slug}_depth", 3)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(session, "SESSION", 25 * MEGABYTE)
    return AppTest.from_function(script)


def kept(at: AppTest) -> list[str]:
    return [slug for slug in PAGES if f"{slug}-read" in at.session_state]


def test_pages_are_remembered_within_the_bound_the_longest_left_forgotten_first(
    at: AppTest,
) -> None:
    assert kept(pages(at, "train", "gans", "sequences")) == ["train", "gans", "sequences"]
    pages(at, "train", "gradients")  # back on the first, so the second was left longest ago
    assert kept(at) == ["train", "sequences", "gradients"]
    assert at.session_state[session.KEY].nbytes == pytest.approx(20 * MEGABYTE, rel=0.01)


def test_a_knob_is_never_forgotten_and_a_line_says_what_was(at: AppTest) -> None:
    pages(at, *PAGES)
    assert "train-read" not in at.session_state
    assert at.session_state["train_depth"] == 3
    assert not at.toast
    pages(at, "train")
    assert [toast.value for toast in at.toast] == [session.FORGOTTEN]
    pages(at, "sequences", "train")
    assert not at.toast


def test_what_is_on_screen_stays_however_large(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "SESSION", 0)
    assert kept(pages(at, "train", "train")) == ["train"]
    assert kept(pages(at, "gans")) == ["gans"]


def test_all_sessions_together_keep_to_the_servers_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.collect()
    before = sum(other.nbytes for other in session._sessions)
    monkeypatch.setattr(session, "SERVER", before + 45 * MEGABYTE)
    learners = [pages(AppTest.from_function(script), *PAGES) for _ in range(3)]
    assert [kept(at) for at in learners] == [list(PAGES), ["sequences", "gradients"], ["gradients"]]
    assert sum(at.session_state[session.KEY].nbytes for at in learners) <= 45 * MEGABYTE


def test_a_session_that_is_over_leaves_its_room_to_others() -> None:
    over = session.Remembered(left=session.OrderedDict(train=100))
    session._sessions.add(over)
    assert over in session._sessions
    count = len(session._sessions)
    del over
    gc.collect()
    assert len(session._sessions) < count


def test_a_page_in_the_app_is_found_as_it_was_left_and_anew_where_it_was_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    at.switch_page("../pages/train.py").run()
    at.button(key="train-step").click().run()
    first = at.session_state["train-playback"].run
    at.switch_page("../pages/gans.py").run().switch_page("../pages/train.py").run()
    assert at.session_state["train-playback"].run is first
    assert first.step == 1
    monkeypatch.setattr(session, "SESSION", 0)
    at.switch_page("../pages/gans.py").run()
    assert "train-playback" not in at.session_state
    at.switch_page("../pages/train.py").run()
    assert not at.exception
    assert at.session_state["train-playback"].run.step == 0
    assert [toast.value for toast in at.toast] == [session.FORGOTTEN]


class Circle:
    """Something that only the garbage collector frees."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_over_is_freed_once_after_browsers_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "SETTLES", 0.01)
    turns: list[int] = []
    free = session.free
    monkeypatch.setattr(session, "free", lambda: turns.append(free()))
    gone = ref(Circle())

    async def leave() -> None:
        for _ in range(20):
            session._leave(True)
        due = session._due[0]
        while not turns:
            await asyncio.sleep(0.01)
        assert not due.cancelled()

    gc.disable()
    try:
        assert gone() is not None
        asyncio.run(asyncio.wait_for(leave(), 30))
        assert gone() is None
    finally:
        gc.enable()
    assert len(turns) == 1
    assert session._due == []


def test_a_browser_that_leaves_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[bool] = []

    def script() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from app import session

        session.arrive("train")
        st.session_state["number"] = get_script_run_ctx().session_id

    at = AppTest.from_function(script).run()
    clear_session_cache(at.session_state["number"])
    monkeypatch.setattr(session._present._info, "on_release", left.append)
    for times in (1, 2):  # as after a connection that was lost and came back
        at.run()
        clear_session_cache(at.session_state["number"])
        assert left == [True] * times


@pytest.mark.parametrize("brought", ["file", "files"])
def test_files_are_let_go_as_they_were_sent_once_they_are_read(brought: str) -> None:
    def upload(brought: str) -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from app import uploads

        read = getattr(uploads, brought)("own", "A file", ["txt"], lambda content, _: len(content))
        st.session_state["lengths"] = [read] if brought == "file" else read
        files = st.session_state["own-file"] or []
        copies = files if isinstance(files, list) else [files]
        st.session_state["held"] = get_script_run_ctx().uploaded_file_mgr._total_bytes
        st.session_state["held"] += sum(len(copy.getvalue()) for copy in copies)

    at = AppTest.from_function(upload, args=(brought,)).run()
    sent = ("a.txt", b"x" * 1_000_000, "text/plain")
    uploader = at.file_uploader(key="own-file")
    uploader.set_value(sent if brought == "file" else [sent, ("b.txt", b"y" * 10, "text/plain")])
    lengths = [1_000_000] if brought == "file" else [1_000_000, 10]
    for _ in range(3):
        at.run()
        assert not at.exception
        assert not at.warning
        assert at.session_state["lengths"] == lengths
        assert at.session_state["held"] == 0


def test_free_memory_is_given_back_now_and_then_as_pages_are_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trims = []
    now = session._tidied[-1] + 2 * session.TIDIES
    monkeypatch.setattr(session, "monotonic", lambda: now)
    monkeypatch.setattr(session.allocator, "trim", lambda: trims.append(now))
    for _ in range(3):
        session._tidy()
    assert len(trims) == 1
    now += 1.01 * session.TIDIES
    session._tidy()
    assert len(trims) == 2
