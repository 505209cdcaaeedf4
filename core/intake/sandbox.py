"""Files are read in processes of their own, so that no file can hold up or end the server.

    sandbox = Sandbox()
    reading = sandbox.start("pdf", content, "paper.pdf")
    while not reading.wait(0.2):
        print(reading.progress)  # or reading.cancel()
    text = reading.result()

The libraries that read PDFs, images and tables cannot be interrupted, but their process can be
ended (worker.py, which also limits its memory). A few processes serve all learners in turn.

Left out: plain text, which Python itself decodes at once.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Timer
from typing import Any

from core.intake.wire import Message, receive, send, unpack
from core.intake.worker import FAILED, READERS

PROCESSES = 2
SECONDS = 4.0  # that a file may take
ROOT = Path(__file__).parents[2]
TOO_SLOW = "Reading the file took longer than {:.0f} seconds, so it was stopped."
TOO_SLOW_AT = "Only {} of {} pages could be read in {:.0f} seconds, so reading was stopped."
NO_PROCESS = "No file can be read just now: the server is short of memory. Try again in a minute."


class Reading:
    """A file that is being read, or waits for its turn."""

    def __init__(self) -> None:
        self.begun = False  # False while others are read first
        self.progress: tuple[int, int] | None = None  # pages read, and pages in all
        self.future: Future[Any] = Future()
        self._lock = Lock()
        self._process: _Process | None = None
        self._cancelled = False

    def wait(self, seconds: float) -> bool:
        """Whether it is done, at the latest after this time."""
        return bool(wait([self.future], seconds).done)

    def result(self) -> Any:
        """What was read. Raises ``ValueError`` with a sentence where that could not be done."""
        return self.future.result()

    def cancel(self) -> None:
        """Stop reading and end the process; nothing happens where it is done."""
        with self._lock:
            self._cancelled = True
            if self._process:
                self._process.kill()

    def taken(self, process: _Process | None) -> None:
        """Note which process reads the file. Raises ``CancelledError`` where nobody waits."""
        with self._lock:
            self._process = process
            if self._cancelled:
                raise CancelledError


class Sandbox:
    """Processes that read files for a server, started as they are needed.

    ``seconds`` are what each file may take, from when a process begins to read it.
    """

    def __init__(self, processes: int = PROCESSES, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._turns = ThreadPoolExecutor(processes, "reading")
        self._idle: list[_Process] = []
        atexit.register(self.close)

    def start(self, kind: str, content: bytes, name: str, **options: Any) -> Reading:
        """Read a file of a ``kind`` (one of ``worker.READERS``) as soon as it is its turn."""
        reading = Reading()
        asked = {"kind": kind, "name": name, "seconds": self.seconds, "options": options}
        self._turns.submit(self._run, reading, asked, content)
        return reading

    def read(self, kind: str, content: bytes, name: str, **options: Any) -> Any:
        """Read a file and wait for it. Raises ``ValueError`` with a sentence."""
        return self.start(kind, content, name, **options).result()

    def close(self) -> None:
        """End the processes that have nothing to do."""
        while self._idle:
            self._idle.pop().end()

    def _run(self, reading: Reading, asked: dict[str, Any], content: bytes) -> None:
        try:
            reading.future.set_result(self._read(reading, asked, content))
        except BaseException as problem:  # for whoever asks for the result
            reading.future.set_exception(problem)

    def _read(self, reading: Reading, asked: dict[str, Any], content: bytes) -> Any:
        process = self._ready(reading, asked, content)
        reading.begun = True
        late = Event()

        def stop() -> None:
            late.set()
            process.kill()

        clock = Timer(self.seconds, stop)
        clock.start()
        try:
            answer = process.answer(reading)
            reading.taken(None)
        except BaseException:
            process.end()
            raise
        finally:
            clock.cancel()
        if answer is None:
            process.end()
            raise ValueError(_too_slow(reading, self.seconds) if late.is_set() else FAILED)
        self._idle.append(process)
        said, parts = answer
        if "problem" in said:
            raise ValueError(said["problem"])
        return unpack(READERS[asked["kind"]].result_type(), said["value"], parts)

    def _ready(self, reading: Reading, asked: dict[str, Any], content: bytes) -> _Process:
        """A process that has begun to read: one that is idle, or a new one where that has ended."""
        for _ in range(PROCESSES + 1):
            process = self._idle.pop() if self._idle else _Process()
            try:
                reading.taken(process)
                ready = process.ask(asked, content)
                reading.taken(process)
            except BaseException:
                process.end()
                raise
            if ready:
                return process
            process.end()
        raise ValueError(NO_PROCESS)


def _too_slow(reading: Reading, seconds: float) -> str:
    if reading.progress:
        return TOO_SLOW_AT.format(*reading.progress, seconds)
    return TOO_SLOW.format(seconds)


class _Process:
    """One process that reads files, one after the other."""

    def __init__(self) -> None:
        path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        # One thread is enough for small tables, and each one would reserve memory.
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.intake.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **threads, "PYTHONPATH": os.pathsep.join(path)},
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests, self._answers = self._process.stdin, self._process.stdout

    def ask(self, asked: dict[str, Any], content: bytes) -> bool:
        """Send a request; whether the process has begun to read, and not ended before."""
        try:
            send(self._requests, asked, [content])
        except OSError:
            return False
        return receive(self._answers) is not None

    def answer(self, reading: Reading) -> Message | None:
        """What came of the request, or None where the process has ended; notes the progress."""
        while (said := receive(self._answers)) and "progress" in said[0]:
            reading.progress = tuple(said[0]["progress"])
        return said

    def kill(self) -> None:
        """End the process, whatever it does, from any thread."""
        self._process.kill()

    def end(self) -> None:
        """End the process and give back what the server holds of it."""
        self.kill()
        self._answers.close()
        with suppress(OSError):  # what was not sent yet has nowhere to go
            self._requests.close()
        self._process.wait()
