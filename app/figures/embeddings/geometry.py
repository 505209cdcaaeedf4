"""Directions: an analogy's parallelogram, a plane of two meanings, a group around its centre."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.figures.common import typed
from app.figures.embeddings.map import TALL
from app.figures.embeddings.points import Part, beginning, hover, short, words
from app.plot import Panel
from app.theme import Theme
from core.embeddings.geometry import Score


def parallelogram(places: np.ndarray, names: Sequence[str], others: int, theme: Theme) -> Panel:
    """a, b, c, the target and then ``others`` candidates, places (4 + others, 2)."""
    a, b, c, target = places[:4]
    arrows = np.stack([b, a, a * np.nan, c, target])
    span = np.ptp(places, axis=0).max() * 0.12 + 1e-3
    text = [*names[:3], "a − b + c", *names[4:]]
    colours = [theme.positive] * 3 + [theme.negative] + [theme.muted] * others
    return Panel(
        title="The step from b to a, added to c",
        note="plane of largest variance of these points",
        alt=f"{names[0]} minus {names[1]} plus {names[2]}: nearest is "
        f"{names[4] if others else ''}.",
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "x": arrows[:, 0],
                "y": arrows[:, 1],
                "name": "step",
                "line": {"color": theme.negative, "width": 2},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": places[:, 0],
                "y": places[:, 1],
                "name": "words",
                "marker": {"size": [10] * 3 + [13] + [7] * others, "color": colours},
                "text": [words(one) for one in text],
                "hovertemplate": "%{text}<extra></extra>",
            },
        ],
        layout=theme.layout(
            x="first axis of these points",
            y="second axis",
            xaxis={"range": [places[:, 0].min() - 2 * span, places[:, 0].max() + 2 * span]},
            yaxis={"range": [places[:, 1].min() - span, places[:, 1].max() + span]},
            annotations=[
                {
                    "x": float(x),
                    "y": float(y),
                    "text": typed(word),
                    "showarrow": False,
                    "yshift": 14 if at < 4 else -14,
                    "font": {"size": 13, "color": theme.ink},
                }
                for at, ((x, y), word) in enumerate(zip(places, text, strict=True))
            ],
        ),
        height=TALL,
        main=True,
    )


def ranked(
    names: Sequence[str],
    values: np.ndarray,
    theme: Theme,
    *,
    title: str,
    x: str,
    note: str = "",
    colours: Sequence[str] | None = None,
    low: float = 0.0,
) -> Panel:
    """Things from the highest value down, as bars with their names."""
    shown = [short(name, 34) for name in names]
    order = slice(None, None, -1)
    return Panel(
        title=title,
        note=note,
        alt=f"{title}: "
        + ", ".join(
            f"{beginning(name, 34)} {value:.2f}" for name, value in zip(names, values, strict=True)
        ),
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": values[order],
                "y": list(range(len(shown))),
                "marker": {"color": list(colours)[order] if colours else theme.positive},
                "text": [words(name) for name in names][order],
                "textposition": "none",
                "hovertemplate": "%{text}<br>%{x:.3f}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x=x,
            y="",
            xaxis={"range": [min(low, float(values.min())), max(1.0, values.max())]},
            yaxis={
                "tickvals": list(range(len(shown))),
                "ticktext": shown[order],
                "automargin": True,
                "showgrid": False,
            },
            margin={"l": 20, "r": 8, "t": 4, "b": 34},
        ),
        height=TALL,
    )


def success(scores: Sequence[Score], theme: Theme) -> Panel:
    """Of how many analogies the answer comes first, and among the first five."""
    kinds = [f"{one.kind} ({one.asked})" for one in scores]
    bars = {
        "first": [100 * one.first / one.asked for one in scores],
        "among five": [100 * one.among_five / one.asked for one in scores],
    }
    return Panel(
        title="Accuracy on all analogies",
        note="share of analogies",
        alt="; ".join(f"{one.kind}: first {one.first} of {one.asked}" for one in scores),
        data=[
            {
                "type": "bar",
                "x": kinds,
                "y": np.array(values),
                "name": name,
                "marker": {"color": theme.classes[at + 1]},
                "hovertemplate": "%{x}: %{y:.0f}%<extra>" + name + "</extra>",
            }
            for at, (name, values) in enumerate(bars.items())
        ],
        layout=theme.layout(
            x="",
            y="answer found",
            barmode="group",
            showlegend=True,
            xaxis={"type": "category", "automargin": True},
            yaxis={"range": [0, 102], "ticksuffix": "%"},
            margin={"l": 52, "r": 8, "t": 6, "b": 30},
        ),
        height=200,
    )


def plane(
    x: np.ndarray,
    y: np.ndarray | None,
    parts: Sequence[Part],
    texts: Sequence[str],
    across: tuple[str, str],
    up: tuple[str, str] | None,
    theme: Theme,
) -> Panel:
    """Things along one axis of meaning, a line for each group, or on two."""
    rows = np.zeros(len(x))
    for at, part in enumerate(parts):
        rows[part.rows] = at
    heights = rows if y is None else y
    axis = (
        {
            "tickvals": list(range(len(parts))),
            "ticktext": [short(one.name, 16) for one in parts],
            "range": [len(parts) - 0.5, -0.5],
            "automargin": True,
        }
        if up is None
        else {}
    )
    left, right = (short(end, 32) for end in across)
    side = "" if up is None else f"{short(up[0], 20)}  →  {short(up[1], 20)}"
    return Panel(
        title="Items along an axis of meaning",
        note="0 and 1 are the two ends",
        alt="Position of each item on the axis from "
        f"{beginning(across[0], 32)} to {beginning(across[1], 32)}.",
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": x[part.rows],
                "y": heights[part.rows],
                "name": typed(part.name),
                "marker": {"size": 8, "color": part.colour, "symbol": part.symbol},
                **hover(part, texts),
            }
            for part in parts
        ],
        layout=theme.layout(
            x=f"{left}  →  {right}",
            y=side,
            yaxis=axis,
            hovermode="closest",
            margin={"l": 60, "r": 8, "t": 6, "b": 36},
        ),
        height=TALL,
        main=True,
    )


def crossing(table: np.ndarray, groups: Sequence[str], names: Sequence[str], theme: Theme) -> Panel:
    """How many things of each group are in each cluster, table (clusters, groups)."""
    shorts = [short(name, 28) for name in names]
    top = max(int(table.max()), 1)
    return Panel(
        title="Clusters against the known groups",
        note="number of items",
        alt="; ".join(
            f"{name}: "
            + ", ".join(f"{int(table[at, g])} {groups[g]}" for g in np.argsort(-table[at])[:2])
            for at, name in enumerate(names)
        ),
        data=[
            {
                "type": "heatmap",
                "z": [[float(count) for count in row] for row in table],
                "zmin": 0,
                "zmax": top,
                "colorscale": theme.scale(theme.sequential),
                "showscale": False,
                "xgap": 1,
                "ygap": 1,
                "text": [[str(int(count)) if count else "" for count in row] for row in table],
                "texttemplate": "%{text}",
                "hovertemplate": "%{z} things<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="",
            y="",
            xaxis={
                "tickvals": list(range(len(groups))),
                "tickangle": -40,
                "ticktext": [short(group, 14) for group in groups],
                "showgrid": False,
            },
            yaxis={
                "tickvals": list(range(len(shorts))),
                "ticktext": shorts,
                "automargin": True,
                "showgrid": False,
                "range": [len(shorts) - 0.5, -0.5],
            },
            margin={"l": 20, "r": 8, "t": 4, "b": 70},
        ),
        height=TALL,
    )
