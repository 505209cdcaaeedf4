"""Presets of search at size, and what was measured in sentences."""

from __future__ import annotations

import numpy as np

from core.percent import percent
from core.retrieval.index_size import (
    EFS,
    LARGE_AT_ONCE,
    QUERIES,
    SMALL,
    GrowthFrame,
    GrowthSettings,
    K,
)

GOOD = 0.95  # recall

PRESETS = {
    "The usual index": GrowthSettings(),
    "Too few links": GrowthSettings(links=4, ef=10),
    "Low-quality build": GrowthSettings(construction=10, links=8, ef=20),
    "A wider search": GrowthSettings(links=4, ef=160),
    "100,000 vectors": GrowthSettings(most=100_000),
}


def cost(settings: GrowthSettings) -> str:
    """The memory and time that growing the index will take, before it starts."""
    said = (
        f"Growing to {settings.most:,} vectors takes about {settings.megabytes:.0f} MB of server "
        "memory"
    )
    if settings.most > SMALL:
        return (
            f"{said} and a minute or two. For all visitors together, the server holds "
            f"{LARGE_AT_ONCE} indices beyond {SMALL:,} vectors at a time."
        )
    return f"{said} and a few seconds."


def about(frame: GrowthFrame, settings: GrowthSettings) -> list[str]:
    """Recall against time now, and how each has grown since the first measurement."""
    at = EFS.index(settings.ef)
    first, last = frame.measured[0], frame.measured[-1]
    faster = last.exact_seconds / last.seconds[at]
    sentences = [
        f"With **{last.count:,} vectors** and efSearch {settings.ef}, HNSW finds "
        f"**{percent(last.recall[at], 1)}** of the true {K} nearest in {_time(last.seconds[at])} "
        f"per query; exact search takes {_time(last.exact_seconds)}, {_times(faster)}. It compares "
        f"a query with {last.comparisons[at]:,.0f} vectors instead of {last.count:,}.",
        _enough(last.recall),
    ]
    if len(frame.measured) > 1:
        grown = last.count / first.count
        sentences.append(
            f"From {first.count:,} to {last.count:,} vectors, ×{grown:.0f}: exact search takes "
            f"{last.exact_seconds / first.exact_seconds:.1f} times as long, HNSW "
            f"{last.seconds[at] / first.seconds[at]:.1f} times, with "
            f"{last.comparisons[at] / first.comparisons[at]:.1f} times as many comparisons. Its "
            f"recall "
            + (
                f"fell from {percent(first.recall[at], 1)} to {percent(last.recall[at], 1)}: the "
                f"same efSearch finds less in this larger index."
                if _fell(first.recall[at], last.recall[at])
                else f"was {percent(first.recall[at], 1)} and is now {percent(last.recall[at], 1)}."
            )
        )
    sentences += [
        f"The price: {last.bytes / 1e6:.1f} MB instead of {last.exact_bytes / 1e6:.1f} "
        f"(×{last.bytes / last.exact_bytes:.2f}), because each vector also stores links, and "
        f"{last.build_seconds:.1f} s of one processor to build the graph, which exact search does "
        f"not need. In this time, exact search answers "
        f"{last.build_seconds / last.exact_seconds:,.0f} queries.",
        f"The vectors and the {QUERIES} separate queries come from a distribution like that of the "
        f"handbook's vectors. Times are the median over queries, one at a time in one thread; they "
        f"depend on this machine, so read them as ratios.",
    ]
    return sentences


def _enough(recall: np.ndarray) -> str:
    enough = np.flatnonzero(recall >= GOOD)
    if len(enough):
        return f"The smallest efSearch measured that finds {percent(GOOD)} is **{EFS[enough[0]]}**."
    return (
        f"No efSearch up to {EFS[-1]} finds {percent(GOOD)} in this graph: at most "
        f"{percent(recall.max(), 1)}. Try more links (M) or a better build (efConstruction)."
    )


def _fell(before: float, now: float) -> bool:
    """Whether recall among QUERIES times K neighbours fell by more than two standard errors."""
    variance = (before * (1 - before) + now * (1 - now)) / (QUERIES * K)
    return before - now > 2 * np.sqrt(variance)


def _times(faster: float) -> str:
    return f"{faster:.1f} times as long" if faster >= 1 else f"only {faster:.2f} of that"


def _time(seconds: float) -> str:
    return f"{1e3 * seconds:.2f} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.0f} µs"
