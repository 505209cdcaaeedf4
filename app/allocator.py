"""The C library's memory: fewer arenas for many threads, and free memory goes back.

A script runs in a thread of its own. glibc gives each busy thread an arena, up to eight for each
processor, and what a script frees stays in its arena, where no other can use it. Python's lock lets
one thread allocate at a time anyway, so two arenas are enough. Blocks of a megabyte and more get
pages of their own, which go back at once. With a limit of 128 kB, a training step would ask the
system for its tensors again and again: a step of the recurrent networks then took twice the time.
For the same reason an arena keeps a few free megabytes at its end.
The module leaves other C libraries alone.

Reference: the GNU C Library's manual, "Malloc Tunable Parameters".
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

# The parameters' numbers in malloc.h.
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
ARENAS = 2
LARGE, SPARE = 2**20, 2**23  # bytes


@cache
def _library() -> ctypes.CDLL | None:
    """The process's C library where it is glibc."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


@cache
def be_frugal() -> bool:
    """Share arenas and give large blocks back from now on; returns whether the library took it."""
    library = _library()
    return (
        library is not None
        and bool(library.mallopt(ARENA_MAX, ARENAS))
        and bool(library.mallopt(MMAP_THRESHOLD, LARGE))
        and bool(library.mallopt(TRIM_THRESHOLD, SPARE))
    )


def trim() -> None:
    """Give free memory back to the system."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
