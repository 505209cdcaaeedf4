"""Two replicas behind nginx, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deploy.starter import PATIENCE, Starter


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    folder = tmp_path_factory.mktemp("starter")
    with Starter(2, f"--patience={PATIENCE}", folder=folder) as running:
        yield running
