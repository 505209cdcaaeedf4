"""A fresh visitor of the app for each test, who complains of errors in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.browser.server import Server

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

ANSWERED = "Answered on the page as error"

Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens a page of the app as a new visitor, and in the end asks what the browser thought.

    ``visit("/train", color_scheme="dark")``: the rest goes to Playwright's ``new_context``.
    """
    complaints: list[str] = []
    contexts = []
    logged = len(server.log())

    def go(path: str, **options: object) -> Page:
        context = browser.new_context(
            **{"base_url": server.url, "viewport": DESKTOP, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
    if ANSWERED in (log := server.log()[logged:]):  # the page may be whole again (app/boundary.py)
        complaints.append(f"an error of the app: {log[-4000:]}")
    assert complaints == []


def listen(page: Page, complaints: list[str]) -> None:
    """Note errors in the console, exceptions of scripts, and requests that leave this machine."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not expected(message):
            complaints.append(f"console: {message.text} ({message.location['url']})")

    def request(sent: Request) -> None:
        if urlsplit(sent.url.removeprefix("blob:")).hostname not in ("localhost", None):
            complaints.append(f"a request that left this machine: {sent.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on("request", request)


def expected(message: ConsoleMessage) -> bool:
    """Whether this is the one error that is Streamlit's own.

    On a sub-page Streamlit's front end cannot know how many parts of the address are its base, so
    it first asks for its server below the page, ``/train/_stcore/health`` and ``host-config``,
    gets a 404, and then finds it at the root.
    """
    path = urlsplit(message.location["url"]).path
    parts = path.strip("/").split("/")
    return "404" in message.text and parts[1:] in (
        ["_stcore", "health"],
        ["_stcore", "host-config"],
    )


def settle(page: Page) -> None:
    """Wait until the page's script has run to its end."""
    page.wait_for_selector("[data-test-script-state='notRunning']", state="attached")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Add what the server printed to the report of a test that failed."""
    report = yield
    running = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(running, Server) and running.process.poll() is None:
        report.sections.append(("the server's log", running.log()[-4000:]))
    return report
