"""Messages carry only what the browser does not have, and everything where something got lost."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from app.components import publish
from tests.browser.conftest import Visit, settle
from tests.browser.server import ROOT, Server
from tests.browser.stage import Stage

# The server takes the message before for one that had everything; it never reached the browser.
LOSING = f"""
import sys

sys.path.insert(0, {str(ROOT)!r})
import numpy as np
import streamlit as st

from app import plot, theme
from app.plot import Panel

trace = {{"type": "scatter", "x": np.arange(3.0), "y": np.arange(3.0) ** 2}}
panel = Panel("Map", "A line", [trace], theme.current().layout(x="x", y="y"))


@st.fragment
def picture():
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    message = plot.message([{{"map": panel}}])
    if st.session_state["runs"] == 1:
        st.session_state["it-sent"] = plot.Sent(0, message.names, b"")
    plot.mount(message, key="it")


picture()
"""


def test_a_picture_whose_parts_never_came_is_sent_whole(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "losing.py").write_text(LOSING, encoding="utf-8")
    publish(tmp_path / "static")
    with Server(tmp_path / "losing.py") as server:
        page = browser.new_page(base_url=server.url)
        page.goto("/")
        page.wait_for_selector(".dlp-stage .main-svg .scatterlayer path.js-line")
        assert page.locator(".dlp-stage").get_attribute("data-shown") == "1"
        page.close()


def test_a_knob_sends_only_what_changed(visit: Visit) -> None:
    page = visit("about:blank")
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))),
    )
    page.goto("/sequences")
    stage = Stage(page, "sequences")
    settle(page)
    first, shown = max(received), stage.shown
    received.clear()
    page.get_by_role("slider", name="Character").press("ArrowRight")
    stage.wait(f"shown > {shown}")
    settle(page)
    assert sum(received) < 0.3 * first
