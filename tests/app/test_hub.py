"""Who is offered models by name: the computer that the app runs on, or whom the owner allows."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import hub as by_name
from app.hub import SWITCH
from core.embeddings.choices import HUB
from core.embeddings.projection import PCA
from tests.core.fake_hub import FakeHub
from tests.core.tiny_bert import tiny_bert

HOME = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}
LOCAL = "http://localhost:8501/convolution"


@pytest.mark.parametrize(
    ("address", "headers", "url", "here"),
    [
        (None, HOME, LOCAL, True),
        (None, {"host": "127.0.0.1:8501"}, "http://127.0.0.1:8501", True),
        (None, {"Host": "[::1]:8501"}, "http://[::1]:8501/", True),
        ("127.0.0.2", {"Host": "127.0.0.2:8501"}, "http://127.0.0.2:8501", True),
        # Another computer, whatever it claims.
        ("192.168.1.20", HOME, LOCAL, False),
        ("192.168.1.20", {"Host": "192.168.1.10:8501"}, "http://192.168.1.10:8501", False),
        ("testclient", HOME, LOCAL, False),
        # A proxy on this computer: with its usual headers, with one of them, with none.
        (None, {**HOME, "X-Forwarded-For": "203.0.113.9"}, "https://class.example", False),
        (None, {**HOME, "X-Forwarded-For": "127.0.0.1"}, LOCAL, False),
        (None, {**HOME, "x-forwarded-proto": "https"}, LOCAL, False),
        (None, {**HOME, "X-Real-IP": "203.0.113.9"}, LOCAL, False),
        (None, {**HOME, "Forwarded": "for=203.0.113.9"}, LOCAL, False),
        (None, {**HOME, "Via": "1.1 proxy"}, LOCAL, False),
        (None, HOME, "https://class.example/convolution", False),
        # A name that was made to lead here (DNS rebinding).
        (None, {"Host": "evil.example:8501"}, "http://evil.example:8501", False),
        (None, {"Host": "evil.example:8501"}, LOCAL, False),
        (None, {"Host": "localhost.evil.example"}, "http://localhost.evil.example", False),
        (None, {"Host": "localhost:8501"}, "http://localhost@evil.example/", False),
        # What is not known.
        (None, {}, LOCAL, False),
        (None, HOME, None, False),
        (None, {"Host": ""}, "", False),
    ],
)
def test_only_a_browser_on_this_computer_is_here(
    address: str | None, headers: dict[str, str], url: str | None, here: bool
) -> None:
    assert by_name.on_this_computer(address, headers, url) is here


def script() -> None:
    import streamlit as st

    from app import hub

    st.write(hub.offered())


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize(
    ("switch", "offered"),
    [
        ("on", True),
        (" ON ", True),
        ("off", False),
        ("OFF", False),
        ("yes", False),
        ("", False),
        ("auto", None),
        (None, None),
    ],
)
def test_the_owners_word_counts_and_else_where_the_visitor_is(
    monkeypatch: pytest.MonkeyPatch, switch: str | None, offered: bool | None, here: bool
) -> None:
    monkeypatch.setattr(by_name, "on_this_computer", lambda *given: here)
    if switch is None:
        monkeypatch.delenv(SWITCH, raising=False)
    else:
        monkeypatch.setenv(SWITCH, switch)
    at = AppTest.from_function(script).run()
    assert [one.value for one in at.markdown] == [f"`{here if offered is None else offered}`"]


def test_behind_a_socket_there_is_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    monkeypatch.setattr(by_name, "on_this_computer", lambda *given: True)
    monkeypatch.setattr(by_name.st, "get_option", lambda name: "unix:///run/playground.sock")
    assert not by_name.offered()


def said(at: AppTest) -> str:
    assert not at.exception
    return "\n".join(one.value for one in (*at.markdown, *at.caption, *at.warning))


@pytest.fixture
def page(hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    """The page on embeddings, whose encoder is to be a model by name, and a hub that has one."""
    monkeypatch.setenv(SWITCH, "on")
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    at.query_params["embeddings_method"] = PCA
    at.query_params["embeddings-of_encoder"] = HUB
    at.switch_page("../pages/embeddings.py").run()
    hub.add("tiny/bert", tiny_bert(tmp_path / "tiny"))
    return at


def load(at: AppTest, name: str) -> AppTest:
    at.text_input(key="embeddings-hub-name").set_value(name)
    return at.button(key="embeddings-hub-load").click().run()


def test_a_model_by_name_encodes_what_ships(page: AppTest) -> None:
    assert "downloads its weights" in said(page.run())
    load(page, "tiny/bert")
    encoding = page.session_state["embeddings-encoding"].encoding
    while not encoding.finished:
        encoding.advance()
    assert "300 vectors of 8 numbers" in said(page.run())


def test_the_page_says_why_a_model_is_refused(page: AppTest) -> None:
    assert "is not a name on huggingface" in said(load(page, "/etc/passwd"))
    assert "has no public model called tiny/other" in said(load(page, "tiny/other"))
    assert "Give the name of a model" in said(load(page, " "))
    assert "300 vectors of 384 numbers" in said(page), "the picture stays"


def downloading() -> None:
    import streamlit as st

    from app import hub

    def load(name: str, progress: hub.Progress) -> str:
        progress(3_000_000, 12_000_000)
        if "interrupted" in st.session_state:
            st.stop()
        progress(12_000_000, 12_000_000)
        return "loaded"

    st.write(hub.model("test", "tiny/bert", load, until=lambda name: st.write(f"not yet {name}")))


def test_a_download_shows_how_far_it_is_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "on")
    at = AppTest.from_function(downloading)
    at.session_state["interrupted"] = True
    at.run().button(key="test-load").click().run()
    assert "3 of 12 MB loaded" in at.get("progress")[0].proto.text
    at.button(key="test-wanted-stop").click().run()
    assert "not yet tiny/bert" in said(at)
    assert not at.get("progress")
    del at.session_state["interrupted"]
    at.button(key="test-load").click().run()
    assert "loaded" in said(at)
    assert not at.get("progress"), "the bar is gone when everything is here"
