"""What every concept offers the app: a Run that can be stepped, Frames to draw, and a Film.

A concept is a frozen Settings (``core.knobs``), a steppable Run and a Frame of numpy arrays. The
app drives any Run through the protocol here and keeps what it saw in a Film.

Left out: everything a single concept knows, and how fast a run is driven.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar

from core.knobs import Knobs


class Frame(Protocol):
    """One picture's worth of numbers: frozen, and of numpy arrays that nobody else writes to."""

    @property
    def step(self) -> int:
        """The number of optimiser steps behind this picture."""

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory, beyond what all frames of a run share."""


class Run(Protocol):
    """A model in training: the same settings give bit-equal frames."""

    settings: Knobs
    step: int
    """Optimiser steps done."""
    round: int
    """Steps in one round (an epoch)."""
    round_name: str
    """What a round is called: "epoch"."""
    total: int
    """The budget of steps."""
    finished: str | None
    """A sentence that says why the run stopped, or None while it can go on."""

    def advance(self) -> None:
        """Do one optimiser step. Raises ``RuntimeError`` where the run has finished."""

    def frame(self) -> Frame:
        """Copy out what there is to draw, without changing the run."""


FrameType = TypeVar("FrameType", bound=Frame)


class Film[FrameType]:
    """Frames kept for scrubbing back, first to latest, thinned evenly as they become too many.

    When there are more than ``most`` frames or ``most_bytes``, every other one is dropped and
    from then on only every other one is kept. The first and the latest always stay.
    """
