"""Running a coroutine in a test, whatever else the process has going on."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run(doing: Coroutine[Any, Any, Result]) -> Result:
    """As ``asyncio.run``, in a thread of its own.

    A browser that an earlier test has opened keeps the event loop of the main thread running.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, doing).result()
