"""Names and notes from a learner's files, shortened to fit.

Left out: telling two similar names apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_NAME = 60  # characters of a column's or a class's name: longer ones fit in no figure
MAX_LISTED = 5  # names in a sentence
MAX_NOTES = 8  # sentences about one file
# What a column that numbers the rows is called.
ROW_NUMBER = re.compile(
    r"(?i)(unnamed: ?\d+|index|obs(ervation)?|row ?(names?|numbers?|ids?|nr|no)?)"
)


def short(name: str) -> str:
    """A name that fits into a figure: at most ``MAX_NAME`` characters."""
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "a, b and c"; of many, the first and how many more there are."""
    if len(names) > MAX_LISTED:
        return f"{', '.join(names[: MAX_LISTED - 1])} and {len(names) - MAX_LISTED + 1} others"
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def unique(names: Sequence[str]) -> list[str]:
    """The names, each once: a second "a" is "a (2)"."""
    found: dict[str, None] = {}
    for name in names:
        own, again = name, 2
        while own in found:
            own, again = f"{name} ({again})", again + 1
        found[own] = None
    return [*found]


def in_brief(notes: Sequence[str]) -> str:
    """Sentences as one text; of many, the first and how many more there are."""
    if len(notes) > MAX_NOTES:
        more = len(notes) - MAX_NOTES + 1
        notes = [*notes[: MAX_NOTES - 1], f"{more} more notes are below."]
    return " ".join(notes)
