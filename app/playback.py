"""A run on a page: whether it plays, its film, and how long one tick of it trains."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from threading import RLock
from time import perf_counter
from typing import Generic, TypeVar

from app.turn import turn
from core.run import AnyFrame, Film, Frame, Run

# Seconds of training in one tick: a share of the time since the last one, since the browser draws
# while the server trains. Beyond LONGEST, others would wait. Someone who plays alone gets longer
# ticks, up to ALONE, and so waits for the browser less often.
SHARE, SHORTEST, LONGEST, ALONE = 0.7, 0.04, 0.07, 0.14
AT_ONCE = 500  # steps that a button takes without playing them
FRAMES = 3  # pictures in LONGEST seconds, at most; the browser spreads them evenly

# What plays a run of one concept passes where any run does.
RunOf = TypeVar("RunOf", bound=Run[Frame], covariant=True)


@dataclass
class Playback(Generic[RunOf]):
    """A run on a page, with what the player needs to know about it. It lives in the session.

    Streamlit starts the next script of a session before the last one has stopped, so a click can
    meet a tick that is still training. Code that changes the run, its film or whether it plays
    holds ``lock``. A click takes ``priority_lock``, which ends a tick.
    """

    identity: Hashable
    run: RunOf
    playing: bool = False
    film: Film = field(default_factory=Film)
    ticked: float = 0.0
    lock: RLock = field(default_factory=RLock, repr=False)
    goal: int | None = None
    """The step at which playing ends by itself."""
    halted: bool = False
    """Paused by a click that the page has not answered yet."""
    wanted: bool = False
    """Whether somebody waits for the lock, so that a tick is to end after the step it is in."""
    pace: float = 0.0
    """Seconds between two pictures, lately."""
    own: bool = False
    """Whether the run follows from more than its link says, such as the learner's own data."""
    first: bool = False
    """Whether no run was on this page before in this visit."""
    notes: dict = field(default_factory=dict)
    """What a page wants to remember for as long as this run is on it."""

    def __post_init__(self) -> None:
        self.film.append(self.run.frame())

    @property
    def arrived(self) -> bool:
        """Whether there is nothing more to play."""
        return self.run.finished is not None or self.run.step == self.goal

    @contextmanager
    def priority_lock(self) -> Iterator[None]:
        """The lock for a learner's request, which must not wait for the end of a tick."""
        self.wanted = True
        with self.lock:
            self.wanted = False
            yield

    def restart_film(self) -> None:
        """Forget the film so far: from now on its pictures look different."""
        with self.priority_lock():
            self.film = Film()
            self.film.append(self.run.frame())

    def go(self, steps: int) -> None:
        """Take so many steps: at once, or where they would keep the page waiting, by playing."""
        if steps <= AT_ONCE:
            self.advance(steps)
        else:
            self.goal = self.run.step + steps
            self.playing = True

    def advance(self, steps: int) -> None:
        """Take up to ``steps`` steps, as far as the run goes, and keep the picture."""
        with self.priority_lock():
            for _ in range(steps):
                if self.run.finished:
                    break
                self.run.advance()
            self.film.append(self.run.frame())

    def tick(
        self: Playback[Run[AnyFrame]],
        pace: int | None,
        pictures: int = FRAMES,
        at_most: int | None = None,
    ) -> list[AnyFrame]:
        """Train for one tick; return the frames of it: ``pictures``, or more in a longer tick.

        ``pace`` is the number of steps between two frames, or None for as many as fit. A tick
        too short for them returns the frame before. There are no more frames than ``at_most``.
        """
        with self.lock:
            return self._tick(pace, pictures, at_most)

    def _tick(
        self: Playback[Run[AnyFrame]], pace: int | None, pictures: int, at_most: int | None
    ) -> list[AnyFrame]:
        frames: list[AnyFrame] = []
        begun = perf_counter()
        since = begun - self.ticked
        budget = min(max(SHARE * since, SHORTEST), LONGEST if turn.players() > 1 else ALONE)
        pictures = ceil(pictures * max(1, budget / LONGEST))
        pictures = min(pictures, at_most or pictures)
        self.ticked = begun
        for share in range(1, pictures + 1):
            # At a fixed pace the next picture waits for its steps, otherwise for its time.
            until = begun + (budget if pace else budget * share / pictures)
            due = begin = self.run.step
            while not (self.arrived or self.wanted) and perf_counter() < until:
                self.run.advance()
                due = self.run.step
                if (pace and due % pace == 0) or turn.pressing:
                    break
            # Within a round nothing is shown: the next tick goes on with it.
            if due > begin and (not pace or due % pace == 0 or self.arrived):
                frames.append(self.run.frame())
                self.film.append(frames[-1])
            if turn.pressing:
                break
        # A long gap was a pause, not a busy server.
        self.pace = 0.6 * self.pace + 0.4 * since / max(len(frames), 1) if since < 10 else 0.0
        return frames or [self.film[-1]]
