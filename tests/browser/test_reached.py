"""The address says how far a run has come; a reload and a new server go on from there."""

from __future__ import annotations

import re
import signal
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, Visit
from tests.browser.server import Server
from tests.browser.stage import Stage


def said(page: Page, name: str = "train_at") -> int:
    """The step in the address, 0 where there is none."""
    return int(parse_qs(urlsplit(page.url).query).get(name, ["0"])[0])


def test_the_address_follows_the_run_without_a_history_and_a_reload_returns(visit: Visit) -> None:
    page = visit("/train?train_hidden_2=3")
    stage = Stage(page)
    assert said(page) == 0
    entries = page.evaluate("history.length")
    stage.play_until(200)
    page.wait_for_function("location.search.includes('train_at')")
    step, seen = stage.step, stage.note("Loss")
    page.wait_for_function(f"location.search.endsWith('train_at={step}')")
    assert page.evaluate("history.length") == entries
    page.reload()
    stage = Stage(page)
    stage.wait(f"step === {step}")
    expect(stage.button("play")).to_contain_text("Play")
    assert stage.note("Loss") == seen
    stage.button("reset").click()
    page.wait_for_function("!location.search.includes('train_at')")
    assert stage.step == 0
    assert "train_hidden_2=3" in page.url


def test_a_link_to_a_step_that_cannot_be_is_answered(visit: Visit) -> None:
    page = visit("/train?train_at=soon")
    stage = Stage(page)
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("The link says “soon”")
    page.wait_for_function("!location.search.includes('train_at')")
    assert stage.step == 0


def test_on_another_page_the_address_says_nothing_of_it(visit: Visit) -> None:
    page = visit("/train")
    stage = Stage(page)
    stage.button("round").click()
    page.wait_for_function("location.search.includes('train_at')")
    step = stage.step
    page.locator("[data-testid=stPageLink]").get_by_text("Vanishing gradients").click()
    page.wait_for_url("**/gradients*")
    page.wait_for_function("!location.search.includes('train_at')")
    page.go_back()
    page.wait_for_url("**/train*")
    stage.wait(f"step === {step}")


def test_after_a_server_was_killed_the_next_one_plays_the_run_again(browser: Browser) -> None:
    with Server() as server, browser.new_context(base_url=server.url, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto("/train")
        stage = Stage(page)
        page.locator(".st-key-train_hidden_2 input").fill("3")
        page.keyboard.press("Enter")
        page.wait_for_url("**/train?train_hidden_2=3")
        expect(stage.panel("Network")).to_contain_text("55 weights")  # the page has answered it
        stage.button("play").click()
        stage.wait("step >= 100")
        page.wait_for_function("location.search.includes('train_at')")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        step = said(page)
        assert step > 0
        assert "train_hidden_2=3" in page.url
        with Server(port=server.port):
            alert = page.locator("[data-testid=stAlert]").get_by_text("This run had reached")
            expect(alert).to_be_visible(timeout=30_000)
            reached = int(re.search(r"step ([\d,]+)", alert.inner_text())[1].replace(",", ""))
            assert reached >= step
            stage.wait(f"step === {reached}")
            expect(stage.button("play")).to_contain_text("Play")
            page.wait_for_function(f"location.search.endsWith('train_at={reached}')")
            expect(page.locator(".st-key-train_hidden_2 input")).to_have_value("3")
            assert "train_hidden_2=3" in page.url
