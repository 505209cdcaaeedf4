"""``python -m tests.load.cloud_memory``: does the app fit where Community Cloud would put it?

A new server gets a limit of 1000 MB from the kernel (a control group of Linux), and a learner opens
every view of every page. A process that needs more is killed, and the run fails. Where this user
may not make a control group, there is no limit, and the table says so.

The kernel charges a file's pages to the group that read them first. Libraries that another process
has read already are missing from the group's figure, but not from the resident set.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import nan
from pathlib import Path
from tempfile import mkdtemp

from tests.load.classroom import PAGES
from tests.load.memory import Line, views
from tests.load.server import AppServer
from tests.load.table import markdown, number

MEGABYTES = 1000
TARGET = f"less than {MEGABYTES} MB"
UNLIMITED = "no limit: no control group can be made here"


@dataclass(frozen=True)
class Hierarchy:
    """Where control groups are made, and what their files are called."""

    root: Path
    limit: str
    swap: str
    peak: str


HIERARCHIES = (
    Hierarchy(
        Path("/sys/fs/cgroup/memory"),
        "memory.limit_in_bytes",
        "memory.memsw.limit_in_bytes",
        "memory.max_usage_in_bytes",
    ),
    Hierarchy(Path("/sys/fs/cgroup"), "memory.max", "memory.swap.max", "memory.peak"),
)


@dataclass(frozen=True)
class Group:
    """A control group with a limit; whoever is started by ``command`` is in it."""

    folder: Path
    hierarchy: Hierarchy

    def command(self, command: Sequence[str]) -> list[str]:
        """``command``, started inside the group."""
        enter = 'echo $$ > "$0" && exec "$@"'
        return ["sh", "-c", enter, str(self.folder / "cgroup.procs"), *command]

    def peak(self) -> float:
        """The most that the group has held, the file cache included, in MB."""
        return int((self.folder / self.hierarchy.peak).read_text()) / 2**20


@contextmanager
def group(megabytes: float = MEGABYTES) -> Iterator[Group | None]:
    """A control group with this limit and no swap; None where none can be made."""
    made = _make(round(megabytes * 2**20))
    try:
        yield made
    finally:
        if made:
            made.folder.rmdir()


def _make(limit: int) -> Group | None:
    for hierarchy in HIERARCHIES:
        try:
            folder = Path(mkdtemp(prefix="playground-", dir=hierarchy.root))
        except OSError:
            continue
        made = Group(folder, hierarchy)
        if (folder / hierarchy.limit).exists() and (folder / hierarchy.peak).exists():
            (folder / hierarchy.limit).write_text(str(limit))
            if (swap := folder / hierarchy.swap).exists():
                swap.write_text("0" if hierarchy.swap == "memory.swap.max" else str(limit))
            return made
        folder.rmdir()
    return None


class LimitedServer(AppServer):
    """A server of the app inside ``group``, or without a limit where that is None."""

    def __init__(self, group: Group | None) -> None:
        super().__init__()
        self.group = group

    def command(self) -> list[str]:
        command = super().command()
        return self.group.command(command) if self.group else command

    def largest(self) -> float:
        """The largest resident set so far, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 2**10


async def visit(server: LimitedServer, pages: Sequence[str] = PAGES) -> list[Line]:
    """Open every view of ``pages``. Raises ``RuntimeError`` where a learner loses the server."""
    lines = await views(server, pages)
    lines.append(Line("largest resident set", server.largest(), TARGET))
    if server.group:
        lines.append(Line("most that the control group held", server.group.peak(), TARGET))
    else:
        lines.append(Line("most that the control group held", nan, UNLIMITED))
    return lines


def main() -> None:
    argparse.ArgumentParser(
        prog="python -m tests.load.cloud_memory", description=__doc__.partition("\n")[2].strip()
    ).parse_args()
    with group() as limited, LimitedServer(limited) as server:
        lines = asyncio.run(visit(server))
    rows = [[line.when, number(line.memory), line.target] for line in lines]
    print(markdown(["server", "memory (MB)", "target"], rows))
    if any(line.memory >= MEGABYTES for line in lines):
        sys.exit(f"This needs {MEGABYTES} MB or more.")


if __name__ == "__main__":
    main()
