"""What the tests of a load share: one server that is warm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.load.classroom import PAGES
from tests.load.server import AppServer
from tests.load.warming import warm
from tests.running import run

QUICK = PAGES[:5]  # those that load neither the sentence encoder nor UMAP


@pytest.fixture(scope="session")
def warm_server() -> Iterator[AppServer]:
    with AppServer() as server:
        run(warm(server, QUICK))
        yield server
