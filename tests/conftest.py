"""What the tests share: one browser and one server of the app; and that nothing is timed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# As the app does (app/main.py), and before numpy is imported: two processes with two threads each
# wait for one another on two processors.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from core.hub.models import KEPT
from tests.browser.server import NAMES, Server, chromium, launch
from tests.core.fake_hub import FakeHub, serving

DRIVING = ("tests/browser/", "tests/benchmarks/", "tests/load/", "tests/deploy/")

# How long an example takes says more about the machine than about the code. A gate asks the same of
# every change, so its examples are always the same ones; new ones are looked for by night.
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis.settings.register_profile("night", deadline=None)
hypothesis.settings.load_profile("night" if "NIGHTLY" in os.environ else "gate")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        reason = f"There is no browser: none of {', '.join(NAMES)} is on the path."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(browser: Browser) -> Iterator[Server]:
    # It asks for the browser first: without one there is nothing to serve.
    with Server() as running:
        yield running


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    """A hub of models on this computer, and no model kept from another test."""
    KEPT.clear()
    with serving(monkeypatch, tmp_path / "cache") as answering:
        yield answering
    KEPT.clear()


class ServersTogether(LoadScopeScheduling):
    """What drives a server stays in one process, the rest goes to whoever is free.

    A server and its visitors keep two processors busy: two of them at once take as long as in turn.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "server" if nodeid.startswith(DRIVING) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Share one browser and one server among all that need them."""
    return ServersTogether(config, log)
