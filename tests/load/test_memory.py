"""The measurement of memory runs, on few sessions and small files; how good it is is not tested."""

from __future__ import annotations

from tests.load import memory
from tests.load.conftest import QUICK
from tests.load.server import AppServer
from tests.load.uploads import UPLOADS
from tests.running import run


def test_sessions(warm_server: AppServer) -> None:
    lines = run(memory.sessions(warm_server, 6, 3, kept=0, pages=QUICK))
    assert [line.when for line in lines][2:] == [
        "after 3 sessions",
        "after 6 sessions",
        "0 s later",
    ]
    assert all(50 < line.memory < 2_000 for line in lines)


def test_files_of_every_kind_are_taken_and_measured(warm_server: AppServer) -> None:
    lines = run(memory.uploads(warm_server, len(UPLOADS), 0.1, kept=0))
    assert all(50 < line.memory < 2_000 for line in lines)


def test_views(warm_server: AppServer) -> None:
    lines = run(memory.views(warm_server, ["train", "gans"]))
    assert lines[-1].when == "all 7 views warm"
