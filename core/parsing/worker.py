"""The process that reads files for the server, one after the other (see sandbox.py).

Run as ``python -m core.parsing.worker``, it takes requests from its standard input. It imports what
its files need and no more, holds at most ``MEGABYTES``, and ends by itself when it has nothing to
do, when it has grown, or when the server is gone.

Left out: on systems without ``resource`` and ``SIGALRM``, such as Windows, memory has no limit and
an idle process stays until the server ends.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from core.parsing.wire import message, pack, receive

MEGABYTES = 400  # that the process may hold
GROWN = 200  # megabytes after which a process ends, so that its memory returns
PATIENCE = 3  # a file may take this many times as long on a busy machine
SHARE = 0.75  # of a file's time, after which a PDF is to begin no further page
IDLE = 60  # seconds without a file after which it ends

FAILED = "The file is not readable: it is damaged, or its name has the wrong ending."
TOO_LARGE = "The file is not readable: unpacked, it does not fit into memory."


@dataclass(frozen=True)
class Reader:
    """A function that reads files, and its return type, by their names in ``module``."""

    module: str
    function: str
    result: str
    libraries: tuple[str, ...] = ()  # that it imports only when it is called

    def load(self) -> Callable[..., Any]:
        """The function, with all that it needs imported: that is no part of a file's time."""
        for library in self.libraries:
            import_module(library)
        return getattr(import_module(self.module), self.function)

    def result_type(self) -> type:
        """The dataclass that it returns."""
        return getattr(import_module(self.module), self.result)


READERS = {
    "image": Reader("core.parsing.image", "read_image", "Picture"),
    "pdf": Reader("core.parsing.pdf", "read_pdf", "Text", ("pypdf",)),
    "table": Reader("core.parsing.table", "read_table", "Table"),
    "vectors": Reader("core.parsing.vectors", "read_vectors", "Vectors", ("pandas",)),
}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    _limit_memory()
    while _resident() < GROWN:
        _end_after(IDLE)
        if (request := receive(requests)) is None:
            return
        asked, (content,) = request
        read = READERS[asked["kind"]].load()
        _send(answers, {"ready": True})
        _end_after(PATIENCE * asked["seconds"], of_work=asked["seconds"])
        options = asked["options"]
        if asked["kind"] == "pdf":
            options |= {"told": partial(_tell, answers), "seconds": SHARE * asked["seconds"]}
        _answer(answers, partial(read, content, asked["name"], **options))


def _answer(answers: BinaryIO, read: Callable[[], Any]) -> None:
    try:
        value, parts = pack(read())
    except ValueError as problem:
        _send(answers, {"problem": _sentence(problem)})
    except MemoryError:
        _send(answers, {"problem": TOO_LARGE})
    except Exception:  # whatever a library makes of a broken file
        traceback.print_exc()  # for the server's log
        _send(answers, {"problem": FAILED})
    else:
        _send(answers, {"value": value}, parts)


def _send(answers: BinaryIO, said: dict[str, Any], parts: Sequence[bytes] = ()) -> None:
    answers.write(message(said, parts))
    answers.flush()


def _tell(answers: BinaryIO, done: int, pages: int) -> None:
    _send(answers, {"progress": [done, pages]})


def _sentence(problem: ValueError) -> str:
    """The sentence of this package's reader; a library's messages go to the log."""
    if type(problem) is not ValueError or isinstance(problem.__cause__, MemoryError):
        traceback.print_exception(problem)
        return TOO_LARGE if isinstance(problem.__cause__, MemoryError) else FAILED
    return str(problem)


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = MEGABYTES * 2**20
    if most == resource.RLIM_INFINITY or most > wanted:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def _end_after(seconds: float, *, of_work: float = 0) -> None:
    """The system ends this process then, even while a library holds the interpreter.

    Where ``of_work`` is not 0, it also ends after so many seconds of processor time.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)
        signal.setitimer(signal.ITIMER_PROF, of_work)


def _resident() -> float:
    """Megabytes that the process holds; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Serve on standard input and output; what libraries print goes to the log."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable(logging.WARNING)  # pypdf warns of every oddity of a file
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
