"""Maps and neighbours in sentences, with the numbers just measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.embeddings.faithfulness import Faithfulness
from core.embeddings.geometry import Spread
from core.embeddings.neighbours import Found, nearest, same_length
from core.embeddings.projection import PCA, TSNE, UMAP, Layout, Settings
from core.embeddings.space import Space
from core.percent import percent

SMALLEST = 1e-3  # sizes and gaps up to this count as zero
KEEPS = 0.9  # rank correlation from which a map is said to keep an order

SAYS = {
    UMAP: "UMAP links each point to its {neighbours} nearest ({metric}) and pulls linked points "
    "together",
    TSNE: "t-SNE tries to keep about {perplexity} neighbours of each point close ({metric})",
    PCA: "PCA rotates the {wide} dimensions and keeps the directions of largest variance",
}


def about_map(
    space: Space, settings: Settings, found: Faithfulness, explained: np.ndarray | None
) -> list[str]:
    """What the map is of, how it was made, and how far it can be believed."""
    wide = space.vectors.shape[1]
    # Of few things there are not as many neighbours as the knobs ask for.
    used = {
        "neighbours": min(settings.neighbours, len(space) - 1),
        "perplexity": min(settings.perplexity, (len(space) - 1) // 3),
    }
    how = SAYS[settings.method].format(**vars(settings) | used, wide=wide)
    if explained is not None:
        how += f"; these {len(explained)} axes keep {percent(explained.sum())} of the variance"
    return [
        f"{len(space):,} vectors of {wide} numbers each, on {settings.dimensions} axes. "
        f"{space.about}",
        f"{how}.",
        f"Trustworthiness {found.trustworthiness:.3f}, continuity {found.continuity:.3f} (1 is "
        f"perfect, a shuffled map scores about 0.5). Of its {found.k} true nearest neighbours, a "
        f"point keeps {percent(found.kept.mean())} among the {found.k} nearest on the map; chance "
        f"is {percent(found.chance)}.",
    ]


def about_groups(space: Space) -> list[str]:
    """How often the nearest neighbour belongs to the same group, with the worst exception."""
    groups = np.array(space.groups)
    if len(set(space.groups)) < 2:
        return []
    rows, _ = nearest(space.vectors, space.vectors, 2)
    others = np.where(rows[:, 0] == np.arange(len(space)), rows[:, 1], rows[:, 0])
    same = groups[others] == groups
    chance = np.mean([(groups == group).sum() - 1 for group in groups]) / (len(space) - 1)
    said = (
        f"{space.told}. In all {space.vectors.shape[1]} dimensions, the nearest neighbour belongs "
        f"to the same group for {percent(same.mean())} (chance: {percent(chance)})."
    )
    wrong = np.flatnonzero(~same)
    if len(wrong):
        at = int(wrong[0])
        said += (
            f" One exception is “{space.texts[at]}” ({groups[at]}), next to "
            f"“{space.texts[others[at]]}” ({groups[others[at]]})."
        )
    return [said]


def about_point(space: Space, at: int, rows: Sequence[int], found: Faithfulness) -> str:
    """The thing that was clicked, and what became of its neighbours."""
    first = space.texts[rows[0]]
    return (
        f"You clicked “{space.texts[at]}”. Its true nearest neighbour is “{first}”; lines lead to "
        f"its {len(rows)} true neighbours, and the map keeps {percent(found.kept[at])} of them "
        f"near. A long line marks a true neighbour that the map moved away."
    )


def about_film(layout: Layout) -> str:
    """What moves in the film."""
    moved = np.linalg.norm(layout.frames[-1] - layout.frames[0], axis=1).mean()
    half = layout.frames[len(layout.frames) // 2]
    rest = np.linalg.norm(layout.frames[-1] - half, axis=1).mean()
    return (
        f"The film has {len(layout.frames)} pictures of {layout.steps[-1]} {layout.step_name}s, "
        "none drawn larger than the map, whose root mean square radius is 1. On average, a point "
        f"ends {moved:.2f} from its first position; halfway through the film it was still "
        f"{rest:.2f} from its last one."
    )


def about_measures(found: Sequence[Found], lengths: np.ndarray) -> list[str]:
    """Whether the three measures agree here, and how the lengths of the vectors matter.

    ``lengths`` (things,) are those of all vectors.
    """
    cosine = found[0].rows
    low, high = float(lengths.min()), float(lengths.max())
    shared = [len(set(cosine.tolist()) & set(one.rows.tolist())) for one in found[1:]]
    same = all(np.array_equal(cosine, one.rows) for one in found[1:])
    agree = (
        "The three measures list the same items in the same order"
        if same
        else f"Of the {len(cosine)} nearest by cosine, Euclid also lists {shared[0]} and the dot "
        f"product {shared[1]}"
    )
    if same_length(lengths):
        return [
            f"{agree}: all vectors here have the same length ({low:.3f}). Then the smaller the "
            "angle, the larger the dot product and the smaller the distance."
            + ("" if same else " The differences come from rounding.")
            + " With the encoder “words (token table)”, lengths differ."
        ]
    means = {one.measure: float(lengths[one.rows].mean()) for one in found}
    listed = ", ".join(f"{measure} {mean:.2f}" for measure, mean in means.items())
    return [
        f"{agree}. Lengths run from {low:.2f} to {high:.2f} here. The dot product is the cosine "
        "times both lengths (to the right in the picture, vectors are longer). At the same cosine, "
        "Euclid's distance is smallest for a vector as long as the query times the cosine. The "
        "cosine ignores lengths.",
        f"Mean length of the vectors that each measure lists: {listed}; of all, "
        f"{lengths.mean():.2f}.",
    ]


def about_matrix(texts: Sequence[str], cosines: np.ndarray) -> str:
    """The nearest and the farthest pair."""
    one, other = np.triu_indices(len(texts), 1)
    pairs = cosines[one, other]
    near, far = int(pairs.argmax()), int(pairs.argmin())
    return (
        f"Nearest, at {pairs[near]:.2f}: “{texts[one[near]]}” and “{texts[other[near]]}”. "
        f"Farthest, at {pairs[far]:.2f}: “{texts[one[far]]}” and “{texts[other[far]]}”."
    )


def about_three(
    spreads: Mapping[str, Spread], truth: Spread, found: Mapping[str, Faithfulness]
) -> list[str]:
    """What the maps keep of the neighbours, and of the sizes of groups and the gaps between them.

    Groups of one thing, or of equal ones, have no size.
    """
    kept = [one.kept.mean() for one in found.values()]
    said = [
        f"Neighbours: the maps keep {percent(min(kept))} to {percent(max(kept))} of the true "
        f"neighbours (chance: {percent(next(iter(found.values())).chance)}).",
    ]
    maps = list(spreads.values())
    sized = np.all([one.sizes > SMALLEST for one in (*maps, truth)], axis=0)
    apart = np.all([one.gaps > SMALLEST for one in (*maps, truth)], axis=0)
    if sized.sum() < 3 or apart.sum() < 3:
        return said
    change, worst = _largest_change([one.sizes for one in maps], sized)
    pull, pair = _largest_change([one.gaps for one in maps], apart)
    one, other = (int(side[pair]) for side in np.triu_indices(len(truth.names), 1))
    sizes = [_rank_correlation(shown.sizes[sized], truth.sizes[sized]) for shown in maps]
    gaps = [_rank_correlation(shown.gaps[apart], truth.gaps[apart]) for shown in maps]
    said += [
        f"Sizes and gaps: “{truth.names[worst]}” looks {change:.1f} times as large on one map as "
        f"on another, and the gap between “{truth.names[one]}” and “{truth.names[other]}” changes "
        f"by a factor of {pull:.1f}. The vectors are the same.",
        "Rank correlation (1 is the same order, 0 none) of the groups' sizes on the maps with "
        f"their true sizes: {_listed(sizes)}; of the gaps between groups with the true gaps: "
        f"{_listed(gaps)}. {_order_kept(sizes, gaps)}",
    ]
    return said


def _largest_change(maps: Sequence[np.ndarray], counted: np.ndarray) -> tuple[float, int]:
    """The largest ratio between two maps of what is counted, and where it is."""
    values = np.stack(maps)
    ratios = np.divide(
        values.max(axis=0), values.min(axis=0), out=np.zeros(values.shape[1]), where=counted
    )
    return float(ratios.max()), int(ratios.argmax())


def _order_kept(sizes: Sequence[float], gaps: Sequence[float]) -> str:
    """Which of both orders every map keeps."""
    kept = [name for name, values in (("sizes", sizes), ("gaps", gaps)) if min(values) >= KEEPS]
    lost = [name for name in ("sizes", "gaps") if name not in kept]
    if not lost:
        return "All three maps nearly keep both orders here; on other data, they may not."
    if not kept:
        return "So do not read sizes or gaps from these maps."
    return (
        f"All three maps nearly keep the order of the {kept[0]} here, but not that of the "
        f"{lost[0]}."
    )


def _rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's; 0 where all of either are the same."""
    from scipy.stats import rankdata

    ranks = rankdata(one), rankdata(other)
    if not all(np.ptp(values) for values in ranks):
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)
