"""Items from a shop, known only by the items bought with them.

    >>> factorised(ppmi(together(baskets(4000, seed=0))), dimensions=16).shape
    (70, 16)

Each basket is filled for one or two occasions, with a few things that anybody buys, so the groups
are known. How much more often two things are bought together than chance would have it, its log
cut off at zero (PPMI), is a table with a row for each thing; its largest singular vectors are the
embedding. Skip-gram with negative sampling comes near to the same factorisation (Levy & Goldberg).

Left out: who buys, when, and how much of it; learning by gradient descent (skip_gram.py).

References: Church & Hanks 1990 (mutual information of words); Levy & Goldberg 2014, "Neural word
embedding as implicit matrix factorization", section 3.3.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.embeddings.recall import same_group, same_group_by_chance
from core.embeddings.space import Space, require
from core.percent import percent

OCCASIONS: dict[str, tuple[str, ...]] = {
    "breakfast": (
        "oats",
        "milk",
        "honey",
        "jam",
        "toast bread",
        "orange juice",
        "yoghurt",
        "coffee",
    ),
    "barbecue": (
        "sausages",
        "charcoal",
        "firelighters",
        "burger buns",
        "ketchup",
        "corn cobs",
        "beer",
        "skewers",
    ),
    "baking": (
        "flour",
        "baking powder",
        "vanilla",
        "icing sugar",
        "chocolate chips",
        "yeast",
        "cake tin",
        "almonds",
    ),
    "cleaning": (
        "bleach",
        "sponges",
        "floor cloth",
        "glass cleaner",
        "bin bags",
        "washing powder",
        "rubber gloves",
        "scouring pads",
    ),
    "pasta night": (
        "spaghetti",
        "tinned tomatoes",
        "basil",
        "parmesan",
        "garlic",
        "olive oil",
        "red wine",
        "oregano",
    ),
    "baby": (
        "nappies",
        "wet wipes",
        "baby food",
        "baby lotion",
        "dummy",
        "bib",
        "formula milk",
        "rattle",
    ),
    "office": (
        "pens",
        "notepad",
        "stapler",
        "envelopes",
        "printer paper",
        "sticky notes",
        "folder",
        "ink cartridge",
    ),
    "garden": (
        "compost",
        "seeds",
        "plant pots",
        "watering can",
        "trowel",
        "fertiliser",
        "garden gloves",
        "twine",
    ),
}
STAPLES = ("bananas", "butter", "eggs", "water", "tissues", "batteries")  # in any basket
GROUP_OF = {item: group for group, items in OCCASIONS.items() for item in items}
ITEMS = (*GROUP_OF, *STAPLES)
PPMI_SVD, PPMI, COUNTS = CORPORA = (
    "baskets: PPMI and SVD",
    "baskets: PPMI",
    "baskets: plain counts",
)
BASKETS, DIMENSIONS = 4000, 16
ANYTHING = "anything"  # the group of the staples


def baskets(count: int, seed: int) -> np.ndarray:
    """Which things are in which basket, bool (count, things)."""
    rng = np.random.default_rng(seed)
    groups = [[ITEMS.index(item) for item in items] for items in OCCASIONS.values()]
    staples = [ITEMS.index(item) for item in STAPLES]
    filled = np.zeros((count, len(ITEMS)), bool)
    for basket in filled:
        occasions = rng.choice(len(groups), size=1 + (rng.random() < 0.4), replace=False)
        for occasion in occasions:
            basket[rng.choice(groups[occasion], size=rng.integers(2, 5), replace=False)] = True
        basket[rng.choice(staples, size=rng.integers(0, 4), replace=False)] = True
        basket[rng.integers(len(ITEMS))] = True  # a random item
    return filled


def together(filled: np.ndarray) -> np.ndarray:
    """How many baskets hold both of two things, (things, things), zero along the diagonal."""
    counts = filled.T.astype(np.float64) @ filled
    np.fill_diagonal(counts, 0)
    return counts


def ppmi(counts: np.ndarray) -> np.ndarray:
    """Positive pointwise mutual information of counted pairs: max(0, log p(a, b) / (p(a) p(b)))."""
    share = counts / counts.sum()
    each = share.sum(axis=0)
    with np.errstate(divide="ignore"):  # what is never bought together has a log of -inf, cut to 0
        return np.maximum(np.log(share / np.outer(each, each)), 0)


def factorised(table: np.ndarray, dimensions: int) -> np.ndarray:
    """A symmetric table as vectors float32 (items, dimensions): U · sqrt(S) of its SVD."""
    left, sizes, _ = np.linalg.svd(table)
    return (left[:, :dimensions] * np.sqrt(sizes[:dimensions])).astype(np.float32)


@lru_cache(maxsize=1)
def tables() -> dict[str, np.ndarray]:
    """The things' vectors by corpus, float32 (things, dimensions), from the same baskets."""
    counts = together(baskets(BASKETS, 0))
    table = ppmi(counts)
    return {
        PPMI_SVD: factorised(table, DIMENSIONS),
        PPMI: table.astype(np.float32),
        COUNTS: counts.astype(np.float32),
    }


@lru_cache(maxsize=1)
def about() -> str:
    """Where the vectors come from, and which of them keep the groups best, as measured."""
    groups = tuple(GROUP_OF.get(item, ANYTHING) for item in ITEMS)
    known = len(GROUP_OF)
    shares = {
        corpus.split(": ")[1]: same_group(vectors, groups) for corpus, vectors in tables().items()
    }
    without = [same_group(vectors[:known], groups[:known]) for vectors in tables().values()]
    listed = ", ".join(f"{corpus} {percent(share)}" for corpus, share in shares.items())
    return (
        f"Items, described by what customers buy with them in {BASKETS:,} generated baskets. Of "
        f"each item's 5 nearest, this share belongs to its own group: {listed} (chance: "
        f"{percent(same_group_by_chance(groups))}). Best here: "
        f"{max(shares, key=shares.__getitem__)}. Without the {len(STAPLES)} items that go with "
        f"anything, each method reaches at least {percent(min(without))}."
    )


def space(corpus: str) -> Space:
    """The things and their vectors. Raises ``ValueError`` for another corpus."""
    require(corpus, CORPORA)
    return Space(
        name=f"things by {corpus}",
        vectors=tables()[corpus],
        texts=ITEMS,
        groups=tuple(GROUP_OF.get(item, ANYTHING) for item in ITEMS),
        about=about(),
    )
