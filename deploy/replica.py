"""One Streamlit process of the app: started, watched, and started again when it fails.

Left out: which replica a visitor gets (deploy/nginx.conf.jinja).
"""

from __future__ import annotations

import asyncio
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from deploy.process import stop

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
# How long a new process may take to its first answer, in seconds, on a busy machine too.
STARTING = 120


class Replica:
    """A server of the app on the loopback port ``port``.

    ``patience`` is for how many seconds it may leave its health check unanswered; ``options``
    go to Streamlit.
    """

    def __init__(self, port: int, *, patience: float, options: Sequence[str] = ()) -> None:
        self.port = port
        self.patience = patience
        self.options = tuple(options)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def server(self) -> str:
        """Its address and port."""
        return f"{HOST}:{self.port}"

    async def start(self) -> None:
        """Start the process; ``ready`` waits until it answers."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "streamlit", "run", str(ROOT / "app" / "main.py")),
            *("--server.headless=true", "--server.fileWatcherType=none", "--logger.level=warning"),
            *(f"--server.address={HOST}", f"--server.port={self.port}"),
            *self.options,
            cwd=ROOT,
            # Behind a proxy are others: none of them makes this machine load a model by its name.
            env={"PLAYGROUND_HUB": "off", **os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # It would name an address that is not for visitors.
            process_group=0,  # Ctrl+C reaches the starter alone, which then stops everything.
        )

    async def ready(self) -> None:
        """Wait for the first answer; raises ``RuntimeError`` where there is none."""
        if problem := await self._problem(STARTING, until_answer=True):
            raise RuntimeError(f"The server on port {self.port} {problem}.")

    async def keep(self) -> None:
        """Start the process again whenever it ends or does not answer. Never returns."""
        problem = ""
        while True:
            problem = problem or await self._problem(self.patience)
            print(f"The server on port {self.port} {problem}: starting it again.", file=sys.stderr)
            await self.stop()
            await asyncio.sleep(1)  # One that cannot start must not keep a core busy trying.
            await self.start()
            problem = await self._problem(STARTING, until_answer=True)
            if not problem:
                print(f"The server on port {self.port} answers again.", file=sys.stderr)

    async def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            await stop(self._process)

    async def _problem(self, patience: float, *, until_answer: bool = False) -> str:
        """What is wrong, as soon as something is; "" at the first answer if that is waited for."""
        assert self._process is not None
        answered = time.monotonic()
        while time.monotonic() - answered < patience:
            if await asyncio.to_thread(self._answers):
                if until_answer:
                    return ""
                answered = time.monotonic()
            try:
                code = await asyncio.wait_for(self._process.wait(), 0.5)
            except TimeoutError:
                continue
            return f"ended with code {code}"
        return f"did not answer for {patience:g} seconds"

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
