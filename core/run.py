"""The interface of every concept to the app: a steppable Run, Frames to draw, and a Film.

A concept is a frozen Settings (``core.knobs``), a steppable Run and a Frame of numpy arrays. The
app drives any Run through the protocol here and keeps what it saw in a Film.

Left out: the details of single concepts, and the speed of a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Frame(Protocol):
    """One picture's worth of numbers: frozen, and of numpy arrays that nobody else writes to."""

    @property
    def step(self) -> int:
        """The number of optimiser steps behind this picture."""

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory, beyond what all frames of a run share."""


AnyFrame = TypeVar("AnyFrame", bound=Frame)
FrameOf = TypeVar("FrameOf", bound=Frame, covariant=True)


class Seeded(Protocol):
    """The settings of a run, of which the app itself reads the seed alone."""

    @property
    def seed(self) -> int:
        """The number that all chance follows from."""


class Run(Protocol[FrameOf]):
    """A model in training. The same settings give bit-equal frames.

    ``step`` counts the optimiser steps done, up to ``total``; ``round`` of them make a round, which
    is called ``round_name`` ("epoch"). ``finished`` is None while the run can go on, and then
    a sentence that says why it stopped.
    """

    round_name: str

    @property
    def settings(self) -> Seeded: ...

    @property
    def step(self) -> int: ...

    @property
    def round(self) -> int: ...

    @property
    def total(self) -> int: ...

    @property
    def finished(self) -> str | None: ...

    def advance(self) -> None:
        """Do one optimiser step. Raises ``RuntimeError`` where the run has finished."""

    def frame(self) -> FrameOf:
        """Copy out what there is to draw, without changing the run."""


class Film(Generic[AnyFrame]):
    """Frames kept for scrubbing back, from the first to the latest, evenly thinned.

    When they are more than ``most`` or weigh more than ``most_bytes``, every other one is
    dropped, and from then on only every other one is kept. The first and the latest always stay.
    """

    def __init__(self, most: int = 120, most_bytes: int = 8 * 2**20) -> None:
        self.most = most
        self.most_bytes = most_bytes
        self._stride = 1
        self._appended = 0
        self.frames: list[AnyFrame] = []

    def append(self, frame: AnyFrame) -> None:
        """Add the next frame. One of the same step as the latest takes its place."""
        if self.frames and frame.step == self.frames[-1].step:
            self.frames[-1] = frame
            return
        # The latest is only there for being the latest, unless it falls on the stride.
        if self.frames and (self._appended - 1) % self._stride:
            self.frames.pop()
        self.frames.append(frame)
        self._appended += 1
        while len(self) > 2 and (len(self) > self.most or self.nbytes > self.most_bytes):
            self._stride *= 2
            self.frames = self.frames[::2] + (self.frames[-1:] if len(self) % 2 == 0 else [])

    def nearest(self, step: int) -> AnyFrame:
        """The kept frame whose step is nearest to ``step``."""
        return min(self.frames, key=lambda frame: abs(frame.step - step))

    @property
    def nbytes(self) -> int:
        """The bytes of all kept frames."""
        return sum(frame.nbytes for frame in self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, index: int) -> AnyFrame:
        return self.frames[index]

    def __iter__(self) -> Iterator[AnyFrame]:
        return iter(self.frames)
