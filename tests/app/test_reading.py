"""Pages read files apart: a learner who goes on is not held up, and a file is not lost."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from app import reading
from core.parsing.names import MAX_NOTES, in_brief, listed
from core.parsing.sandbox import Reading, Sandbox
from tests.core.pdf_samples import pdf
from tests.load.hostile.documents import FLATE, deflated, one_page

ENDLESS = one_page(deflated(20 * 2**20, b"BT (aa) Tj ET   "), FLATE)


def page() -> None:
    """A page that takes PDFs."""
    import streamlit as st

    from app import uploads
    from app.reading import read_pdf

    st.session_state["read"] = uploads.file("page", "A PDF", ["pdf"], read_pdf)


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(page, default_timeout=60).run()


def bring(at: AppTest, content: bytes, name: str) -> AppTest:
    at.file_uploader(key="page-file").set_value((name, content, "application/pdf")).run()
    assert not at.exception
    return at


def test_a_slow_file_is_answered_by_a_sentence_and_the_old_one_stays(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(at, pdf([["A page that has some words."]]), "good.pdf")
    monkeypatch.setattr(reading.sandbox(), "seconds", 0.5)
    bring(at, ENDLESS, "endless.pdf")
    assert [warning.value for warning in at.warning] == [
        "Reading the file took more than 0.5 seconds of work, so the app stopped it."
    ]
    assert at.session_state["read"].name == "good.pdf"


def test_a_run_that_is_stopped_while_it_reads_ends_the_reading_and_the_next_one_reads_again(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Reading] = []
    begin = Sandbox.start

    def slow(self: Sandbox, kind: str, content: bytes, name: str, **options: Any) -> Reading:
        started.append(begin(self, kind, ENDLESS, name, **options))
        return started[-1]

    def stopped(*given: object) -> None:
        raise StopException  # as Streamlit does at the next thing that is drawn

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "start", slow)
        patched.setattr(reading, "_how_far", stopped)
        bring(at, pdf([["A page that has some words."]]), "good.pdf")
    with pytest.raises(ValueError, match="cancelled"):
        started[0].result()
    assert "page-sent" not in at.session_state
    at.run()
    assert at.session_state["read"].name == "good.pdf"


@pytest.mark.parametrize(
    ("begun", "progress", "said"),
    [
        (False, None, (0.0, "a.pdf is waiting for the files of others.")),
        (True, None, (0.0, "Reading a.pdf")),
        (True, (3, 12), (0.25, "Reading a.pdf: 3 of 12 pages")),
    ],
)
def test_a_bar_says_how_far_a_reading_is(
    begun: bool, progress: tuple[int, int] | None, said: tuple[float, str]
) -> None:
    one = Sandbox().start("pdf", b"", "a.pdf")
    one.begun, one.progress = begun, progress
    assert reading._how_far(one, "a.pdf") == said
    one.cancel()


def test_many_notes_are_said_in_brief() -> None:
    notes = [f"Note {at}." for at in range(30)]
    assert in_brief(notes[:MAX_NOTES]) == " ".join(notes[:MAX_NOTES])
    assert in_brief(notes) == "Note 0. Note 1. Note 2. Note 3. Note 4. Note 5. Note 6. " + (
        "23 more notes are below."
    )
    assert listed(["a"]) == "a"
    assert listed(list("abcde")) == "a, b, c, d and e"
    assert listed(list("abcdefg")) == "a, b, c, d and 3 others"
