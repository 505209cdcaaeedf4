"""The limit is a limit, and the app starts within it. All views: ``tests.load.cloud_memory``."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.load.cloud_memory import MEGABYTES, LimitedServer, group, visit
from tests.running import run


def test_the_kernel_ends_who_needs_more() -> None:
    with group(100) as limited:
        if limited is None:
            pytest.skip("No control group can be made here.")
        codes = [
            subprocess.run(
                limited.command([sys.executable, "-c", f"x = bytearray({megabytes} * 2**20)"])
            ).returncode
            for megabytes in (40, 200)
        ]
        assert codes == [0, -signal.SIGKILL]
        assert 90 < limited.peak() <= 100
    assert not limited.folder.exists()


def test_the_app_starts_within_the_limit() -> None:
    with group() as limited, LimitedServer(limited) as server:
        lines = run(visit(server, ["train"]))
    assert [line.when for line in lines][-2:] == [
        "largest resident set",
        "most that the control group held",
    ]
    assert 200 < lines[-2].memory < MEGABYTES
    assert limited is None or 0 < lines[-1].memory <= MEGABYTES
