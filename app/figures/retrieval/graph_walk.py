"""A search through a small graph: the layers, the current one, and the distance reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.retrieval.graph_walk import REACH, Walked

TALL = 345
CELLS = 31  # places to click at, along each axis
APART = 1.5  # between two layers of the stack
EDGE = REACH + 0.1


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the pictures of one walk share: ``places`` (points, 2), and of each layer the points
    (n,) and the links as one broken line (3 x links, 2)."""

    places: np.ndarray
    members: tuple[np.ndarray, ...]
    links: tuple[np.ndarray, ...]
    grid: np.ndarray


def prepare(done: Walked) -> Drawn:
    """The arrays that stay the same from picture to picture."""
    places = np.array(done.graph.points, dtype=np.float32)
    links = []
    for layer in done.graph.layers:
        pairs = {tuple(sorted((one, other))) for one, others in layer.items() for other in others}
        ends = places[np.array(sorted(pairs), dtype=int).reshape(-1, 2)]  # (links, 2 ends, 2)
        gap = np.full((len(ends), 1, 2), np.nan, np.float32)
        links.append(np.concatenate([ends, gap], axis=1).reshape(-1, 2))  # -> (3 x links, 2)
    axis = np.linspace(-REACH, REACH, CELLS, dtype=np.float32)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)  # -> (CELLS², 2)
    members = tuple(np.array(sorted(layer)) for layer in done.graph.layers)
    return Drawn(places, members, tuple(links), grid)


def layer(done: Walked, at: int, drawn: Drawn, theme: Theme) -> Panel:
    """The layer that the search is in, seen from above. A click moves the query."""
    moment = done.moments[at]
    places, level = drawn.places, moment.layer
    here = places[moment.at]
    kept = places[[one for _, one in moment.best]]
    truth = places[done.truth[0][1]]
    query = np.array(done.query, dtype=np.float32)
    bare = {"showgrid": False, "zeroline": False}
    note = f"compared {moment.comparisons} of {len(places)}; click to move the query"
    return Panel(
        title=f"Layer {level}",
        note=note,
        alt=f"Layer {level} with {len(drawn.members[level])} points. The search is at a point "
        f"{moment.best[0][0]:.2f} from the query and has made {moment.comparisons} comparisons.",
        data=[
            _dots(places, theme.grid, 4),
            _links(drawn.links[level], theme),
            _dots(places[drawn.members[level]], theme.muted, 5),
            _dots(places[list(moment.compared)], theme.positive, 8, "compared"),
            _rings(kept, theme.negative, 13, "kept"),
            _dots(here[None], theme.negative, 13, "followed"),
            _rings(truth[None], theme.ink, 19, "nearest"),
            _dots(query[None], theme.ink, 15, "query", symbol="star"),
            {
                "type": "scatter",
                "mode": "markers",
                "x": drawn.grid[:, 0],
                "y": drawn.grid[:, 1],
                "showlegend": False,
                "marker": {"size": 11, "opacity": 0},
                "hovertemplate": "query here (%{x:.1f}, %{y:.1f})<extra></extra>",
            },
        ],
        layout=theme.layout(
            x="x across, y up",
            y="",
            hovermode="closest",
            showlegend=True,
            xaxis={"range": [-EDGE, EDGE], "constrain": "domain", **bare},
            yaxis={"range": [-EDGE, EDGE], "scaleanchor": "x", "constrain": "domain", **bare},
            legend={
                "orientation": "h",
                "xref": "container",
                "x": 0.02,
                "y": 1,
                "yanchor": "bottom",
                "entrywidth": 56,
                "bgcolor": "rgba(0,0,0,0)",
            },
            margin={"l": 44, "r": 6, "t": 24, "b": 34},
        ),
        height=TALL,
        clicks=True,
        main=True,
    )


def stack(done: Walked, at: int, drawn: Drawn, theme: Theme) -> Panel:
    """All layers above each other, and the way so far from the top one down."""
    moment = done.moments[at]
    levels = range(len(drawn.links))
    corners = np.array(
        [[-EDGE, -EDGE], [EDGE, -EDGE], [EDGE, EDGE], [-EDGE, EDGE], [-EDGE, -EDGE]],
        dtype=np.float32,
    )
    data = []
    for level in levels:
        frame = theme.negative if level == moment.layer else theme.grid
        x, y = _tilted(corners, level).T
        data += [
            line(
                x,
                y,
                f"layer {level}",
                frame,
                width=1,
                mode="lines",
                hoverinfo="skip",
            ),
            _links(_tilted(drawn.links[level], level), theme),
            _dots(_tilted(drawn.places[drawn.members[level]], level), theme.muted, 4),
        ]
    way = np.array([_tilted(drawn.places[one], level) for level, one in _way(done, at)])
    x, y = way.T
    query = _tilted(np.array(done.query, dtype=np.float32), 0)
    data += [
        line(
            x,
            y,
            "way",
            theme.negative,
            width=3,
            mode="lines+markers",
            marker={"size": 6, "color": theme.negative},
            hoverinfo="skip",
        ),
        _dots(way[-1][None], theme.negative, 13),
        _dots(query[None], theme.ink, 13, symbol="star"),
        {
            "type": "scatter",
            "mode": "text",
            "hoverinfo": "skip",
            "textposition": "middle left",
            "x": [float(_tilted(corners[0], level)[0]) - 0.08 for level in levels],
            "y": [float(_tilted(corners[0], level)[1]) + 0.1 for level in levels],
            "text": [f"{level}: {len(members)}" for level, members in enumerate(drawn.members)],
            "textfont": {"color": theme.muted, "size": 12},
        },
    ]
    left, right = _tilted(np.array([[-EDGE, -EDGE], [EDGE, EDGE]]), 0)[:, 0]
    top = APART * (len(drawn.links) - 1)
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    return Panel(
        title="Layers from the top down",
        note="layer: its number of points",
        alt=f"{len(drawn.links)} layers above each other; the search is in layer {moment.layer}.",
        data=data,
        layout=theme.layout(
            x="",
            y="",
            xaxis={**hidden, "range": [float(left) - 0.7, float(right) + 0.1]},
            yaxis={**hidden, "range": [-0.7, top + 0.7]},
            margin={"l": 2, "r": 2, "t": 4, "b": 4},
        ),
        height=TALL,
    )


def nearer(done: Walked, at: int, theme: Theme) -> Panel:
    """The distance of the best so far after each look, against the comparisons it took."""
    count = len(done.graph.points)
    comparisons = np.array([moment.comparisons for moment in done.moments])
    best = np.array([moment.best[0][0] for moment in done.moments], dtype=np.float32)
    nearest = done.truth[0][0]
    most = float(max(comparisons[-1], count)) * 1.03
    return Panel(
        title="Distance of the best point",
        note=f"{best[at]:.3f} away; the nearest is at {nearest:.3f}",
        alt=f"Comparisons: {comparisons[at]}. The best point is {best[at]:.3f} away.",
        data=[
            line(
                np.array([0, most], np.float32),
                np.full(2, nearest, np.float32),
                "nearest",
                theme.muted,
                width=1,
                dash="dot",
                mode="lines",
                hoverinfo="skip",
            ),
            line(
                np.array([count, count], np.float32),
                np.array([0, best.max() * 1.1], np.float32),
                "exact",
                theme.muted,
                width=1,
                dash="dash",
                mode="lines",
                hovertemplate=f"exact search: {count} comparisons<extra></extra>",
            ),
            line(comparisons, best, "rest", theme.grid, hoverinfo="skip", mode="lines"),
            line(
                comparisons[: at + 1],
                best[: at + 1],
                "best so far",
                theme.negative,
                mode="lines+markers",
                hovertemplate="%{x} comparisons: %{y:.3f} away<extra></extra>",
            ),
        ],
        layout=theme.layout(
            x="comparisons (dashed: exact search)",
            y="distance",
            xaxis={"range": [0, most]},
            yaxis={"range": [0, float(max(best.max(), 0.1)) * 1.1], "nticks": 4},
        ),
        height=140,
    )


def _way(done: Walked, at: int) -> list[tuple[int, int]]:
    """The layer and the nearest point so far of each look, where one of them changed."""
    way = [(done.moments[0].layer, done.graph.entry)]
    for moment in done.moments[: at + 1]:
        level, last = way[-1]
        if moment.layer != level:
            way.append((moment.layer, last))
        if moment.best[0][1] != last:
            way.append((moment.layer, moment.best[0][1]))
    return way


def _tilted(places: np.ndarray, level: int) -> np.ndarray:
    """Places (..., 2) of a layer as seen from the side, (..., 2)."""
    x, y = places[..., 0], places[..., 1]
    return np.stack([x + 0.5 * y, 0.35 * y + APART * level], axis=-1).astype(np.float32)


def _links(ends: np.ndarray, theme: Theme) -> dict:
    x, y = ends.T
    return line(
        x,
        y,
        "links",
        theme.muted,
        width=0.7,
        mode="lines",
        hoverinfo="skip",
        opacity=0.45,
        showlegend=False,
    )


def _dots(
    places: np.ndarray, colour: str, size: int, name: str = "", symbol: str = "circle"
) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": places[:, 0],
        "y": places[:, 1],
        "marker": {"size": size, "color": colour, "symbol": symbol},
        "hoverinfo": "skip",
        "name": name,
        "showlegend": bool(name),
    }


def _rings(places: np.ndarray, colour: str, size: int, name: str) -> dict:
    ring = {"size": size, "color": "rgba(0,0,0,0)", "line": {"color": colour, "width": 2}}
    return {**_dots(places, colour, size, name), "marker": ring}
