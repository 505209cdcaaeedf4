"""The interface of every concept to the app: a steppable Run, Frames to draw, and a Film.

A concept is a frozen Settings (``core.knobs``), a steppable Run and a Frame of numpy arrays. The
app drives any Run through the protocol here and keeps what it saw in a Film.

``Stepping`` is what runs do alike: count steps, measure after each round, end with the budget.

Left out: the details of single concepts, and the speed of a run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any, Generic, Protocol, TypeVar


class Frame(Protocol):
    """One picture's worth of numbers: frozen, and of numpy arrays that nobody else writes to."""

    @property
    def step(self) -> int:
        """The number of optimiser steps behind this picture."""

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory, beyond what all frames of a run share."""


def nbytes_of(frame: Any, *, shared: Collection[str] = ()) -> int:
    """The bytes of all arrays in a frame's fields, but for the fields that its run's frames share.

    >>> from dataclasses import make_dataclass
    >>> import numpy as np
    >>> Picture = make_dataclass("Picture", ["step", "maps", "inputs"])
    >>> nbytes_of(Picture(3, (np.zeros(1), np.zeros(2)), np.zeros(9)), shared={"inputs"})
    24
    """
    return sum(_bytes(getattr(frame, one.name)) for one in fields(frame) if one.name not in shared)


def _bytes(value: Any) -> int:
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return sum(map(_bytes, value))
    return getattr(value, "nbytes", 0)


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


class Stepping:
    """A run that says what a step and a round are; a class says its ``round`` and ``total``.

    A step that cannot be taken, since a number is no longer finite, sets ``finished`` instead.
    """

    round: int
    round_name: str
    total: int
    unit = "steps"
    """What the budget is counted in: the word for steps, or "epochs"."""

    step = 0
    finished: str | None = None

    def advance(self) -> None:
        """Do one optimiser step; after the last of a round, also measure.

        A step that would not be finite ends the run before it. Raises ``RuntimeError`` where the
        run has finished.
        """
        if self.finished:
            raise RuntimeError(f"This run has finished. {self.finished}")
        self.take_step()
        if self.finished:
            return
        self.step += 1
        if self.step % self.round == 0:
            self.end_round()
        if self.step == self.total and not self.finished:
            budget = self.total // self.round if self.unit == "epochs" else self.total
            self.finished = f"The budget of {budget:,} {self.unit} is used up."

    def take_step(self) -> None:
        """Change the model; ``step`` is still the number of steps before."""
        raise NotImplementedError

    def end_round(self) -> None:
        """Measure, now that ``step`` has been counted."""


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
