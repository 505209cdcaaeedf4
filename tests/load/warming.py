"""What a server does only once, done before anything is measured: imports, models, compilers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random

from requests.cookies import RequestsCookieJar

from tests.load.classroom import PAGES, PLAYERS
from tests.load.learner import Learner
from tests.load.server import AppServer

MOVES = 2  # of sliders on each page
TOURS = 6  # for each replica: by then the proxy has sent one of them there
IDLE, CALM = 0.2, 30.0  # share of a core below which a server is idle; seconds to wait for it


async def warm(server: AppServer, pages: Sequence[str] = PAGES) -> None:
    """Send a learner through the pages of every replica; raise ``RuntimeError`` with its errors."""
    seen: set[str] = set()
    for tour in range(TOURS * server.replicas):
        if len(seen) == server.replicas:
            break
        seen.add(await _tour(server.url, pages, Random(tour)))
    if len(seen) < server.replicas:
        raise RuntimeError(f"{TOURS * server.replicas} learners met only {len(seen)} replicas.")
    await calm(server)


async def _tour(url: str, pages: Sequence[str], random: Random) -> str:
    """Move sliders on every page, play on some; return the replica that answered."""
    cookies = RequestsCookieJar()
    for address, player in [*PLAYERS, *((page, "") for page in pages)]:
        learner = Learner(url, address, cookies)
        await learner.open()
        for _ in range(MOVES):
            await learner.slide(random)
        if player:
            await learner.press(f"{player}-play", "play")
            await asyncio.sleep(1)
        await learner.close()
        if learner.errors:
            raise RuntimeError(f"{address} does not warm up: {'; '.join(learner.errors)}")
    return learner.connection.replica


async def calm(server: AppServer) -> None:
    """Wait until the server has ended what it does for those who left, ``CALM`` s at most."""
    for _ in range(int(CALM * 2)):
        used = server.used()
        await asyncio.sleep(0.5)
        if server.used() - used < IDLE / 2:
            return
