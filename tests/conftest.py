"""What the tests share: one browser and one server of the app; and that nothing is timed."""

from __future__ import annotations

import os
from collections.abc import Iterator

# As the app does (app/main.py), and before numpy is imported: two processes with two threads each
# wait for one another on two processors.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from tests.browser.server import NAMES, Server, chromium, launch

# Tests that share something costly, a browser or running servers, and the name of their group.
TOGETHER = {
    "tests/browser/": "browser",
    "tests/benchmarks/": "browser",
    "tests/deploy/": "deploy",
}

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


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


class GroupsTogether(LoadScopeScheduling):
    """What drives a browser or servers stays in one process, the rest goes to whoever is free.

    A browser and its server keep two processors busy: two of them at once take as long as in turn.
    """

    def _split_scope(self, nodeid: str) -> str:
        groups = (name for folder, name in TOGETHER.items() if nodeid.startswith(folder))
        return next(groups, nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Share one browser and one server among all that need them."""
    return GroupsTogether(config, log)
