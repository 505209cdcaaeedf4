"""Memory that is free goes back to the system, and threads share their arenas, where glibc is."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from tests.browser.server import ROOT

# Thirty threads that allocate at the same time, and how many arenas glibc then has.
THREADS = """
import ctypes
import sys
import xml.etree.ElementTree as tree
from tempfile import TemporaryFile
from threading import Barrier, Thread

from app import allocator

if sys.argv[1] == "limited":
    assert allocator.be_frugal()
together = Barrier(30)
library = ctypes.CDLL(None)  # a call lets go of Python's lock, so that threads allocate at once
library.malloc.restype = ctypes.c_void_p


def work():
    together.wait()
    for _ in range(2_000):
        library.malloc(ctypes.c_size_t(500))
    together.wait()


threads = [Thread(target=work) for _ in range(30)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
library.fdopen.restype = ctypes.c_void_p
with TemporaryFile() as file:
    stream = ctypes.c_void_p(library.fdopen(file.fileno(), b"w"))
    library.malloc_info(0, stream)
    library.fflush(stream)
    file.seek(0)
    print(len(tree.fromstring(file.read()).findall("heap")))
"""


def arenas(how: str) -> int:
    """How many arenas a process with thirty threads has."""
    run = subprocess.run(
        [sys.executable, "-c", THREADS, how], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_share_two_arenas() -> None:
    assert arenas("limited") <= 2 < arenas("free")
