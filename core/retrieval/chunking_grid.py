"""The ways of cutting the handbook whose vectors come with the project, for quick sweeps.

Left out: all other ways, which the encoder reads in some seconds.
"""

from __future__ import annotations

from core.retrieval.chunks import cut_all
from core.retrieval.documents import handbook
from core.retrieval.settings import Chunking

SIZES = tuple(Chunking(sentences=size) for size in (1, 2, 3, 4, 5, 6, 8, 10))
OVERLAPS = tuple(Chunking(overlap=share) for share in (0.0, 0.25, 0.5))
WAYS = (
    Chunking(cut="characters", characters=200),
    Chunking(cut="characters"),
    Chunking(cut="characters", characters=800),
    Chunking(),
    Chunking(cut="headings"),
    Chunking(titled=True),
)
SWEEPS = {"size": SIZES, "overlap": OVERLAPS, "way of cutting": WAYS}
# The one that the page opens with is the first.
GRID = tuple(dict.fromkeys((Chunking(), *SIZES, *OVERLAPS, *WAYS)))


def texts(chunkings: tuple[Chunking, ...] = GRID) -> list[str]:
    """The different texts of all their chunks, those of the first chunking first."""
    found: dict[str, None] = {}
    for chunking in chunkings:
        found |= dict.fromkeys(
            chunk.searched(chunking.titled) for chunk in cut_all(handbook(), chunking)
        )
    return list(found)


# Ticks leave out what all chunkings of a sweep share, so that they fit on a phone.
AXES = {
    "size": "sentences in a chunk, 25% overlap",
    "overlap": "overlap of chunks of 4 sentences",
    "way of cutting": "way of cutting, 25% overlap",
}


def tick(chunking: Chunking, sweep: str) -> str:
    """A way of cutting on the axis of a sweep; lines are parted by "\\n"."""
    ways = {
        "characters": f"{chunking.characters}\nletters",
        "sentences": f"{chunking.sentences} sen-\ntences",
        "headings": "head-\nings",
    }
    return {
        "size": str(chunking.sentences),
        "overlap": f"{100 * chunking.overlap:.0f}%",
        "way of cutting": ways[chunking.cut] + "\ntitled" * chunking.titled,
    }[sweep]


def named(chunking: Chunking) -> str:
    """A way of cutting in a few words."""
    size = {
        "characters": f"{chunking.characters} characters",
        "sentences": f"{chunking.sentences} sentence" + "s" * (chunking.sentences > 1),
        "headings": "headings",
    }[chunking.cut]
    overlap = "" if chunking.cut == "headings" else f", {100 * chunking.overlap:.0f}% overlap"
    return f"{size}{overlap}{', titled' * chunking.titled}"
