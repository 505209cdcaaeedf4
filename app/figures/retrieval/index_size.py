"""Exact search and HNSW at size: recall against time, and how time, work and memory grow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.percent import percent
from core.retrieval.index_size import EFS, SIZES, GrowthFrame, Measured

MICRO = 1e6
TOP, SMALL = 290, 170
TIMES = (1, 1000)  # µs that the axes of time show at least


def recall(frame: GrowthFrame, ef: int, most: int, theme: Theme) -> Panel:
    """Recall against time a query: a line for each size, over efSearch; diamonds are exact."""
    sizes = [size for size in SIZES if size <= most]
    at = EFS.index(ef)
    data = []
    times = [one.exact_seconds for one in frame.measured]
    for one in frame.measured:
        share = 0.35 + 0.65 * sizes.index(one.count) / max(len(sizes) - 1, 1)
        colour = "rgb({},{},{})".format(*theme.sequential[round(255 * share)])
        name = _short(one.count)
        times += [one.seconds.min(), one.seconds.max()]
        data += [
            line(
                one.seconds * MICRO,
                100 * one.recall,
                name,
                colour,
                mode="lines+markers",
                marker={
                    "size": [11 if ef == EFS[at] else 5 for ef in EFS],
                    "color": colour,
                    "line": {"width": 0},
                },
                text=[f"{one.count:,} vectors, efSearch {ef}" for ef in EFS],
                hovertemplate="%{text}: %{y:.1f}% in %{x:.0f} µs<extra></extra>",
            ),
            {
                "type": "scatter",
                "mode": "markers",
                "x": [one.exact_seconds * MICRO],
                "y": [100.0],
                "name": f"{name}, exact",
                "showlegend": False,
                "marker": {"symbol": "diamond", "size": 10, "color": theme.negative},
                "hovertemplate": f"{one.count:,} vectors, exact: %{{x:.0f}} µs<extra></extra>",
            },
        ]
    last = frame.measured[-1]
    lowest = min(float(one.recall.min()) for one in frame.measured)
    return Panel(
        title="Recall@10 against time",
        note=f"diamonds: exact; large dots: efSearch {ef}",
        alt=f"With {last.count:,} vectors HNSW finds {percent(last.recall[at], 1)} of the nearest "
        f"ten in {last.seconds[at] * MICRO:.0f} microseconds; exact search takes "
        f"{last.exact_seconds * MICRO:.0f}.",
        data=data,
        layout=theme.layout(
            x="time per query, µs (log)",
            y="recall@10",
            showlegend=True,
            xaxis={"type": "log", **_decades(np.array(times) * MICRO, *TIMES), "dtick": 1},
            yaxis={"range": [min(80, 100 * lowest - 5), 103], "ticksuffix": "%"},
            margin={"l": 52, "r": 8, "t": 24, "b": 36},
        ),
        height=TOP,
        main=True,
    )


def time(frame: GrowthFrame, ef: int, most: int, theme: Theme) -> Panel:
    """The time of a query against the number of vectors, both axes logarithmic."""
    at = EFS.index(ef)
    last = frame.measured[-1]
    ratio = last.exact_seconds / last.seconds[at]
    return _growth(
        frame,
        most,
        theme,
        title="Time per query",
        unit="µs",
        note=f"exact takes ×{ratio:.1f} at {last.count:,}",
        exact=lambda one: one.exact_seconds * MICRO,
        approximate=lambda one: one.seconds[at] * MICRO,
        ends=TIMES,
        height=TOP,
    )


def comparisons(frame: GrowthFrame, ef: int, most: int, theme: Theme) -> Panel:
    """How many vectors a query is compared with, against their number."""
    at = EFS.index(ef)
    last = frame.measured[-1]
    return _growth(
        frame,
        most,
        theme,
        title="Comparisons per query",
        unit="vectors",
        note=f"{last.comparisons[at]:,.0f} of {last.count:,}",
        exact=lambda one: one.count,
        approximate=lambda one: one.comparisons[at],
        ends=(100, most),
    )


def memory(frame: GrowthFrame, most: int, theme: Theme) -> Panel:
    """The size of the index as it would be written to a file."""
    last = frame.measured[-1]
    return _growth(
        frame,
        most,
        theme,
        title="Memory",
        unit="MB",
        note=f"{last.bytes / 1e6:.1f} MB, ×{last.bytes / last.exact_bytes:.2f} of exact",
        exact=lambda one: one.exact_bytes / 1e6,
        approximate=lambda one: one.bytes / 1e6,
        ends=(last.exact_bytes / last.count * SIZES[0] / 1e6, last.bytes / last.count * most / 1e6),
    )


def found(frame: GrowthFrame, ef: int, most: int, theme: Theme) -> Panel:
    """Recall at one efSearch against the number of vectors."""
    at = EFS.index(ef)
    counts = np.array([one.count for one in frame.measured])
    shares = np.array([one.recall[at] for one in frame.measured])
    return Panel(
        title="Recall@10",
        note=f"{percent(shares[-1], 1)} at efSearch {ef}",
        alt=f"Recall at efSearch {ef} goes from {percent(shares[0], 1)} to "
        f"{percent(shares[-1], 1)}.",
        data=[
            line(
                counts,
                100 * shares,
                "HNSW",
                theme.positive,
                mode="lines+markers",
                hovertemplate="%{x:,} vectors: %{y:.1f}%<extra></extra>",
            )
        ],
        layout=theme.layout(
            x="vectors (log)",
            y="recall@10",
            xaxis=_sizes(most),
            yaxis={
                "range": [min(80, 100 * float(shares.min()) - 5), 103],
                "ticksuffix": "%",
                "nticks": 4,
            },
        ),
        height=SMALL,
    )


def _growth(
    frame: GrowthFrame,
    most: int,
    theme: Theme,
    *,
    title: str,
    unit: str,
    note: str,
    exact: Callable[[Measured], float],
    approximate: Callable[[Measured], float],
    ends: tuple[float, float],
    height: int = SMALL,
) -> Panel:
    """Two curves against the number of vectors, exact search in orange and HNSW in blue."""
    counts = np.array([one.count for one in frame.measured])
    both = {
        "exact": np.array([exact(one) for one in frame.measured], dtype=float),
        "HNSW": np.array([approximate(one) for one in frame.measured], dtype=float),
    }
    colours = {"exact": theme.negative, "HNSW": theme.positive}
    return Panel(
        title=title,
        note=note,
        alt=f"{title} for {counts[-1]:,} vectors: "
        + ", ".join(f"{name} {values[-1]:.3g} {unit}" for name, values in both.items())
        + ".",
        data=[
            line(
                counts,
                values,
                name,
                colours[name],
                mode="lines+markers",
                hovertemplate=f"{name}, %{{x:,}} vectors: %{{y:,.3g}} {unit}<extra></extra>",
            )
            for name, values in both.items()
        ],
        layout=theme.layout(
            x="vectors (log)",
            y=f"{unit} (log)",
            showlegend=height == TOP,
            xaxis=_sizes(most),
            yaxis={"type": "log", "dtick": 1, **_decades(np.concatenate([*both.values()]), *ends)},
            margin={"l": 52, "r": 8, "t": 24 if height == TOP else 6, "b": 36},
        ),
        height=height,
    )


def _sizes(most: int) -> dict:
    """The axis of the number of vectors, as far as it will grow."""
    ends = np.log10([SIZES[0] * 0.85, most * 1.2])
    shown = [size for size in SIZES if size <= most]
    return {
        "type": "log",
        "range": ends.tolist(),
        "tickvals": shown,
        "ticktext": [_short(size) for size in shown],
    }


def _decades(values: np.ndarray, low: float, high: float) -> dict:
    """A log axis over whole decades that covers ``low`` to ``high``, so that it rarely moves."""
    least, most = min(values.min() * 0.9, low), max(values.max() * 1.1, high)
    return {"range": [float(np.floor(np.log10(least))), float(np.ceil(np.log10(most)))]}


def _short(size: int) -> str:
    return f"{size // 1000} k"
