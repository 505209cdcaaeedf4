"""What was measured of the shipped models on the book that they have not read.

Measured by ``core.sequences.measure``, since the books are not part of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import safetensors.numpy

from core.sequences.build_assets import MODELS

PATH = MODELS / "sequences_measured.safetensors"
ORDERS = (1, 2, 3, 4, 5)  # characters that the counting models look back
LENGTHS = (50, 100, 200, 400, 600)  # of passages
USUAL = 0.99  # share of passages that cost less than what is called usual


@dataclass(frozen=True)
class Readable:
    """How well a property can be read from a model in the book that it has not read.

    ``unit`` follows it most closely in a book of the training text; ``correlation`` is the unit's
    in the other book, ``moved`` what 95% of the moved properties stay below there with their best
    unit, and ``together`` that of a probe of all units. ``cost`` is how many bits per character
    more the book takes without the unit, ``cheaper`` the share of other units that cost less.
    """

    unit: int
    correlation: float
    moved: float
    together: float
    cost: float
    cheaper: float


def bits(kind: str) -> float:
    """Bits per character of a shipped model."""
    return float(_file()[f"bits {kind}"][0])


def counted(order: int) -> float:
    """Bits per character of counting what followed the last ``order`` characters."""
    return float(_file()["counting"][ORDERS.index(order)])


def usual(kind: str, length: int) -> float | None:
    """Bits per character that nearly all passages stay below; None for a text too short to say."""
    known = [i for i, least in enumerate(LENGTHS) if least <= length]
    return float(_file()[f"passages {kind}"][known[-1]]) if known else None


def readable(kind: str, name: str) -> Readable:
    """How well the property ``name`` can be read."""
    unit, *rest = _file()[f"readable {kind} {name}"].tolist()
    return Readable(int(unit), *rest)


def reach(kind: str) -> np.ndarray:
    """The effective length (``core.sequences.influence``) of predictions, sorted."""
    return _file()[f"reach {kind}"]


@lru_cache(maxsize=1)
def _file() -> dict[str, np.ndarray]:
    return safetensors.numpy.load_file(PATH)
