"""Directions, centres and clusters in sentences, with the numbers just measured."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.embeddings.clusters import HDBSCAN, KMEANS, NOISE, Clusters
from core.embeddings.geometry import Answer, Centre, Score
from core.embeddings.space import Space
from core.percent import percent


def about_analogy(
    asked: Sequence[str],
    answer: Answer,
    candidates: Sequence[str],
    scores: Sequence[Score],
) -> list[str]:
    """The result, the result with the question's words included, and how often it works."""
    near, among = [candidates[row] for row in answer.rows[:2]], len(candidates)
    a, b, c = asked
    then = f", then “{near[1]}” ({answer.cosines[1]:.2f})" if len(near) > 1 else ""
    said = [
        f"{a} − {b} + {c}: nearest is “{near[0]}” (cosine {answer.cosines[0]:.2f}){then}, of "
        f"{among:,} words, without the three words of the analogy."
    ]
    if answer.first_own is not None:
        row, cosine = answer.first_own
        said.append(
            f"If they were included, “{candidates[row]}” would come first (cosine {cosine:.2f}). "
            "This is why searches for analogies leave out the three words."
        )
    if scores:
        right, all_of = sum(one.first for one in scores), sum(one.asked for one in scores)
        listed = ", ".join(f"{one.kind} {one.first} of {one.asked}" for one in scores)
        said.append(
            f"Of the app's {all_of} analogies, {right} have the right word first among {among:,} "
            f"words: {listed}."
        )
    return said


def about_plane(places: np.ndarray, names: Sequence[str], kept: float) -> str:
    """What the analogy's plane shows of the distances: ``places`` (4 + candidates, 2) of a, b, c,
    the target and the candidates by their cosine with it, ``names`` of them all."""
    said = f"The plane keeps {percent(kept)} of the variance of these {len(places)} points"
    seen = np.linalg.norm(places[4:] - places[3], axis=1)
    nearest = names[4 + int(seen.argmin())]
    if nearest != names[4]:
        said += f", and on it “{nearest}” lies nearer to a − b + c than “{names[4]}” does"
    others = np.linalg.norm(places[:4] - places[4], axis=1)
    at = int(others.argmin())
    if at != 3:
        said += f"; “{names[4]}” lies nearer to “{names[at]}” than to a − b + c"
    return f"{said}. The list of the nearest compares all dimensions."


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
    members = f"the {len(texts)} vectors" if len(texts) > 1 else "one vector"
    said = [
        f"The centre is the mean of {members} of “{group}”. Most typical: “{texts[0]}” (cosine "
        f"{found.cosines[0]:.2f}); least typical: “{texts[-1]}” ({found.cosines[-1]:.2f})."
    ]
    if len(set(space.groups)) < 2:
        return said
    lost = [at for at, name in enumerate(found.nearest_group) if name != group]
    if lost:
        at = lost[-1]
        said.append(
            f"{len(lost)} of {len(texts)} {'is' if len(lost) == 1 else 'are'} nearer to another "
            f"group's centre, such as “{texts[at]}”, which is nearest to "
            f"“{found.nearest_group[at]}”."
        )
    else:
        said.append("None of them is nearer to another group's centre.")
    return said


def about_clusters(space: Space, made: Clusters, elsewhere: Clusters | None = None) -> list[str]:
    """How many there are, how many items are in none, and how far they agree with known groups.

    ``elsewhere`` are the clusters that HDBSCAN finds with the other choice of dimensions.
    """
    count, things = len(made.names), len(space)
    said = [
        f"k-means was told to make {count} clusters of the vectors; it does not use the map."
        if made.method == KMEANS
        else f"HDBSCAN found {count} cluster{'s' * (count != 1)} among the vectors, in "
        f"{made.dimensions} dimensions, without using the map."
    ]
    if made.method == HDBSCAN:
        left_out = int((made.of == NOISE).sum())
        said.append(
            f"{left_out} of {things} items {'is' if left_out == 1 else 'are'} in no cluster "
            "(grey): HDBSCAN leaves out what lies where points are sparse, while k-means assigns "
            "every item to a cluster."
            if left_out
            else "Every item is in a cluster. HDBSCAN may leave items out."
        )
        if elsewhere is not None:
            said.append(
                f"In {elsewhere.dimensions} dimensions, it finds {len(elsewhere.names)} and leaves "
                f"out {int((elsewhere.of == NOISE).sum())}."
            )
    if made.agreement is not None:
        grey = " Items in no cluster count as one more cluster." * bool((made.of == NOISE).any())
        said.append(
            f"Agreement with the known groups, by the adjusted Rand index: {made.agreement:.2f} "
            f"(1: identical, 0: chance).{grey} {made.method} does not know the groups."
        )
        if made.dimensions < space.vectors.shape[1]:
            said[-1] += (
                f" The app's {made.dimensions} components were chosen on its own sentences, so the "
                "agreement there is optimistic."
            )
    worded = [name for name in made.names if not name.startswith("cluster ")]
    if worded:
        said.append(
            "A cluster is named by words that are more frequent in it than among all items "
            f"(TF-IDF): {'; '.join(worded[:6])}."
        )
    elif made.names:
        said.append(
            "The clusters have numbers, because no word of the items is more frequent in one of "
            "them."
        )
    return said
