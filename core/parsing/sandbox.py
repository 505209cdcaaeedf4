"""Reads files in separate processes, so that no file can block or end the server.

    >>> reading = Sandbox().start("pdf", b"No PDF.", "paper.pdf")
    >>> try:
    ...     while not reading.wait(0.2):
    ...         pass  # reading.progress says how much is done
    ... finally:
    ...     reading.cancel()  # ends the process where it is not done
    >>> reading.result()
    Traceback (most recent call last):
    ValueError: This is not a PDF.

The libraries that read PDFs, images and tables cannot be interrupted, but their process can be
ended. A few processes serve all learners in turn (worker.py, which also limits their memory).

Left out: plain text, which Python itself decodes at once; and Windows, whose pipes cannot be waited
for: there a file is read in the server's own process.
"""

from __future__ import annotations

import atexit
import os
import time
from threading import RLock
from typing import Any

from core.parsing.process import Process
from core.parsing.wire import Message, message, unpack
from core.parsing.worker import FAILED, PATIENCE, READERS

PROCESSES = 2
SECONDS = 4.0  # of processor time that a file may take
STARTING = 60.0  # seconds that a process may take until it begins to read
LOOK = 0.02  # seconds between two looks at whose turn it is
APART = os.name == "posix"
TOO_SLOW = "Reading the file took more than {:g} seconds of work, so the app stopped it."
TOO_SLOW_AT = "The app read only {} of {} pages in {:g} seconds of work and stopped there."
NO_PROCESS = "The server is short of memory and cannot read a file now. Try again in a minute."


class Sandbox:
    """Processes that read files for a server, started when needed.

    ``seconds`` of processor time are what each file may take, and on a busy machine ``PATIENCE``
    times as long.
    """

    def __init__(self, processes: int = PROCESSES, seconds: float = SECONDS) -> None:
        self.processes, self.seconds = processes, seconds
        self._lock = RLock()
        self._turns: list[Reading] = []  # first come, first served
        self._idle: list[Process] = []
        atexit.register(self.close)

    def start(self, kind: str, content: bytes, name: str, **options: Any) -> Reading:
        """Start reading a file, which waits for its turn; ``kind`` is one of ``READERS``."""
        reading = Reading(self, kind, content, name, options)
        with self._lock:
            self._turns.append(reading)
        return reading

    def read(self, kind: str, content: bytes, name: str, **options: Any) -> Any:
        """Read a file and wait for it. Raises ``ValueError`` with a sentence."""
        reading = self.start(kind, content, name, **options)
        try:
            while not reading.wait(self.seconds):
                pass
        finally:
            reading.cancel()
        return reading.result()

    def take(self, reading: Reading) -> Process | None:
        """A process for this reading, or None while others are before it."""
        with self._lock:
            if reading not in self._turns[: self.processes]:
                return None
            return self._idle.pop() if self._idle else Process()

    def leave(self, reading: Reading, process: Process | None) -> None:
        """End a reading's turn; its ``process`` may serve the next one."""
        with self._lock:
            if reading in self._turns:
                self._turns.remove(reading)
            if process:
                self._idle.append(process)

    def close(self) -> None:
        """End the idle processes."""
        with self._lock:
            while self._idle:
                self._idle.pop().end()


class Reading:
    """A file that is being read, or waits for its turn; it goes on only in ``wait``."""

    def __init__(
        self, sandbox: Sandbox, kind: str, content: bytes, name: str, options: dict[str, Any]
    ) -> None:
        self.begun = False  # False while others are read first
        self.progress: tuple[int, int] | None = None  # pages read, and pages in all
        self._sandbox, self._kind = sandbox, kind
        self._given = (content, name, options)
        self._process: Process | None = None
        self._deadline = 0.0
        self._attempts = 0
        self._done = False
        self._outcome: Any = None  # the data, or the sentence that says why not

    def wait(self, seconds: float) -> bool:
        """Go on for at most this time; return whether it is done."""
        until = time.monotonic() + seconds
        while not self._done and (left := until - time.monotonic()) > 0:
            if not APART:
                self._read_here()
            elif self._process:
                self._go_on(self._process, left)
            else:
                self._begin(left)
        return self._done

    def result(self) -> Any:
        """The data, once it is done. Raises ``ValueError`` with a sentence why not."""
        if isinstance(self._outcome, ValueError):
            raise self._outcome
        return self._outcome

    def cancel(self) -> None:
        """Stop reading and end the process; nothing happens where it is done."""
        if not self._done:
            self._end(ValueError("You cancelled the reading."))

    def _begin(self, left: float) -> None:
        self._process = self._sandbox.take(self)
        if self._process is None:
            time.sleep(min(left, LOOK))
            return
        content, name, options = self._given
        asked = {"kind": self._kind, "name": name, "options": options}
        self._process.ask(message(asked | {"seconds": self._sandbox.seconds}, [content]))
        self._deadline = time.monotonic() + STARTING
        self._attempts += 1

    def _go_on(self, process: Process, left: float) -> None:
        late = self._deadline - time.monotonic()
        try:
            answer = process.answer(min(left, max(late, 0)))
        except EOFError:
            process.end()
            self._process = None
            if self.begun:
                self._end(ValueError(self._too_slow() if process.ran_out else FAILED))
            elif self._attempts > self._sandbox.processes:
                self._end(ValueError(NO_PROCESS))
            return  # else it had ended before, with nothing to do; another one is taken
        if answer:
            self._take(process, *answer)
        elif late <= 0:
            self._end(ValueError(self._too_slow()))

    def _take(self, process: Process, said: dict[str, Any], parts: list[bytes]) -> None:
        if "ready" in said:
            self.begun = True
            self._deadline = time.monotonic() + PATIENCE * self._sandbox.seconds
        elif "progress" in said:
            done, pages = said["progress"]
            self.progress = done, pages
        elif "problem" in said:
            self._end(ValueError(said["problem"]), process)
        else:
            self._end(self._unpacked((said["value"], parts)), process)

    def _unpacked(self, answer: Message) -> Any:
        return unpack(READERS[self._kind].result_type(), *answer)

    def _too_slow(self) -> str:
        if not self.begun:
            return NO_PROCESS
        if self.progress:
            return TOO_SLOW_AT.format(*self.progress, self._sandbox.seconds)
        return TOO_SLOW.format(self._sandbox.seconds)

    def _end(self, outcome: Any, process: Process | None = None) -> None:
        """Give the turn to the next one; a ``process`` that is not given back is ended."""
        if self._process and not process:
            self._process.end()
        self._process, self._done, self._outcome = None, True, outcome
        self._sandbox.leave(self, process)

    def _read_here(self) -> None:
        content, name, options = self._given
        self.begun = True
        try:
            outcome = READERS[self._kind].load()(content, name, **options)
        except ValueError as problem:
            outcome = problem
        self._end(outcome)
