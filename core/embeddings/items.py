"""Things from a shop, known only by what they are bought with.

    vectors = factorised(ppmi(together(baskets(4000, seed=0))), dimensions=16)

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

from core.embeddings.space import Space

OCCASIONS: dict[str, tuple[str, ...]] = {
    "breakfast": ("oats", "milk", "honey", "jam", "toast bread", "orange juice", "yoghurt", "coffee"),
    "barbecue": ("sausages", "charcoal", "firelighters", "burger buns", "ketchup", "corn cobs", "beer", "skewers"),
    "baking": ("flour", "baking powder", "vanilla", "icing sugar", "chocolate chips", "yeast", "cake tin", "almonds"),
    "cleaning": ("bleach", "sponges", "floor cloth", "glass cleaner", "bin bags", "washing powder", "rubber gloves", "scouring pads"),
    "pasta night": ("spaghetti", "tinned tomatoes", "basil", "parmesan", "garlic", "olive oil", "red wine", "oregano"),
    "baby": ("nappies", "wet wipes", "baby food", "baby lotion", "dummy", "bib", "formula milk", "rattle"),
    "office": ("pens", "notepad", "stapler", "envelopes", "printer paper", "sticky notes", "folder", "ink cartridge"),
    "garden": ("compost", "seeds", "plant pots", "watering can", "trowel", "fertiliser", "garden gloves", "twine"),
}  # fmt: skip
STAPLES = ("bananas", "butter", "eggs", "water", "tissues", "batteries")  # in any basket
GROUP_OF = {item: group for group, items in OCCASIONS.items() for item in items}
ITEMS = (*GROUP_OF, *STAPLES)
CORPORA = ("shopping baskets",)
BASKETS, DIMENSIONS = 4000, 16


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
        basket[rng.integers(len(ITEMS))] = True  # something that nobody would have thought of
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
    """The rows of a symmetric table as vectors float32 (things, dimensions): U · sqrt(S) of its SVD."""
    left, sizes, _ = np.linalg.svd(table)
    return (left[:, :dimensions] * np.sqrt(sizes[:dimensions])).astype(np.float32)


@lru_cache(maxsize=1)
def space(corpus: str) -> Space:
    """The things and their vectors. Raises ``ValueError`` for another corpus."""
    if corpus not in CORPORA:
        raise ValueError(f"There is no corpus called {corpus}. There are: {', '.join(CORPORA)}.")
    return Space(
        name=corpus,
        vectors=factorised(ppmi(together(baskets(BASKETS, 0))), DIMENSIONS),
        texts=ITEMS,
        groups=tuple(GROUP_OF.get(item, "anything") for item in ITEMS),
        about=f"Things by what they are bought with in {BASKETS:,} generated baskets: PPMI and SVD.",
    )
