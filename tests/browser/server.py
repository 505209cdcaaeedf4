"""A real Streamlit server in a process of its own, and the Chromium that visits it.

The browser tests and the benchmarks share this. Left out: everything about pages and pytest.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parents[2]
APP = ROOT / "app" / "main.py"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# The first four make the browser work in a container; the others keep it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The path of the browser: ``$CHROMIUM``, else the first of ``NAMES`` there is, else None."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser without a window. Raises where there is none; ask ``chromium`` first."""
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS)


class Server:
    """A server of ``script`` on a free port or on ``port``, while the ``with`` block lasts.

    Its home folder is an empty one, so that no settings of the machine's owner reach it.
    Starting raises ``RuntimeError`` with the server's log where it stops or is not up in time.
    """

    def __init__(
        self, script: Path = APP, cwd: Path = ROOT, *, seconds: float = 60, port: int = 0
    ) -> None:
        self.script = script
        self.cwd = cwd
        self.seconds = seconds
        self.port = port

    def __enter__(self) -> Server:
        self._home = TemporaryDirectory(ignore_cleanup_errors=True)
        self._log = Path(self._home.name) / "server.log"
        self.port = self.port or _free_port()
        self.url = f"http://localhost:{self.port}"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.cwd,
                env={**os.environ, "HOME": self._home.name},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._home.cleanup()

    def command(self) -> list[str]:
        """What starts the server on ``port``."""
        return [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(self.script),
            "--server.headless=true",
            f"--server.port={self.port}",
            "--server.address=localhost",
            "--server.fileWatcherType=none",
        ]

    def log(self) -> str:
        """All that the server has printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def resident(self) -> float:
        """The memory that the process holds now (its resident set), in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def _wait(self) -> None:
        """Ask the server how it is until it answers."""
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server stopped at its start:\n{self.log()}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise RuntimeError(f"The server was not up after {self.seconds} s:\n{self.log()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]
