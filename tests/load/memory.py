"""``python -m tests.load.memory``: what a server holds after many sessions, uploads, and all views.

Each part has a server of its own. Streamlit keeps the session of a tab that was closed for two
minutes, so that it can come back; the last figure of a part is from after that.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.browser.server import ROOT
from tests.load.classroom import PAGES
from tests.load.learner import Learner
from tests.load.server import AppServer
from tests.load.table import markdown, number
from tests.load.uploads import UPLOADS, Upload
from tests.load.warming import calm, warm

SESSIONS, AT_ONCE, FILES, MEGABYTES = 500, 20, 12, 19
KEPT = 130.0  # seconds until Streamlit has forgotten the session of a closed tab
RETURNS = "at most 1.1 times the warm server"
VIEWS = "at most 900 MB"


@dataclass(frozen=True)
class Line:
    """The memory that the server held at a moment, in MB, and what it should keep to."""

    when: str
    memory: float
    target: str = ""


async def sessions(
    server: AppServer,
    count: int = SESSIONS,
    at_once: int = AT_ONCE,
    kept: float = KEPT,
    pages: Sequence[str] = PAGES,
) -> list[Line]:
    """So many learners come, some at once, each opens a page, moves one slider and leaves."""
    lines = [Line("before the first visitor", server.resident())]
    await warm(server, pages)
    await _visits(server.url, pages, range(at_once))
    await calm(server)
    lines.append(Line("warm: every page visited", server.resident()))
    # Caches that fill grow in the first half alone, a leak in both.
    for begin, end in ((0, count // 2), (count // 2, count)):
        for first in range(begin, end, at_once):
            await _visits(server.url, pages, range(first, min(first + at_once, end)))
        await calm(server)
        lines.append(Line(f"after {end} sessions", server.resident()))
    later = await _forgotten(server, kept)
    return [*lines, Line(f"{kept:.0f} s later", later, RETURNS)]


async def _visits(url: str, pages: Sequence[str], seeds: range) -> None:
    await asyncio.gather(*(_visit(url, pages[seed % len(pages)], seed) for seed in seeds))


async def _visit(url: str, page: str, seed: int) -> None:
    async with Visit(url, page) as learner:
        await learner.slide(Random(seed))


async def uploads(
    server: AppServer, count: int = FILES, megabytes: float = MEGABYTES, kept: float = KEPT
) -> list[Line]:
    """So many learners each bring another file of this size to a page that takes files."""
    lines = [Line("before the first visitor", server.resident())]
    for seed, upload in enumerate(UPLOADS):
        await _bring(server.url, upload, seed, 0.01)
    await calm(server)
    lines.append(Line("warm: a small file on each page", server.resident()))
    for seed in range(count):
        await _bring(server.url, UPLOADS[seed % len(UPLOADS)], len(UPLOADS) + seed, megabytes)
    await calm(server)
    lines.append(Line(f"after {count} files of {megabytes:g} MB", server.resident()))
    return [*lines, Line(f"{kept:.0f} s later", await _forgotten(server, kept))]


async def _bring(url: str, upload: Upload, seed: int, megabytes: float) -> None:
    async with Visit(url, upload.address) as learner:
        content = upload.content(seed, int(megabytes * 1e6))
        await learner.upload(upload.uploader, f"{seed}{upload.suffix}", content)


async def views(server: AppServer, pages: Sequence[str] = PAGES) -> list[Line]:
    """Every view of every page is opened once, by one learner after another."""
    lines, opened = [Line("before the first visitor", server.resident())], 0
    for page in pages:
        async with Visit(server.url, page) as learner:
            options = learner.find(f"{page}_view")[1].element.options
            names = [option.content for option in options]
        for name in names:
            async with Visit(server.url, f"{page}?{page}_view={name}") as learner:
                await learner.slide(Random(0))
            opened += 1
    await calm(server)
    return [*lines, Line(f"all {opened} views warm", server.resident(), VIEWS)]


class Visit:
    """A learner's page, opened and closed; ``RuntimeError`` with what went wrong meanwhile."""

    def __init__(self, url: str, address: str) -> None:
        self.learner = Learner(url, address)

    async def __aenter__(self) -> Learner:
        await self.learner.open()
        return self.learner

    async def __aexit__(self, *_: object) -> None:
        await self.learner.close()
        if self.learner.errors:
            raise RuntimeError(f"{self.learner.address}: {'; '.join(self.learner.errors)}")


async def _forgotten(server: AppServer, kept: float) -> float:
    """The memory once Streamlit has dropped who left: it looks when the next visitor leaves."""
    await asyncio.sleep(kept)
    await _visit(server.url, PAGES[0], 0)
    await calm(server)
    return server.resident()


PARTS: dict[str, Callable[[AppServer], Awaitable[list[Line]]]] = {
    "sessions": sessions,
    "uploads": uploads,
    "views": views,
}


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.load.memory", description=__doc__.partition("\n")[2].strip()
    )
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}; all of them by default")
    parser.add_argument("--app", type=Path, default=ROOT, help="another checkout to measure")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    rows = []
    for name in given.parts or PARTS:
        print(name, file=sys.stderr)
        with AppServer(given.app.resolve()) as server:
            lines = asyncio.run(PARTS[name](server))
        rows += [[f"{name}: {line.when}", number(line.memory), line.target] for line in lines]
    print(markdown(["server", "memory (MB)", "target"], rows))


if __name__ == "__main__":
    main()
