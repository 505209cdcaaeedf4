"""The starter in a process of its own, as `python -m deploy` runs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom

ROOT = Path(__file__).parents[2]
SECONDS = 90  # for a start, on a busy machine
PATIENCE = 4  # seconds that the replicas of the tests may hang


def eventually(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until ``condition`` holds; ``AssertionError`` that says ``what`` where it does not."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def free_ports(count: int) -> int:
    """The first of ``count`` free ports in a row, below those that clients are given."""
    while True:
        first = SystemRandom().randrange(10_000, 30_000)
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


class Starter:
    """``python -m deploy`` with ``options`` on free ports, while the ``with`` block lasts."""

    def __init__(self, replicas: int, *options: str, folder: Path) -> None:
        self.port = free_ports(replicas + 1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.command = [
            *(sys.executable, "-m", "deploy", f"--replicas={replicas}", f"--port={self.port}"),
            *("--address=127.0.0.1", *options),
        ]

    def __enter__(self) -> Starter:
        with (self.folder / "output").open("w") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                # Its files go where the test can see that they are gone in the end.
                env={**os.environ, "TMPDIR": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            eventually(self._started, SECONDS, "the starter is up")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def output(self) -> str:
        """All that it has printed so far."""
        return (self.folder / "output").read_text()

    def children(self) -> list[int]:
        """The processes that it started."""
        pid = self.process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def replica(self, number: int) -> int | None:
        """The process of a replica, if it runs."""
        port = f"--server.port={self.port + 1 + number}"
        for pid in self.children():
            if port in Path(f"/proc/{pid}/cmdline").read_text().split("\0") and alive(pid):
                return pid
        return None

    def kill(self, number: int, how: signal.Signals) -> int:
        """Send ``how`` to a replica; return its process."""
        pid = self.replica(number)
        assert pid is not None
        os.kill(pid, how)
        return pid

    def _started(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the starter ended:\n{self.output()}")
        return "runs at" in self.output()
