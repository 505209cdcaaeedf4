"""Visits to the page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def opened(view: str = "Query", **parameters: str) -> AppTest:
    """The page at a view, by an address with these knobs."""
    at = AppTest.from_file("../../../app/main.py", default_timeout=60).run()
    for name, value in {"view": view, **parameters}.items():
        at.query_params[f"retrieval_{name}"] = value
    return whole(at.switch_page("../pages/retrieval.py").run())


def whole(at: AppTest) -> AppTest:
    assert not at.exception, at.exception[0].message
    assert any("What you are seeing" in text.value for text in at.markdown)
    return at


def said(at: AppTest) -> str:
    return "\n".join(text.value for text in (*at.markdown, *at.caption))


def encoded(at: AppTest) -> AppTest:
    """Let the job on the page take its batches, as the browser's timer would."""
    job = at.session_state["retrieval-encoding"]
    while not job.encoding.finished:
        job.encoding.advance()
    return whole(at.run())
