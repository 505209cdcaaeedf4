"""The server's side of one process that reads files (worker.py). It never waits longer than the
given time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector

from core.parsing.wire import Inbox, Message

ROOT = Path(__file__).parents[2]
PIECE = 2**20  # bytes that are received at once


class Process:
    """A process that answers one request after the other."""

    def __init__(self) -> None:
        path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        # One thread is enough for small tables, and each one would reserve memory.
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.parsing.worker"],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **threads, "PYTHONPATH": os.pathsep.join(path)},
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests, self._answers = self._process.stdin, self._process.stdout
        for pipe in (self._requests, self._answers):
            os.set_blocking(pipe.fileno(), False)
        self._unsent = memoryview(b"")
        self._inbox = Inbox()

    def ask(self, request: bytes) -> None:
        """Give it work; ``answer`` sends the result."""
        self._unsent = memoryview(request)

    def answer(self, seconds: float) -> Message | None:
        """The next message of the process; None where there is none within this time.

        Raises ``EOFError`` where the process has ended.
        """
        if (held := self._inbox.next()) is not None:
            return held
        with DefaultSelector() as selector:
            selector.register(self._answers, EVENT_READ)
            if self._unsent:
                selector.register(self._requests, EVENT_WRITE)
            ready = {key.fileobj for key, _ in selector.select(seconds)}
        if self._requests in ready:
            self._send()
        if self._answers in ready:
            self._receive()
        return self._inbox.next()

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()

    @property
    def ran_out(self) -> bool:
        """Whether the system ended it because its time was up."""
        return self._process.returncode in (-signal.SIGPROF, -signal.SIGALRM)

    def _send(self) -> None:
        try:
            sent = os.write(self._requests.fileno(), self._unsent)
        except BrokenPipeError as problem:
            raise EOFError from problem
        self._unsent = self._unsent[sent:]

    def _receive(self) -> None:
        piece = os.read(self._answers.fileno(), PIECE)
        if not piece:
            raise EOFError
        self._inbox.add(piece)
