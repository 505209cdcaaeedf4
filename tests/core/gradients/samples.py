"""Networks that several tests train."""

from __future__ import annotations

from core.gradients.recording import Frame
from core.gradients.settings import Settings
from core.gradients.training import Run

SMALL = Settings(depth=5, width=6, activation="tanh")


def trained(run: Run, steps: int) -> Frame:
    for _ in range(steps):
        run.advance()
    return run.frame()
