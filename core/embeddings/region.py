"""A region of a map: what its things share, beside as many things drawn at random.

    >>> from core.embeddings import sentences
    >>> space = sentences.space()
    >>> found = describe(space, find(space, "goal"))
    >>> found.count > 1 and found.closeness > found.chance[1]
    True

Words and groups are named where they are in the region more often than chance would have them: by
the hypergeometric distribution, at 1 in 100 for all that are compared together (Bonferroni).

Left out: regions of the full space. A learner draws a region on the map.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.embeddings.space import Space, unit
from core.percent import percent

DRAWS = 200  # random sets of things that the closeness is compared with
RARE = 0.01  # how often chance alone may have anything named
MOST = 5  # words or groups that are named
WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Share:
    """What ``inside`` of a region's things have, and ``everywhere`` of all."""

    name: str
    inside: int
    everywhere: int


@dataclass(frozen=True)
class Region:
    """``count`` of ``things``: their words and groups, and the mean cosine of two of them.

    ``chance`` is where 90% of random sets of this size have their mean cosine.
    """

    count: int
    things: int
    words: tuple[Share, ...]
    groups: tuple[Share, ...]
    closeness: float
    chance: tuple[float, float]


def find(space: Space, text: str) -> np.ndarray:
    """The things (n,) whose text or group contains this, however it is capitalised."""
    wanted = _plain(text.strip())
    if not wanted:
        return np.arange(0)
    named = zip(space.texts, space.groups, strict=True)
    return np.array([at for at, both in enumerate(named) if wanted in _plain("\n".join(both))], int)


def describe(space: Space, rows: Sequence[int] | np.ndarray) -> Region:
    """What the things in ``rows`` share. Raises ``ValueError`` for fewer than two of them."""
    rows = np.unique(np.asarray(rows, dtype=int))
    if len(rows) < 2:
        raise ValueError("A region has two points or more.")
    random = np.random.default_rng(0)
    sets = np.zeros((1 + DRAWS, len(space)), np.float32)
    sets[0, rows] = 1
    for drawn in sets[1:]:
        drawn[random.choice(len(space), len(rows), replace=False)] = 1
    closeness, *chance = _closeness(sets, unit(space.vectors))
    low, high = np.quantile(chance, [0.05, 0.95])
    texts = [set(WORD.findall(_plain(text))) for text in space.texts]
    return Region(
        count=len(rows),
        things=len(space),
        words=_typical(texts, rows),
        groups=_typical([{group} - {""} for group in space.groups], rows),
        closeness=float(closeness),
        chance=(float(low), float(high)),
    )


def about_region(region: Region) -> list[str]:
    """The region in sentences."""
    low, high = region.chance
    place = "above" if region.closeness > high else "below" if region.closeness < low else "within"
    said = [
        f"The lasso caught {region.count:,} of {region.things:,} points. The mean cosine of two of "
        f"them is {region.closeness:.2f}, {place} the {low:.2f} to {high:.2f} that 90% of random "
        "sets of this size have."
    ]
    for kind, shares in (("words", region.words), ("groups", region.groups)):
        if shares:
            named = ", ".join(
                f"“{share.name}” ({share.inside} of {region.count} inside, "
                f"{percent(share.everywhere / region.things)} everywhere)"
                for share in shares
            )
            said.append(f"More common inside than chance explains, of the {kind}: {named}.")
    if not region.words and not region.groups:
        said.append("No word and no group is more common inside than chance explains.")
    return said


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _closeness(sets: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """The mean cosine of two different things of each set, (sets,).

    ``sets`` is (sets, things), 1 where a set has a thing, else 0; ``vectors`` is (things,
    dimensions), each of length 1.
    """
    n = sets.sum(axis=1)
    # The square of the sum holds all pairs twice, and each vector with itself.
    pairs = np.square(sets @ vectors).sum(axis=1) - sets @ np.square(vectors).sum(axis=1)
    return np.round(pairs / (n * (n - 1)), 6)  # equal sets are equally close, to the last digit


def _typical(has: Sequence[Iterable[str]], rows: np.ndarray) -> tuple[Share, ...]:
    """What is in the things of ``rows`` more often than chance explains, the least likely first."""
    from scipy.stats import hypergeom  # slow to load, and a first picture has no region

    everywhere = Counter(name for names in has for name in names)
    inside = Counter(name for row in rows for name in has[row])
    names = [name for name, count in inside.items() if count > 1]
    if not names:
        return ()
    counts = np.array([inside[name] for name in names])
    totals = np.array([everywhere[name] for name in names])
    # The chance of as many, or more, among as many things drawn at random.
    chances = hypergeom.sf(counts - 1, len(has), totals, len(rows))
    order = np.argsort(chances, kind="stable")[:MOST]
    return tuple(
        Share(names[at], int(counts[at]), int(totals[at]))
        for at in order
        if chances[at] < RARE / len(names)
    )
