"""A server of the app under load: one process, or replicas behind the proxy; memory and time used.

It serves this checkout or another one, such as an older version to compare with.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.browser.server import ROOT, Server


class AppServer(Server):
    """The app of the checkout ``app``, for as long as the ``with`` block lasts.

    More than one replica needs a checkout that has ``python -m deploy``; else ``ValueError``.
    """

    def __init__(self, app: Path = ROOT, replicas: int = 1) -> None:
        super().__init__(app / "app" / "main.py", app)
        if not self.script.is_file():
            raise ValueError(f"{app} is no checkout of the app: it has no app/main.py.")
        if replicas > 1 and not (app / "deploy" / "__main__.py").is_file():
            raise ValueError(f"{app} cannot start replicas: it has no deploy/__main__.py.")
        self.replicas = replicas

    def command(self) -> list[str]:
        """One process as everywhere in the tests, or what the README says for several."""
        if self.replicas == 1:
            return super().command()
        return [
            sys.executable,
            "-m",
            "deploy",
            f"--replicas={self.replicas}",
            f"--port={self.port}",
            "--address=127.0.0.1",
        ]

    def resident(self) -> float:
        """Memory of all its processes (their resident sets), in MB; shared pages count for each."""
        return sum(map(_resident, self._processes()))

    def used(self) -> float:
        """Processor time of all its processes so far, in seconds."""
        return sum(map(_used, self._processes()))

    def _processes(self) -> list[int]:
        """The server's process and all below it."""
        below: dict[int, list[int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            if stat := _stat(int(folder.name)):
                below.setdefault(int(stat[1]), []).append(int(folder.name))
        found = [self.process.pid]
        for process in found:
            found.extend(below.get(process, []))
        return found


def _stat(process: int) -> list[str]:
    """The fields of /proc/N/stat from the third on (the state); empty where it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _resident(process: int) -> float:
    stat = _stat(process)
    return int(stat[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if stat else 0.0


def _used(process: int) -> float:
    stat = _stat(process)
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK") if stat else 0.0
