"""What a packed message of pictures says (``app/plot/pack.py``), as far as a learner needs it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

STEP = re.compile(r"step ([\d,]+)")


@dataclass(frozen=True)
class Pictures:
    """The pictures of one message, without the pictures themselves."""

    number: int | None
    """Of the message, for the answer to it; None in versions of the app that want no answer."""
    asks: bool
    """Whether the browser is to ask for the next message once it has drawn this one."""
    film: bool
    """Whether they rest as a film, and do not play live."""
    frames: int
    steps: tuple[int, ...]
    """Of the run, at each frame; none where nothing trains."""
    kept: frozenset[str]
    """What the message leaves out, since it was in the one before."""
    content: frozenset[str]
    """The names of all that the browser has with this message."""


def read(packed: bytes) -> Pictures:
    """Read the header of a stage's message."""
    header = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    found = [STEP.search(label) for label in header["labels"]]
    kept = frozenset(header.get("kept", ()))
    ask = header.get("ask")
    return Pictures(
        number=header.get("number"),
        asks=bool(ask),
        film=header["film"],
        frames=len(header["frames"]),
        steps=tuple(int(step[1].replace(",", "")) for step in found if step),
        kept=kept,
        content=kept.union(header["parts"], header["arrays"]),
    )
