"""The program of a cell, step by step, beside torch's own layer."""

from __future__ import annotations

from core.programs import render
from core.sequences import cells
from core.sequences.build_assets import UNITS, VOCABULARY, path


def cell_script(kind: str, text: str) -> str:
    """A shipped model that reads ``text``, step by step, as a program of its own.

    It loads the model's weights from a file beside it, of the name they have here.
    """
    return render(
        "sequences/cell",
        kind=kind,
        step=cells.STEPS[kind],
        signals=tuple(cells.SIGNALS[kind]),
        units=UNITS[kind],
        vocabulary=repr(VOCABULARY),
        text=repr(text),
        file=path(kind).name,
    )
