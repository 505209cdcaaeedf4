"""numba's cache where it may be read but not written, and where the disk is full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.test_architecture import ROOT

MODULE = """
from numba import njit

@njit(cache=True)
def doubled(number):
    return 2 * number
"""
USE = """
import sys
sys.path.insert(0, {folder!r})
from core.embeddings import numba_cache
numba_cache.tolerant()
{refusal}
import doubling
assert doubling.doubled(21) == 42
print(sum(doubling.doubled.stats.cache_hits.values()))
"""
# As numba asks before it takes a folder, and as it writes.
READ_ONLY = """
import tempfile
def refuse(*given, **more):
    raise OSError(30, "Read-only file system")
tempfile.TemporaryFile = refuse
"""
FULL = """
from numba.core.caching import IndexDataCacheFile
def refuse(*given, **more):
    raise OSError(28, "No space left on device")
IndexDataCacheFile.save = refuse
"""


def used(folder: Path, refusal: str) -> int:
    """Import and call the function in a process of its own; how often the cache had it."""
    (folder / "doubling.py").write_text(MODULE)
    done = subprocess.run(
        [sys.executable, "-c", USE.format(folder=str(folder), refusal=refusal)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("refusal", [READ_ONLY, FULL, READ_ONLY + FULL])
def test_a_function_is_compiled_although_nothing_can_be_kept(tmp_path: Path, refusal: str) -> None:
    assert used(tmp_path, refusal) == 0


def test_what_was_kept_before_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "doubling.py").write_text(MODULE)
    used(tmp_path, "")
    assert list((tmp_path / "__pycache__").glob("*.nbc"))
    program = USE.format(folder=str(tmp_path), refusal=READ_ONLY + FULL)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == 1
