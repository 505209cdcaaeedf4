"""The processor time and memory that reading takes, of this process and the reading one together.

Processor time does not depend on what else the machine does. Left out: starting the reading
process, which a server does once; and systems without /proc, where the reading process counts as 0.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.parsing.sandbox import Sandbox
from tests.load.hostile.readers import FIELDS, Reader

SECONDS, MEGABYTES = 5.0, 400.0  # that one reading may take
LONGEST = 400  # characters of a sentence
LOOK = 0.02  # seconds between two looks at the reading process


@dataclass(frozen=True)
class Reading:
    """What came of one file (or text, or drawing) at one reader."""

    field: str
    name: str
    reader: str
    outcome: str  # "read", "refused", or the exception that a page would have shown
    said: str
    seconds: float
    megabytes: float

    @property
    def failure(self) -> str:
        """Why this is not as it should be; "" where it is."""
        if self.outcome not in ("read", "refused"):
            return self.outcome
        if self.seconds > SECONDS:
            return f"over {SECONDS:.0f} s"
        if self.megabytes > MEGABYTES:
            return f"over {MEGABYTES:.0f} MB"
        if len(self.said) > LONGEST:
            return f"said in {len(self.said):,} characters"
        if self.outcome == "refused" and not self.said.endswith((".", "…")):
            return "not a sentence"
        return ""


class Meter:
    """Reads in a sandbox as a server does, and notes the most memory that was held."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(processes=1)
        self._most = self._used = 0.0  # of the reading process: MB, seconds

    def readings(self, field: str, part: str = "") -> Iterator[Reading]:
        """Everything made for a field whose name contains ``part``, at each of its readers."""
        for name, content in FIELDS[field].everything():
            if part in name:
                for reader, read in FIELDS[field].readers.items():
                    yield self.measure(field, name, reader, read, content)

    def measure(self, field: str, name: str, reader: str, read: Reader, content: Any) -> Reading:
        """One reading."""
        self._most = self._used = 0.0
        before = _restart(os.getpid())
        begun = time.process_time()
        try:
            outcome, said = "read", read(self._read, content, name)
        except ValueError as problem:
            outcome, said = "refused", str(problem)
            if type(problem) is not ValueError:
                outcome = type(problem).__name__
        except Exception as problem:
            outcome, said = type(problem).__name__, str(problem)
        seconds = time.process_time() - begun + self._used
        here = _peak(os.getpid()) - before
        return Reading(field, name, reader, outcome, said, seconds, here + self._most)

    def _read(self, kind: str, content: bytes, name: str, **options: Any) -> Any:
        reading = self.sandbox.start(kind, content, name, **options)
        before: dict[int, tuple[float, float]] = {}
        try:
            done = False
            while not done:
                done = reading.wait(LOOK)
                for process in _children():
                    if not reading.begun or process not in before:
                        before[process] = _restart(process), _seconds(process)
                    megabytes, seconds = before[process]
                    self._most = max(self._most, _peak(process) - megabytes)
                    self._used = max(self._used, _seconds(process) - seconds)
        finally:
            reading.cancel()
        return reading.result()


def _children() -> list[int]:
    with suppress(OSError):
        listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
        return [int(process) for process in listed.split()]
    return []


def _restart(process: int) -> float:
    """Let the peak of a process begin anew; what it holds now, in MB."""
    with suppress(OSError):
        Path(f"/proc/{process}/clear_refs").write_text("5")
    return _peak(process)


def _seconds(process: int) -> float:
    """The processor time of a process; 0 where it has ended."""
    with suppress(OSError, ValueError):
        used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _peak(process: int) -> float:
    """The most that a process held, in MB; 0 where it has ended."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0
