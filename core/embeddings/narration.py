"""Maps, neighbours and directions in sentences, with the numbers just measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.embeddings.clusters import HDBSCAN, KMEANS, NOISE, Clusters
from core.embeddings.faithfulness import Faithfulness
from core.embeddings.geometry import Answer, Centre, Score, Spread
from core.embeddings.neighbours import Found, nearest
from core.embeddings.projection import PCA, TSNE, UMAP, Layout, Settings
from core.embeddings.space import Space
from core.percent import percent

SAYS = {
    UMAP: "UMAP links each point to its {neighbours} nearest ({metric}) and pulls linked points "
    "together",
    TSNE: "t-SNE keeps about {perplexity} neighbours of each point close ({metric})",
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
        f"none drawn larger than the map, whose radius is 1. On average, a point ends {moved:.2f} "
        f"from its first position; halfway through the film it was still {rest:.2f} from its last "
        f"one."
    )


def about_measures(found: Sequence[Found], lengths: np.ndarray) -> list[str]:
    """Whether the three measures agree here, and why or why not."""
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
    if high - low < 1e-3:
        why = (
            f"all vectors here have length {low:.3f}, and then |a − b|² = 2 − 2 cos: what is near "
            f"by one measure is near by all. With the encoder “words (token table)”, lengths "
            f"differ."
        )
    else:
        why = (
            f"lengths run from {low:.2f} to {high:.2f} here. The dot product is the cosine times "
            f"the lengths and favours long vectors (to the right in the picture); Euclid's "
            f"distance favours short ones (at the same cosine, the best length is that of the "
            f"query times the cosine); the cosine ignores lengths."
        )
    means = [float(lengths[one.rows].mean()) for one in found]
    listed = ", ".join(f"{one.measure} {mean:.2f}" for one, mean in zip(found, means, strict=True))
    return [f"{agree}: {why}", f"Mean length of the vectors that each measure lists: {listed}."]


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
    """What changes between three maps of the same vectors, and what stays."""
    names = truth.names
    kept = [one.kept.mean() for one in found.values()]
    said = [
        f"What is stable: the maps keep {percent(min(kept))} to {percent(max(kept))} of the true "
        f"neighbours (chance: {percent(next(iter(found.values())).chance)}).",
    ]
    if len(names) < 3:
        return said
    sizes = np.stack([one.sizes for one in spreads.values()])
    gaps = np.stack([one.gaps for one in spreads.values()])
    change = sizes.max(axis=0) / np.maximum(sizes.min(axis=0), 1e-6)
    worst = int(change.argmax())
    pulls = gaps.max(axis=0) / np.maximum(gaps.min(axis=0), 1e-6)
    pair = int(pulls.argmax())
    one, other = (int(side[pair]) for side in np.triu_indices(len(names), 1))
    sized = [_rank_correlation(one.sizes, truth.sizes) for one in spreads.values()]
    gapped = [_rank_correlation(one.gaps, truth.gaps) for one in spreads.values()]
    said += [
        f"What changes: “{names[worst]}” looks {change[worst]:.1f} times as large on one map as on "
        f"another, and the gap between “{names[one]}” and “{names[other]}” changes by a factor of "
        f"{pulls[pair]:.1f}. The vectors are the same.",
        "Rank correlation (1 is the same order) of the groups' sizes on the maps with their true "
        f"sizes: {_listed(sized)}; of the gaps between groups with the true gaps: "
        f"{_listed(gapped)}. So read which points are neighbours, but neither sizes nor gaps.",
    ]
    return said


def _rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's, of numbers without ties."""
    ranks, other_ranks = (np.argsort(np.argsort(values)) for values in (one, other))
    return float(np.corrcoef(ranks, other_ranks)[0, 1])


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def about_analogy(
    asked: Sequence[str], near: Sequence[str], answer: Answer, scores: Sequence[Score], among: int
) -> list[str]:
    """The result, the result with the question's words included, and how often it works."""
    a, b, c = asked
    said = [
        f"{a} − {b} + {c}: nearest is “{near[0]}” (cosine {answer.cosines[0]:.2f}), then "
        f"“{near[1]}” ({answer.cosines[1]:.2f}), of {among:,} words, without the three words of "
        f"the analogy."
    ]
    if answer.nearest_own is not None:
        said.append(
            "If they were included, one of these three words would come first: the result stays "
            "close to its starting point. This is why analogies always leave them out."
        )
    if scores:
        right, all_of = sum(one.first for one in scores), sum(one.asked for one in scores)
        listed = ", ".join(f"{one.kind} {one.first} of {one.asked}" for one in scores)
        said.append(
            f"Of the app's {all_of} analogies, {right} have the right word first among {among:,} "
            f"words: {listed}."
        )
    return said


def beside(texts: Sequence[str], places: np.ndarray, ends: Sequence[str]) -> list[int]:
    """The rows of things by their places (things,), lowest first, without the ends themselves."""
    order = np.argsort(places, kind="stable").tolist()
    return [row for row in order if texts[row] not in ends] or order


def about_axis(space: Space, start: str, end: str, places: np.ndarray) -> list[str]:
    """The items at both ends, and the group nearest to each."""
    order = beside(space.texts, places, (start, end))
    low, high = space.texts[order[0]], space.texts[order[-1]]
    said = [
        f"The axis is the difference of two vectors, “{end}” minus “{start}”; each item is "
        "projected onto it, which removes everything else.",
        f"Apart from the two ends, the farthest to the left is “{low}” ({places[order[0]]:.2f}), "
        f"the farthest to the right “{high}” ({places[order[-1]]:.2f}).",
    ]
    names = list(dict.fromkeys(space.groups))
    if len(names) > 1:
        listed = np.array(space.groups)
        means = np.array([places[listed == name].mean() for name in names])
        said.append(
            f"On average, “{names[means.argmin()]}” lies farthest to the left ({means.min():.2f}) "
            f"and “{names[means.argmax()]}” farthest to the right ({means.max():.2f})."
        )
    return said


def about_centre(space: Space, group: str, found: Centre) -> list[str]:
    """The most and the least typical members, and those nearer to another group's centre."""
    texts = [space.texts[row] for row in found.rows]
    said = [
        f"The centre is the mean of the {len(texts)} vectors of “{group}”. Most typical: "
        f"“{texts[0]}” (cosine {found.cosines[0]:.2f}); least typical: “{texts[-1]}” "
        f"({found.cosines[-1]:.2f})."
    ]
    lost = [at for at, name in enumerate(found.nearest_group) if name != group]
    if lost:
        at = lost[-1]
        said.append(
            f"{len(lost)} of {len(texts)} are nearer to another group's centre, such as "
            f"“{texts[at]}”, which is nearer to “{found.nearest_group[at]}”."
        )
    else:
        said.append("None of them is nearer to another group's centre.")
    return said


# What each method of clustering knew beforehand: an agreement says less where it was sought.
TOLD = {
    KMEANS: "k-means knows the number of clusters, but not the groups.",
    HDBSCAN: "HDBSCAN does not know the groups, but its number of components and its finest "
    "density were tuned on the app's sentences, so expect less agreement on other data.",
}


def about_clusters(space: Space, made: Clusters) -> list[str]:
    """How many there are, how large, and whether they are the groups that are known."""
    left_out = int((made.of == NOISE).sum())
    said = [
        f"{made.method} found {len(made.names)} clusters among the vectors, without using the map."
    ]
    if left_out:
        said.append(
            f"{left_out} of {len(space)} items are in no cluster (grey): they lie where points are "
            "too sparse. This is a result of HDBSCAN, not an error; k-means assigns every item "
            "to a cluster. In hundreds of dimensions all distances are similar, so "
            "almost nothing is dense, and a few principal components help."
        )
    if made.agreement is not None:
        said.append(
            f"Agreement with the known groups, by the adjusted Rand index: {made.agreement:.2f} "
            f"(1: identical, 0: chance). {TOLD[made.method]}"
        )
    if made.names:
        said.append(
            "Each cluster is named by the words typical of its items and rare elsewhere (TF-IDF): "
            + "; ".join(made.names[:6])
            + "."
        )
    return said
