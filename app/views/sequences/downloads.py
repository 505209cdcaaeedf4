"""The program of a trained cell to take home, the same in all views of a text."""

from __future__ import annotations

from app import downloads
from core.sequences import export
from core.sequences.build_assets import path


def cell_program(slug: str, kind: str, text: str) -> None:
    """A row of buttons: a shipped model of this ``kind`` that reads ``text``, and its weights."""
    downloads.script(
        slug,
        export.cell_script(kind, text),
        f"{kind}, step by step",
        needs="PyTorch and safetensors",
        others=[downloads.weights(path(kind))],
    )
