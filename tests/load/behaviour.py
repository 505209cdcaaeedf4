"""What learners do in a classroom: some play a run and pause now and then, some move sliders."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from tests.load.learner import Answer, Drawn, Learner

THOUGHT = 3.0  # seconds between two moves of a slider, on average
STRETCH = 8.0  # seconds of playing before a pause, on average
RESTED = 1.5  # seconds of a pause
PATIENCE = 20.0  # seconds after the lesson's end in which answers still count


@dataclass(frozen=True)
class Lesson:
    """When a lesson begins to be measured, and when it ends."""

    begin: float
    end: float

    @property
    def left(self) -> float:
        """Seconds until the end, 0 after it."""
        return max(0.0, self.end - time.perf_counter())

    @property
    def patience(self) -> float:
        """Seconds that an answer may take now."""
        return self.left + PATIENCE


class Player:
    """Plays the run of a page, and pauses it after a ``stretch`` of seconds on average.

    ``name`` is the first part of the keys of the player's buttons.
    """

    def __init__(
        self, url: str, address: str, name: str, *, random: Random, stretch: float = math.inf
    ) -> None:
        self.learner = Learner(url, address)
        self.learners = [self.learner]
        self.name, self.random, self.stretch = name, random, stretch
        self.stretches: list[tuple[float, float]] = []
        """From when to when it played, as far as the learner knows."""

    async def take_part(self, lesson: Lesson) -> None:
        """Play until the lesson ends."""
        await self.learner.open(seconds=lesson.patience)
        await self._press("play", "play", lesson)
        while lesson.left:
            begin = time.perf_counter()
            await self._until_pause_or_end(lesson)
            self.stretches.append((begin, time.perf_counter()))
            if not lesson.left:
                return
            if self._finished():
                await self._press("reset", "reset", lesson)
            else:
                await self._pause(lesson)
            await self._press("play", "play", lesson)

    async def _until_pause_or_end(self, lesson: Lesson) -> None:
        played = self.stretch * self.random.uniform(0.7, 1.3)
        until = min(lesson.end, time.perf_counter() + played)
        while (left := until - time.perf_counter()) > 0 and not self._finished():
            await asyncio.sleep(min(left, 0.2))

    def _finished(self) -> bool:
        return self.learner.find(f"{self.name}-play")[1].element.disabled

    async def _pause(self, lesson: Lesson) -> None:
        """Pause for a moment, and see that nothing is trained meanwhile."""
        answer = await self._press("play", "pause", lesson)
        answered = time.perf_counter()
        await asyncio.sleep(RESTED)
        if not answer.answered:
            return
        seen = {drawn.step for drawn in self.learner.drawn if drawn.at > answered}
        label = self.learner.find(f"{self.name}-play")[1].element.label
        if len(seen) > 1 or label != "Play":
            self.learner.errors.append("Pause did not stop the run")

    async def _press(self, button: str, what: str, lesson: Lesson) -> Answer:
        return await self.learner.press(f"{self.name}-{button}", what, seconds=lesson.patience)

    def rates(self, begin: float, end: float) -> tuple[float, float]:
        """New pictures and steps a second while it played, between two moments."""
        played = [(max(a, begin), min(b, end)) for a, b in self.stretches if a < end and b > begin]
        seconds = sum(b - a for a, b in played)
        gained = [steps for a, b in played for steps in _gained(self.learner.drawn, a, b)]
        return (len(gained) / seconds, sum(gained) / seconds) if seconds else (0.0, 0.0)


def _gained(drawn: Sequence[Drawn], begin: float, end: float) -> list[int]:
    """The steps that each new live picture between two moments is ahead of the one before."""
    return [
        after.step - before.step
        for before, after in pairwise(drawn)
        if after.live and begin <= after.at <= end and after.step > before.step
    ]


class Mover:
    """Moves sliders with a thought between two, on each of its pages for an equal share of time."""

    def __init__(
        self, url: str, addresses: Sequence[str], *, random: Random, thought: float = THOUGHT
    ) -> None:
        self.learners = [Learner(url, address) for address in addresses]
        self.random, self.thought = random, thought

    async def take_part(self, lesson: Lesson) -> None:
        """Move sliders until the lesson ends."""
        share = (lesson.end - lesson.begin) / len(self.learners)
        for at, learner in enumerate(self.learners, start=1):
            await learner.open(seconds=lesson.patience)
            until = lesson.begin + at * share
            while (left := until - time.perf_counter()) > 0:
                thought = self.thought * self.random.uniform(0.7, 1.3)
                await asyncio.sleep(min(thought, left))
                if thought < left:
                    await learner.slide(self.random, seconds=lesson.patience)
