"""Random moves over all pages, until something breaks; what broke can be replayed.

    python -m tests.app.moves --seed 17 --moves 400          one learner
    python -m tests.app.moves --learners 50 --moves 200      fifty, with the seeds from 0 on

What breaks is made as short as it gets, and printed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from unittest.mock import patch

from huggingface_hub import constants
from streamlit import config

from app.hub import SWITCH
from tests.app import choices, whole
from tests.app.choices import Move
from tests.app.session import Session

ADDRESS = 0.06  # of the moves are followed by opening the page's address anew
SHRINKING = 60  # seconds


@dataclass
class Walk:
    """A session, the moves that were made in it, and where it has been."""

    session: Session = field(default_factory=Session)
    moves: list[Move] = field(default_factory=list)
    been: list[tuple[str, dict]] = field(default_factory=lambda: [("home", {})])

    def __post_init__(self) -> None:
        self.session.run()

    def make(self, move: Move) -> None:
        """Make a move where it can be made; raises ``Broken`` where something is wrong after it."""
        before = {id(held.run): held.run.step for held in whole.playbacks(self.session).values()}
        self.moves.append(move)
        try:
            if move.kind == "address":
                whole.check_address(self.session)
            elif not choices.make(self.session, move, self.been):
                self.moves.pop()
                return
            whole.check(self.session)
        except RuntimeError as stuck:
            raise whole.Broken(str(stuck)) from stuck
        self._check_rest(before)
        here = (self.session.page, dict(self.session.query_params))
        if self.been[-1] != here:
            self.been.append(here)

    def _check_rest(self, before: dict[int, int]) -> None:
        shown = {button.key for button in self.session.button}
        for slug, held in whole.playbacks(self.session).items():
            hidden = not shown & {f"{slug}-play", f"{slug}-further-1"}
            if hidden and held.run.step != before.get(id(held.run), held.run.step):
                raise whole.Broken(f"{slug} went on, and is not on the page.")


def walk(seed: int, moves: int) -> Walk:
    """Make so many moves at random; raises ``Broken`` with the list of them where one breaks."""
    random = Random(seed)
    one = Walk()
    try:
        for _ in range(moves):
            one.make(choices.draw(one.session, random))
            if one.session.page != "home" and random.random() < ADDRESS:
                one.make(Move("address"))
    except whole.Broken as broken:
        raise whole.Broken(report(seed, one.moves, str(broken))) from broken
    return one


def report(seed: int, moves: Sequence[Move], problem: str) -> str:
    """What broke, and the shortest list of moves that was found to break it."""
    kept, problem = shrink(moves, problem)
    listed = "\n".join(f"    {move!r}," for move in kept)
    return (
        f"{problem}\n\nIt takes these moves:\n{listed}\n\n"
        f"All {len(moves)} of them: python -m tests.app.moves --seed {seed} --moves {len(moves)}"
    )


def replay(moves: Sequence[Move]) -> str:
    """What breaks in these moves; empty where nothing does."""
    one = Walk()
    for move in moves:
        try:
            one.make(move)
        except whole.Broken as broken:
            return str(broken)
    return ""


def shrink(moves: Sequence[Move], problem: str) -> tuple[list[Move], str]:
    """Leave moves out, in halves and then one by one, as long as the same still breaks."""
    until = time.monotonic() + SHRINKING
    kept, size = list(moves), len(moves) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(kept) and time.monotonic() < until:
            fewer = kept[:at] + kept[at + size :]
            found = replay(fewer)
            if found and found.splitlines()[0] == problem.splitlines()[0]:
                kept, problem = fewer, found
            else:
                at += size
        size //= 2
    return kept, problem


@contextmanager
def undisturbed() -> Iterator[None]:
    """Models by name are offered, and no network: a name can be anything. No log of what breaks."""
    shown = config.get_option("logger.enableRich")
    config.set_option("logger.enableRich", False)
    offline = patch.object(constants, "HF_HUB_OFFLINE", True)
    with offline, patch.dict(os.environ, {SWITCH: "on"}):
        yield
    config.set_option("logger.enableRich", shown)


def main() -> int:
    """Walk with each seed in turn; the number of those that broke something."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0, help="of the first learner")
    parser.add_argument("--learners", type=int, default=1, help="how many, one after another")
    parser.add_argument("--moves", type=int, default=200, help="of each learner")
    given = parser.parse_args()
    broken = 0
    for seed in range(given.seed, given.seed + given.learners):
        begun = time.monotonic()
        try:
            with undisturbed():
                made = len(walk(seed, given.moves).moves)
        except whole.Broken as found:
            broken += 1
            print(f"Seed {seed} broke something.\n{found}\n", flush=True)
        else:
            took = time.monotonic() - begun
            print(f"Seed {seed}: {made} moves in {took:.0f} s, and nothing broke.", flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(min(main(), 1))
