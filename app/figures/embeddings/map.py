"""The map of a space, how faithful it is, and the film of how it came about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.figures.embeddings import points as drawing
from app.figures.embeddings.points import Part
from app.plot import Panel
from app.theme import Theme
from core.embeddings.faithfulness import Faithfulness
from core.percent import percent

TALL = 452


def chart(
    places: np.ndarray,
    parts: Sequence[Part],
    texts: Sequence[str] | None,
    theme: Theme,
    *,
    title: str,
    note: str = "",
    span: np.ndarray | None = None,
    extra: Sequence[dict] = (),
    height: int = TALL,
    clicks: bool = True,
    images: np.ndarray | None = None,
    marks: Sequence[dict] = (),
    explores: bool = False,
) -> Panel:
    """The map: places (things, 2 or 3) in parts, each with its name; ``extra`` traces on top.

    Names keep clear of ``extra``, not of ``marks``, which can be many.

    ``images``, uint8 (things, rows, columns) or in colour, are shown under the pointer.
    """
    rings = [
        np.array([trace[axis] for axis in "xyz" if axis in trace]).T
        for trace in extra
        if trace["mode"] == "markers"
    ]
    clear = [place for ring in rings for place in ring]
    named = drawing.names(places, parts, theme, clear=clear)
    listed = ", ".join(part.name for part in parts if part.name)
    return Panel(
        title=title,
        note=note,
        alt=f"A map of {len(places)} items in {places.shape[1]} dimensions"
        + (f", in groups: {listed}." if listed else "."),
        data=[*drawing.traces(places, parts, texts), *marks, *extra],
        layout=drawing.frame(places, theme, annotations=named, span=span),
        height=height,
        clicks=clicks,
        explores=explores and places.shape[1] == 2,
        main=True,
        thumbnails=coloured(images),
    )


def coloured(images: np.ndarray | None) -> np.ndarray | None:
    """Grey or coloured images, uint8 (things, rows, columns[, 3]), all with three channels."""
    if images is None or images.ndim == 4:
        return images
    return np.repeat(images[..., None], 3, axis=3)


def threads(places: np.ndarray, at: int, to: np.ndarray, theme: Theme) -> list[dict]:
    """Lines from a thing to things (k,), and a ring around it."""
    start = places[at]
    ends = np.stack([np.broadcast_to(start, places[to].shape), places[to], places[to] * np.nan], 1)
    # (k, 3, dimensions) -> (3 k, dimensions): there, back and a gap, so that one line draws all
    line = {
        **drawing.place(ends.reshape(-1, places.shape[1])),
        "mode": "lines",
        "name": "nearest",
        "hoverinfo": "skip",
        "line": {"color": theme.ink, "width": 1.5},
    }
    return [line, spot(places[at : at + 1], theme, name="chosen")]


def spot(places: np.ndarray, theme: Theme, *, name: str, texts: Sequence[str] = ()) -> dict:
    """Things (few, 2 or 3) that stand out from all others."""
    flat = places.shape[1] == 2
    return {
        **drawing.place(places),
        "mode": "markers",
        "name": name,
        "marker": {
            "size": 15 if flat else 9,
            "color": theme.ink,
            "symbol": "circle-open" if not texts else "diamond",
            **({"line": {"width": 3}} if flat else {}),
        },
        **(
            {
                "text": [drawing.words(text) for text in texts],
                "hovertemplate": "%{text}<extra></extra>",
            }
            if texts
            else {"hoverinfo": "skip"}
        ),
    }


def kept_by_group(found: Faithfulness, parts: Sequence[Part], theme: Theme) -> Panel:
    """For each group, the mean share of true neighbours that the map keeps, and chance.

    Where there are no groups, how many things keep how many.
    """
    if len(parts) == 1:
        return _kept_by_count(found, theme)
    shares = np.array([found.kept[part.rows].mean() for part in parts])
    order = np.argsort(shares)
    names = [drawing.short(parts[at].name or "all", 22) for at in order]
    return Panel(
        title="True neighbours kept",
        note=f"of {found.k}; by chance {percent(found.chance)}",
        alt="Share of true neighbours that the map keeps, by group: "
        + ", ".join(f"{parts[at].name} {percent(shares[at])}" for at in order),
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": 100 * shares[order],
                "y": names,
                "marker": {"color": [parts[at].colour for at in order]},
                "hovertemplate": "%{y}: %{x:.0f}% kept<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="share kept",
            y="",
            xaxis={"range": [0, 100], "ticksuffix": "%"},
            yaxis={"type": "category", "nticks": len(parts), "automargin": True},
            margin={"l": 84, "r": 8, "t": 4, "b": 34},
            shapes=[
                {
                    "type": "line",
                    "x0": 100 * found.chance,
                    "x1": 100 * found.chance,
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": theme.muted, "dash": "dot", "width": 2},
                }
            ],
        ),
        height=TALL,
    )


def _kept_by_count(found: Faithfulness, theme: Theme) -> Panel:
    counts = np.bincount(np.rint(found.kept * found.k).astype(int), minlength=found.k + 1)
    return Panel(
        title="True neighbours kept",
        note=f"of {found.k}; by chance {found.chance * found.k:.1f}",
        alt=f"Number of items that keep each number of {found.k} true neighbours: "
        + ", ".join(f"{kept}: {count}" for kept, count in enumerate(counts.tolist())),
        data=[
            {
                "type": "bar",
                "x": np.arange(found.k + 1),
                "y": counts,
                "marker": {"color": theme.positive},
                "hovertemplate": "%{y} items keep %{x}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x=f"kept, of {found.k}", y="things", xaxis={"dtick": 1 + found.k // 15}
        ),
        height=TALL,
    )
