"""What smaller vectors lose, in sentences with the numbers just measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.embeddings.dimensions import (
    BINARY,
    FIRST,
    FLOAT,
    INT8,
    PCA,
    Compression,
    Drawn,
    Measured,
    bytes_each,
)
from core.embeddings.space import Space
from core.percent import percent

RARE = 0.025  # share of draws on either side, beyond which a result is not called chance
MILLION = 1_000_000


@dataclass(frozen=True, eq=False)
class Beside:
    """What the chosen compression is compared with.

    ``plain`` is the same without rescoring; ``drawn`` the first dimensions and others by chance,
    ``components`` the recall of as many principal components and ``share`` what they keep of the
    squared length, all three where dimensions are cut off; ``angles`` the ``angle_error``.
    """

    plain: Measured
    drawn: Drawn | None = None
    components: float = 1.0
    share: float = 1.0
    angles: float = 0.0


def about(space: Space, how: Compression, now: Measured, beside: Beside) -> list[str]:
    """Bytes and neighbours, the dimensions that are left, and what each number still says."""
    full = bytes_each(space.vectors.shape[1], FLOAT)
    hardest = int(now.kept.argmin())
    lost = (
        f"The largest loss: “{space.texts[hardest]}” keeps {now.kept[hardest]} of {now.near}."
        if now.kept[hardest] < now.near
        else "None is lost."
    )
    chance = now.near / (len(space) - 1)
    said = [
        f"Each of {len(space)} vectors ({space.name}) takes {now.size:g} bytes instead of "
        f"{full:g} ({full / now.size:.3g} times fewer), and {percent(now.recall, 1)} of the true "
        f"{now.near} nearest are still found (by chance {percent(chance)}). {lost}",
    ]
    if beside.drawn is not None:
        said.append(_cut_off(now.dimensions, beside.drawn, beside))
    if how.store == BINARY:
        said.append(
            "A sign shows on which side of a plane a vector lies. Two vectors at an angle θ lie on "
            "different sides of a random plane with probability θ/π, so counting the bits that "
            "differ (the Hamming distance) estimates the angle. Here, the share of the "
            f"{now.dimensions} bits that differ is off from θ/π by {beside.angles:.3f} on average, "
            "and the "
            f"correlation of the signs' cosines with the true ones is {now.correlation:.2f}."
            + (
                " After PCA, the vectors are first rotated at random; otherwise, each of the last "
                "components would get as many bits as one of the first."
                if how.reduce == PCA
                else ""
            )
        )
    if how.store == INT8:
        said.append(
            "With 255 steps per dimension, each number is off by at most half a step, at most 0.4% "
            f"of the largest in its dimension. The correlation of the cosines of {now.dimensions} "
            f"such numbers with the true ones is {now.correlation:.4f}."
        )
    if how.again > 1:
        candidates = min(now.near * how.again, len(space) - 1)
        said.append(
            f"Rescoring the best {candidates} by their full vectors "
            + (
                f"raises the share from {percent(beside.plain.recall, 1)} to "
                f"{percent(now.recall, 1)}: the small vectors only need to have the right ones "
                "among the candidates."
                if now.recall > beside.plain.recall
                else f"changes nothing here: the share is {percent(now.recall, 1)} without it too."
            )
        )
    return said


def _cut_off(dimensions: int, drawn: Drawn, beside: Beside) -> str:
    """What the first dimensions find beside as many others and as many components."""
    low, middle, high = np.percentile(drawn.recalls, (5, 50, 95))
    few = f"{dimensions} dimension{'s' * (dimensions != 1)}"
    if drawn.below >= 1 - RARE:
        verdict = "more than almost all draws"
        if beside.components > max(middle, drawn.first):
            way = (drawn.first - middle) / (beside.components - middle)
            verdict += f", by {percent(way)} of the way from the median to principal components"
    elif drawn.below <= RARE:
        verdict = "less than almost all draws"
    else:
        verdict = (
            "no more and no less than chance allows, so cutting off the rest loses about as much "
            "as cutting off any others"
        )
    return (
        f"In float32, the first {few} find {percent(drawn.first, 1)}. In {len(drawn.recalls)} "
        f"draws, as many random dimensions find {percent(middle, 1)} (median; 90% of draws: "
        f"{percent(low, 1)} to {percent(high, 1)}). The first ones find {verdict}. Dimensions are "
        "sorted only if training asks for it (Matryoshka) or a method such as PCA does it. As many "
        f"principal components find {percent(beside.components, 1)} and keep "
        f"{percent(beside.share)} of the squared length."
    )


def table(things: int, ways: list[tuple[str, str, Measured]]) -> str:
    """Memory for a million items, beside the recall among these, as a Markdown table.

    ``ways`` have the way to reduce, the way to store, and what was measured.
    """
    rows = [
        f"| stored as | bytes each | memory for {MILLION:,} | "
        f"recall@{ways[0][2].near} among these {things:,} |",
        "| --- | ---: | ---: | ---: |",
    ]
    for reduce, store, one in ways:
        name = f"{one.dimensions} dimensions" if reduce == FIRST else f"PCA to {one.dimensions}"
        rows.append(
            f"| {name}, {store} | {one.size:g} | {one.size * MILLION / 2**20:,.0f} MiB "
            f"| {percent(one.recall, 1)} |"
        )
    return "\n".join(
        [
            *rows,
            "",
            f"The recall was measured on {things:,} items; among {MILLION:,}, it may be lower.",
        ]
    )
