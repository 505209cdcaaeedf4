"""What a stage's script (``app/plot/stage.js``) answers to its messages, as a quick browser would.

It asks for the next message when it has read this one, and says so when it cannot read a message
because the one before never came.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.load.picture import Pictures

TICK = 0.08  # seconds between two requests, at least
READ = 0.004  # seconds until a browser has read a message
LOST = 5.0  # seconds after which it asks again


class Stage:
    """One stage of a page; ``set_state`` is what the browser calls ``setStateValue``."""

    def __init__(self, set_state: Callable[[str, object], Awaitable[None]]) -> None:
        self._set_state = set_state
        self._content: frozenset[str] = frozenset()
        self._asked: int | None = None
        self._asked_at = -TICK
        self._drawn = 0
        self._asking: asyncio.Task | None = None

    async def receive(self, pictures: Pictures) -> bool:
        """Take a message; return whether it can be drawn."""
        if not pictures.kept <= self._content:
            await self._set_state("missing", pictures.number)
            return False
        self._content = pictures.content
        if pictures.number is None or pictures.number != self._asked:
            self.stop()
            if pictures.asks:
                self._asking = asyncio.create_task(self._ask(pictures))
        return True

    async def _ask(self, pictures: Pictures) -> None:
        wait = max(READ, self._asked_at + TICK - time.perf_counter())
        drawn = min(max(1, self._drawn), pictures.frames)  # all of the last message's by then
        while True:
            await asyncio.sleep(wait)
            self._asked, self._asked_at = pictures.number, time.perf_counter()
            self._drawn = pictures.frames
            await self._set_state("drawn", [pictures.number, drawn])
            wait = LOST

    def stop(self) -> None:
        """Ask for nothing more, as when the stage leaves the page or the run rests."""
        if self._asking:
            self._asking.cancel()
            self._asking = None
