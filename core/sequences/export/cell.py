"""The program of a cell, step by step, beside torch's own layer."""

from __future__ import annotations

from core.programs import render
from core.sequences import cells


def cell_script(kind: str) -> str:
    """A cell's step beside torch's layer, as a program of its own."""
    return render(
        "sequences/cell", kind=kind, step=cells.STEPS[kind], signals=tuple(cells.SIGNALS[kind])
    )
