"""What a stranger sees of an error of the app, and the way back from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ANSWERED, DESKTOP, Visit
from tests.browser.server import ROOT, Server
from tests.browser.stage import Stage

# A knob that fails the page, and a run that fails at its third tick.
FAULTY = """
from pathlib import Path

import streamlit as st
from app import boundary

st.html(Path(STYLE))
with boundary.page():
    knob = st.number_input("Knob", 0, 9, 1, key="knob", bind="query-params")
    st.session_state.setdefault("ticks", 0)
    st.toggle("Play", key="play", disabled=boundary.failed())
    playing = st.session_state["play"] and not boundary.failed()

    def tick():
        st.session_state["ticks"] += playing
        st.markdown(f"Tick {st.session_state['ticks']}.")
        if st.session_state["ticks"] == 3:
            st.session_state["ticks"] = 30
            raise RuntimeError("/srv/secret in a tick")

    boundary.fragment(tick, run_every=0.1 if playing else None)()
    if knob == 7:
        raise RuntimeError("/srv/secret in the page")
    st.markdown("The page is whole.")
"""


@pytest.fixture(scope="module")
def faulty(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    script = tmp_path_factory.mktemp("faulty") / "main.py"
    style = Path(ROOT / "app" / "style.css")
    script.write_text(FAULTY.replace("STYLE", f"r'{style}'"), encoding="utf-8")
    with Server(script) as running:
        yield running


def test_a_page_that_fails_says_so_without_details_and_leads_back(
    browser: Browser, faulty: Server
) -> None:
    with browser.new_context(base_url=faulty.url, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto("/?knob=7")
        alert = page.locator("[data-testid=stAlert]")
        expect(alert).to_contain_text("This page ran into an error of the app.")
        exception = page.locator("[data-testid=stException]")  # Streamlit's own words
        expect(exception).to_be_attached()
        expect(exception).to_be_hidden()
        expect(page.locator("[data-testid=stToast]")).to_be_visible()
        for secret in ("secret", "Traceback", "RuntimeError", "main.py"):
            assert secret not in page.content()
        reference = alert.inner_text().split("log lists it as ")[1][:6]
        assert f"Error {reference} on a page" in faulty.log()
        assert ANSWERED in faulty.log()
        assert "/srv/secret in the page" in faulty.log()
        page.get_by_role("link", name="Back to the default settings").click()
        expect(page.get_by_text("The page is whole.")).to_be_visible()
        expect(page.locator(".st-key-knob input")).to_have_value("1")
        assert page.url.rstrip("?") == f"{faulty.url}/"
        assert alert.count() == 0


def test_a_tick_that_fails_ends_the_ticking_and_the_page_stays(
    browser: Browser, faulty: Server
) -> None:
    with browser.new_context(base_url=faulty.url, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_text("The page is whole.")).to_be_visible()
        page.locator(".st-key-play label").first.click()
        expect(page.locator("[data-testid=stAlert]")).to_contain_text("error of the app")
        expect(page.get_by_text("Tick 30.")).to_be_visible()
        expect(page.get_by_text("The page is whole.")).to_be_visible()
        page.wait_for_timeout(500)  # five ticks of a timer that would go on
        expect(page.get_by_text("Tick 30.")).to_be_visible()
        assert "/srv/secret in a tick" in faulty.log()


def test_the_address_follows_the_view_after_a_link_without_one(visit: Visit) -> None:
    page = visit("/gans?gans_view=")
    Stage(page)
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("The link says “”")
    page.get_by_role("radio", name="Digits").click()
    page.wait_for_url("**/gans?gans_view=Digits")
    expect(page.locator("[data-testid=stAlert]")).to_have_count(0, timeout=30_000)
