"""Ending a process that the starter began."""

from __future__ import annotations

import asyncio

GRACE = 5  # seconds


async def stop(process: asyncio.subprocess.Process) -> None:
    """End ``process``, by force where it takes longer than ``GRACE``."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()
