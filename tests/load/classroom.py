"""A classroom: who is in it, one lesson of it, and what was measured in that lesson."""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.load.behaviour import STRETCH, Lesson, Mover, Player
from tests.load.learner import Learner
from tests.load.server import AppServer

# Page and first part of the player's keys.
PLAYERS = (
    ("train?train_epochs=5000", "train"),
    ("gans", "gans"),
    ("sequences?sequences_view=Memory", "sequences-memory"),
    ("gradients?gradients_view=Training", "gradients"),
)
PAGES = (
    "train",
    "activations",
    "gradients",
    "convolution",
    "gans",
    "sequences",
    "embeddings",
    "retrieval",
)
RAMP = 0.3  # seconds between two learners who come
SETTLING = 4.0  # seconds after the last one came in which nothing is counted
MOST = 200  # learners


def mixed(url: str, count: int) -> list[Player | Mover]:
    """Half of them move sliders, on all pages; half play, and half of these pause now and then."""
    people: list[Player | Mover] = []
    for at in range(count):
        if at % 2:
            turn, place = divmod(at // 2, len(PLAYERS))
            address, name = PLAYERS[place]
            stretch = STRETCH if turn % 2 == 0 else math.inf
            people.append(Player(url, address, name, random=Random(at), stretch=stretch))
        else:
            people.append(Mover(url, [PAGES[at // 2 % len(PAGES)]], random=Random(at)))
    # Nobody comes in order: players and movers are spread over the replicas by chance.
    Random(count).shuffle(people)
    return people


def players(url: str, count: int, *, stretch: float = STRETCH) -> list[Player | Mover]:
    """So many players of one page, who all pause now and then."""
    address, name = PLAYERS[0]
    return [Player(url, address, name, random=Random(at), stretch=stretch) for at in range(count)]


def lone_mover(url: str, pages: Sequence[str] = PAGES) -> list[Player | Mover]:
    """One learner who moves sliders on one page after the other, with little thought."""
    return [Mover(url, pages, random=Random(0), thought=0.7)]


@dataclass(frozen=True)
class Figures:
    """What a lesson came to. Seconds for answers; NaN where there was nothing to measure.

    ``steps`` and ``pictures`` are a second and player, ``all_steps`` a second of all players;
    ``memory`` is the most that the server held, in MB.
    """

    slider_median: float
    slider_p95: float
    pictures: float
    fewest_pictures: float
    steps: float
    fewest_steps: float
    all_steps: float
    pause_median: float
    pause_p95: float
    memory: float
    errors: dict[str, int]
    server_cores: float
    client_cores: float
    client_lag: float
    """How late this client's own clock was, at p95, in seconds: near 0, or it measured itself."""
    pages: dict[str, dict[str, float]] = field(default_factory=dict)
    """For each page with sliders: how many moves, their median and p95."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value at this share of the sorted ones (the nearest rank); NaN of none."""
    ranked = sorted(values)
    return ranked[round(share * (len(ranked) - 1))] if ranked else math.nan


async def teach(
    server: AppServer,
    people: Sequence[Player | Mover],
    seconds: float,
    *,
    ramp: float = RAMP,
    settling: float = SETTLING,
) -> Figures:
    """Let the people come one after the other, take part for so many seconds, and leave."""
    if len(people) > MOST:
        raise ValueError(f"At most {MOST} learners, not {len(people)}.")
    begin = time.perf_counter() + ramp * len(people) + settling
    lesson = Lesson(begin, begin + seconds)
    tasks = []
    for one in people:
        tasks.append(asyncio.create_task(one.take_part(lesson)))
        await asyncio.sleep(ramp)
    await asyncio.sleep(max(0.0, begin - time.perf_counter()))
    used, own, memory, lags = server.used(), time.process_time(), [server.resident()], [0.0]
    while lesson.left:
        asleep = time.perf_counter()
        await asyncio.sleep(0.25)
        lags.append(time.perf_counter() - asleep - 0.25)
        memory.append(server.resident())
    cores = (server.used() - used) / seconds, (time.process_time() - own) / seconds
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    learners = [learner for one in people for learner in one.learners]
    await asyncio.gather(*(learner.close() for learner in learners))
    failures = [f"failed: {problem!r}" for problem in ended if isinstance(problem, Exception)]
    failures += [error for learner in learners for error in learner.errors]
    return _figures(people, learners, lesson, memory, failures, cores, lags)


def _figures(
    people: Sequence[Player | Mover],
    learners: Sequence[Learner],
    lesson: Lesson,
    memory: Sequence[float],
    failures: Sequence[str],
    cores: tuple[float, float],
    lags: Sequence[float],
) -> Figures:
    moves = {learner: _seconds(learner, "slide", lesson) for learner in learners}
    pauses = [second for learner in learners for second in _seconds(learner, "pause", lesson)]
    all_moves = [second for seconds in moves.values() for second in seconds]
    rates = [one.rates(lesson.begin, lesson.end) for one in people if isinstance(one, Player)]
    pictures, steps = zip(*rates, strict=True) if rates else ((math.nan,), (math.nan,))
    by_page: dict[str, list[float]] = {}
    for learner, seconds in moves.items():
        by_page.setdefault(learner.page, []).extend(seconds)
    return Figures(
        slider_median=percentile(all_moves, 0.5),
        slider_p95=percentile(all_moves, 0.95),
        pictures=statistics.fmean(pictures),
        fewest_pictures=min(pictures),
        steps=statistics.fmean(steps),
        fewest_steps=min(steps),
        all_steps=sum(steps),
        pause_median=percentile(pauses, 0.5),
        pause_p95=percentile(pauses, 0.95),
        memory=max(memory),
        errors=dict(Counter(failures)),
        server_cores=cores[0],
        client_cores=cores[1],
        client_lag=percentile(lags, 0.95),
        pages={
            page: {
                "moves": len(seconds),
                "median": percentile(seconds, 0.5),
                "p95": percentile(seconds, 0.95),
            }
            for page, seconds in by_page.items()
            if seconds
        },
    )


def _seconds(learner: Learner, what: str, lesson: Lesson) -> list[float]:
    """How long the answers to these actions took; for those that never came, the time waited."""
    return [
        answer.seconds
        for answer in learner.answers
        if answer.what == what and answer.sent >= lesson.begin
    ]
