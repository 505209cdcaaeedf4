"""Points on a map in two or three dimensions, with names and hover texts."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.figures.common import typed
from app.theme import Theme

SYMBOLS = ("circle", "diamond", "square", "triangle-up", "triangle-down")
SHARES = 11  # colours of a share from 0 to 1
MOST_NAMED = 24  # groups that are named on the map
LONGEST = 160  # characters under the pointer
NEAR = 0.08  # of a map's width: points within it count as neighbours
# Where a name may go beside its points: to the right in its own widths, up in lines.
BESIDE = (
    (0, 1),
    (0, -1),
    (0, 1.5),
    (0, -1.5),
    (0.6, 0),
    (-0.6, 0),
    (0, 2),
    (0, -2),
    (0.6, 1),
    (-0.6, 1),
    (0.6, -1),
    (-0.6, -1),
    (0, 3),
    (0, -3),
)
CLOSE = 6  # of them that are taken rather than a place on the points
LETTER, LINE = 0.022, 0.06  # of a map's width: what a name takes
HIDDEN = 0.3  # of its own points that a name may hide


@dataclass(frozen=True, eq=False)
class Part:
    """Things that are drawn as one: ``rows`` of them, in one colour or in ``shades`` of each."""

    name: str
    rows: np.ndarray
    colour: str
    symbol: str = "circle"
    shades: tuple[str, ...] = ()


def by_label(labels: Sequence[str], theme: Theme, *, nowhere: str | None = None) -> list[Part]:
    """A part for each label, in their order; ten colours, then the same with another symbol.

    What is labelled ``nowhere`` is grey, below all others, and has no name.
    """
    names = [name for name in dict.fromkeys(labels) if name != nowhere]
    listed = np.array(labels)
    rest = np.flatnonzero(listed == nowhere) if nowhere else np.arange(0)
    return [Part("", rest, theme.muted)] * bool(len(rest)) + [
        Part(
            name,
            np.flatnonzero(listed == name),
            theme.classes[at % len(theme.classes)],
            SYMBOLS[at // len(theme.classes) % len(SYMBOLS)],
        )
        for at, name in enumerate(names)
    ]


def by_share(shares: np.ndarray, theme: Theme) -> list[Part]:
    """One part, each thing from orange (0) to blue (1)."""
    ends = [
        np.array([int(end[i : i + 2], 16) for i in (1, 3, 5)])
        for end in (theme.negative, theme.positive)
    ]
    mixed = ends[0] + np.linspace(0, 1, SHARES)[:, None] * (ends[1] - ends[0])
    colours = ["#{:02X}{:02X}{:02X}".format(*row) for row in mixed.round().astype(int)]
    at = np.rint(np.clip(shares, 0, 1) * (SHARES - 1)).astype(int)
    return [Part("", np.arange(len(shares)), theme.muted, shades=tuple(colours[i] for i in at))]


def words(text: str) -> str:
    """A text as plotly shows it under the pointer: in lines, and nothing in it that it acts on."""
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "<br>".join(map(typed, textwrap.wrap(short, 48))) or "–"


def beginning(text: str, most: int) -> str:
    """The beginning of a text, on one line, with a sign that there is more."""
    line = " ".join(text[: most + 1].split()) or "–"
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def short(text: str, most: int) -> str:
    """The beginning of a text as plotly shows it."""
    return typed(beginning(text, most))


def traces(
    points: np.ndarray,
    parts: Sequence[Part],
    texts: Sequence[str] | None,
    *,
    size: float = 7,
    opacity: float = 1.0,
) -> list[dict]:
    """A trace for each part of points (items, 2 or 3); without ``texts`` there is no hover."""
    return [
        {
            **place(points[part.rows]),
            "mode": "markers",
            "name": typed(part.name),
            "opacity": opacity,
            "marker": {
                "size": size if points.shape[1] == 2 else size * 0.6,
                "color": list(part.shades) or part.colour,
                "symbol": part.symbol if points.shape[1] == 2 else "circle",
            },
            **hover(part, texts),
        }
        for part in parts
    ]


def place(points: np.ndarray) -> dict:
    """The coordinates of places (things, 2 or 3), as a trace names them."""
    named = dict(zip("xyz", np.ascontiguousarray(points.T), strict=False))
    return {"type": "scatter" if points.shape[1] == 2 else "scatter3d", **named}


def hover(part: Part, texts: Sequence[str] | None) -> dict:
    """What a part says under the pointer."""
    if texts is None:
        return {"hoverinfo": "skip"}
    said = [words(texts[row]) for row in part.rows]
    extra = f"<extra>{words(part.name)}</extra>" if part.name else "<extra></extra>"
    return {
        "text": said,
        "hovertemplate": f"%{{text}}{extra}",
        "customdata": part.rows.astype(np.int32),
    }


def names(
    points: np.ndarray, parts: Sequence[Part], theme: Theme, *, clear: Sequence[np.ndarray] = ()
) -> list[dict]:
    """Each part's name, up to a comma, in a frame of its colour, where the part is densest.

    A name that would lie on another one goes to the next dense place of its part, or beside it;
    so does one that would hide a place that is to stay ``clear``, or much of its own part.
    """
    if len(parts) > MOST_NAMED:
        return []
    low, high, found = points.min(axis=0), points.max(axis=0), []
    span = (high - low).max() + 1e-6
    taken = [(place, np.full(len(place), LINE * span / 2)) for place in clear]
    for part in sorted((part for part in parts if part.name), key=lambda part: -len(part.rows)):
        text = part.name.split(",")[0]
        own = points[part.rows]
        near = np.linalg.norm(own[:, None] - own, axis=2) < NEAR * span
        # Each place is the middle of the points about it, so that a tight group has its own.
        places = near @ own / near.sum(axis=1, keepdims=True)
        places = places[np.argsort(-near.sum(axis=1), kind="stable")]
        half = np.array([LETTER * len(text) + 0.01, LINE, LINE][: points.shape[1]]) * span / 2
        beside = [
            at
            for right, up in BESIDE
            for at in [places[0] + np.array([2 * right, 2 * up, 0])[: len(half)] * half]
            if (low <= at).all() and (at <= high).all()
        ]
        offered = [*places, *beside]
        if _hides(places[0], half, own) > HIDDEN:
            close = [one for one in beside[:CLOSE] if _hides(one, half, own) <= HIDDEN]
            offered = [*close, *offered]
        at = next((one for one in offered if _free(one, half, taken)), places[0])
        taken.append((at, half))
        found.append(
            {
                **dict(zip("xyz", at.astype(float), strict=False)),
                "text": typed(text),
                "showarrow": False,
                "bgcolor": theme.paper,
                "opacity": 0.85,
                "bordercolor": part.colour,
                "borderwidth": 1.5,
                "borderpad": 1,
                "font": {"color": theme.ink, "size": 12},
            }
        )
    return found


def _hides(at: np.ndarray, half: np.ndarray, points: np.ndarray) -> float:
    """The share of points (things, 2 or 3) that a name of half a size would lie on."""
    return float((np.abs(points - at) <= half).all(axis=1).mean())


def _free(at: np.ndarray, half: np.ndarray, taken: Sequence[tuple]) -> bool:
    """Whether a name of half a size would overlap no placed name."""
    return all((np.abs(at - other) > half + theirs).any() for other, theirs in taken)


def frame(
    points: np.ndarray, theme: Theme, *, annotations: list[dict], span: np.ndarray | None = None
) -> dict:
    """The layout of a map; its axes have no unit and no direction of their own.

    ``span``, (2 or 3, 2), is from where to where it shows, so that several maps show the same.
    """
    ranges = (span_of(points) if span is None else span).tolist()
    if points.shape[1] == 3:
        axis = {
            "title": {"text": ""},
            "showticklabels": False,
            "gridcolor": theme.grid,
            "zerolinecolor": theme.grid,
            "showspikes": False,
            "backgroundcolor": "rgba(0,0,0,0)",
        }
        axes = {
            f"{name}axis": {**axis, "range": one} for name, one in zip("xyz", ranges, strict=True)
        }
        layout = theme.layout(x="", y="")
        return {
            **{key: layout[key] for key in ("font", "paper_bgcolor", "hoverlabel", "uirevision")},
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "showlegend": False,
            "scene": {
                **axes,
                "aspectmode": "data",
                "dragmode": "orbit",
                "annotations": annotations,
                "uirevision": "keep",
                "camera": {"eye": {"x": 1.05, "y": 1.05, "z": 0.75}},
            },
        }
    axis = {"showticklabels": False, "zeroline": False}
    return theme.layout(
        x="no unit: only neighbourhoods count",
        y="",
        xaxis={**axis, "range": ranges[0]},
        yaxis={**axis, "range": ranges[1], "scaleanchor": "x"},
        annotations=annotations,
        hovermode="closest",
        margin={"l": 8, "r": 8, "t": 4, "b": 24},
        modebar={"bgcolor": theme.paper, "color": theme.muted, "activecolor": theme.ink},
    )


def span_of(*maps: np.ndarray) -> np.ndarray:
    """From where to where maps (things, 2 or 3) reach in each direction, (2 or 3, 2).

    Rounded outwards to a quarter, so that small changes keep the axes.
    """
    low = np.min([points.min(axis=0) for points in maps], axis=0) - 0.1
    high = np.max([points.max(axis=0) for points in maps], axis=0) + 0.1
    return np.stack([np.floor(low * 4) / 4, np.ceil(high * 4) / 4], axis=1).astype(float)
