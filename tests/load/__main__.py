"""``python -m tests.load``: how a classroom of learners fares, as a table.

Half of the learners play a run, half move sliders, over websockets as browsers do. Let nothing else
run on the machine meanwhile: what is measured shares it with this client.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.browser.server import ROOT
from tests.load.classroom import MOST, Figures, lone_mover, mixed, players, teach
from tests.load.server import AppServer
from tests.load.table import Key, table, verdicts
from tests.load.warming import calm, warm

LONGEST = 600  # seconds of a lesson
TOGETHER = 15  # players of one page, to be compared with one


def numbers(most: int) -> Callable[[str], list[int]]:
    """A reader of whole numbers from 1 to ``most`` with commas between."""

    def read(text: str) -> list[int]:
        parts = text.split(",")
        if not all(part.isdecimal() and 1 <= int(part) <= most for part in parts):
            raise argparse.ArgumentTypeError(f"{text!r} is not like 1,10: numbers from 1 to {most}")
        return [int(part) for part in parts]

    return read


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description=__doc__.partition("\n")[2].strip()
    )
    parser.add_argument("--learners", type=numbers(MOST), default="1,10,30,60", metavar="N,N")
    parser.add_argument("--replicas", type=numbers(8), default="1,2", metavar="N,N")
    parser.add_argument(
        "--seconds", type=float, default=25, help=f"measured of each row, {LONGEST} at most"
    )
    parser.add_argument("--app", type=Path, default=ROOT, help="another checkout to measure")
    parser.add_argument("--json", type=Path, help="a file for all figures, errors by name too")
    return parser


async def lessons(server: AppServer, learners: list[int], seconds: float) -> dict[Key, Figures]:
    """Measure these classrooms one after the other, on one server that is warm."""
    await warm(server)
    rows = {}
    for count in learners:
        if count > 1:
            rows[f"{count} learners"] = mixed(server.url, count)
        else:
            rows["1 slider alone"] = lone_mover(server.url)
            rows["1 player alone"] = players(server.url, 1)
            rows[f"{TOGETHER} players alone"] = players(server.url, TOGETHER)
    found = {}
    for who, people in rows.items():
        found[who, server.replicas] = figures = await teach(server, people, seconds)
        for error, times in figures.errors.items():
            print(f"{who}: {times} times: {error}", file=sys.stderr)
        await calm(server)
    return found


def main() -> None:
    """Measure what is asked for, and print it."""
    options = parser()
    given = options.parse_args()
    if not 1 <= given.seconds <= LONGEST:
        options.error(f"--seconds takes 1 to {LONGEST}")
    found: dict[Key, Figures] = {}
    for replicas in given.replicas:
        with AppServer(given.app.resolve(), replicas) as server:
            found |= asyncio.run(lessons(server, given.learners, given.seconds))
    print(table(found), *verdicts(found), sep="\n")
    if given.json:
        rows = [
            {"who": who, "replicas": replicas, **asdict(figures)}
            for (who, replicas), figures in found.items()
        ]
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
