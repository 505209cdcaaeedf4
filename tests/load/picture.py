"""What a packed message of pictures says (``app/plot/pack.py``): live or a film, and its steps."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

STEP = re.compile(r"step ([\d,]+)")


@dataclass(frozen=True)
class Pictures:
    """The pictures of one message: at which steps of the run, and whether they rest as a film."""

    steps: tuple[int, ...]
    film: bool


def read(packed: bytes) -> Pictures:
    """Read the header; pictures without a step, of views that play nothing, count for none."""
    header = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    found = [STEP.search(label) for label in header["labels"]]
    steps = tuple(int(step[1].replace(",", "")) for step in found if step)
    return Pictures(steps, bool(header.get("film")))
