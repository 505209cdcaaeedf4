"""All feature maps of an image on one board, one of them enlarged, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.figures import tiles
from app.figures.common import typed
from app.figures.tiles import STEP, TILE, Board
from app.plot import Panel
from app.theme import Theme
from core.convolution.narration import said as number
from core.percent import percent

ROWS = 8  # maps on top of one another
INPUT = 3  # the input is as wide and high as so many maps
MOST = 64  # maps of a layer on the board


@dataclass(frozen=True, eq=False)
class Place:
    """A map on the board: its layer and channel, and the upper left corner of its tile."""

    layer: str
    channel: int
    top: int
    left: int


def on_board(maps: Mapping[str, np.ndarray]) -> list[Place]:
    """Where each map goes: layers from left to right, eight maps a column.

    Of a layer with more than 64 maps, the 64 with the strongest cells are shown.
    """
    places = []
    left = INPUT * STEP + STEP // 2
    for layer, values in maps.items():
        channels: Iterable[int] = range(len(values))
        if len(values) > MOST:
            channels = np.sort(np.argsort(-values.max(axis=(1, 2)), kind="stable")[:MOST])
        for at, channel in enumerate(channels):
            row, column = at % ROWS, at // ROWS
            places.append(Place(layer, int(channel), row * STEP, left + column * STEP))
        left = places[-1].left + STEP + STEP // 2
    return places


def board(
    pixels: np.ndarray,
    maps: Mapping[str, np.ndarray],
    places: list[Place],
    selected: tuple[str, int],
    theme: Theme,
) -> Panel:
    """The input and every map. Each layer has a scale of its own: its strongest cell is darkest."""
    index, colours = tiles.pictured(pixels)
    width = places[-1].left + TILE + 2
    paper = Board(ROWS * STEP, width)
    paper.index[:] = tiles.PAPER
    side = INPUT * STEP
    top = (ROWS * STEP - side) // 2
    h, w = index.shape
    high, wide = (side, max(1, side * w // h)) if h >= w else (max(1, side * h // w), side)
    paper.put(tiles.stretched(index + 128, high, wide), top, 0)
    limits = {layer: float(np.abs(values).max()) for layer, values in maps.items()}
    small = {
        layer: tiles.signed(tiles.stretched(values, TILE, TILE), limits[layer])
        for layer, values in maps.items()
    }
    titles = [_title("image", 0, top - 4)]
    marks = []
    for place in places:
        paper.put(tiles.FRAME, place.top - (place.top > 0), place.left - 1)
        paper.put(small[place.layer][place.channel], place.top, place.left)
        corner = place.left - 1, place.top - 1
        chosen = (place.layer, place.channel) == selected
        if chosen:
            marks.append(tiles.box(*corner, corner[0] + STEP, corner[1] + STEP, theme.ink))
    for layer in maps:
        mine = [place for place in places if place.layer == layer]
        wide = max(place.left for place in mine) + TILE - mine[0].left
        titles.append(_title(_short(layer, wide), mine[0].left, -1))
    words = [
        f"{place.layer}, map {place.channel + 1}: strongest cell "
        f"{maps[place.layer][place.channel].max():.2f}"
        for place in places
    ]
    middle = TILE / 2
    x = np.array([place.left + middle for place in places], np.float32)
    y = np.array([place.top + middle for place in places], np.float32)
    total = sum(len(values) for values in maps.values())
    return Panel(
        title="Every feature map",
        note=f"{total:,} maps; click one",
        alt=f"All {total:,} feature maps of {len(maps)} layers; {selected[0]}, map "
        f"{selected[1] + 1} is selected.",
        data=[tiles.spots(x, y, words)],
        layout=tiles.bare(
            theme,
            ROWS * STEP,
            width,
            head=14,
            hovermode="closest",
            hoverdistance=-1,
            shapes=marks,
            annotations=titles,
        ),
        raster=paper.raster(tiles.table(theme, colours)),
        height=290,
        width=720,
        clicks=True,
        main=True,
    )


def _title(text: str, x: float, y: float) -> dict:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11},
    }


def _short(layer: str, width: int) -> str:
    """A layer's name, as far as there is room above its maps."""
    return (
        layer
        if width > 2 * TILE
        else layer.replace("conv ", "c").replace("ReLU ", "R").replace("pool ", "p")
    )


def enlarged(
    values: np.ndarray,
    layer: str,
    channel: int,
    cell: tuple[int, int],
    theme: Theme,
    *,
    clicks: bool = False,
) -> Panel:
    """One map (rows, columns), one cell framed; where it ``clicks``, another one can be picked."""
    rows, columns = values.shape
    limit = float(np.abs(values).max())
    repeat = max(1, 96 // max(rows, columns))
    index = tiles.signed(tiles.stretched(values, rows * repeat, columns * repeat), limit)
    levels = (np.arange(tiles.SIGNED) - 63) / 63 * limit
    row, column = cell
    # What a click falls on: as many cells as there are, and nothing to see of them.
    ground = {
        "type": "heatmap",
        "z": np.zeros((rows, columns)),
        "zmin": 0,
        "zmax": 1,
        "opacity": 0,
        "x": np.arange(columns) + 0.5,
        "y": np.arange(rows) + 0.5,
        "showscale": False,
        "hoverinfo": "none",
        "colorscale": [[0, theme.paper], [1, theme.paper]],
    }
    return Panel(
        title=f"{layer}, map {channel + 1}",
        note="click a cell" if clicks else f"{rows} × {columns}, up to {values.max():.2f}",
        alt=f"{layer}, map {channel + 1}, {rows} × {columns}: the cell in row {row + 1}, column "
        f"{column + 1} is {values[cell]:.2f}.",
        data=[ground] if clicks else [],
        layout=tiles.bare(
            theme,
            rows,
            columns,
            hovermode="closest" if clicks else False,
            shapes=[
                tiles.box(0, 0, columns, rows, theme.grid),
                tiles.box(column, row, column + 1, row + 1, theme.ink),
            ],
        ),
        raster=tiles.downwards(
            index, tiles.table(theme), tuple(f"{level:.2f}" for level in levels), (rows, columns)
        ),
        height=220,
        clicks=clicks,
    )


def picture(
    pixels: np.ndarray,
    theme: Theme,
    *,
    title: str,
    note: str = "",
    window: tuple[int, int, int, int] | None = None,
    height: int = 220,
) -> Panel:
    """An image as it is, with a frame around ``window`` (top, bottom, left, right)."""
    index, colours = tiles.pictured(pixels)
    rows, columns = index.shape
    repeat = max(1, 128 // max(rows, columns))
    marks = [tiles.box(0, 0, columns, rows, theme.grid)]
    if window:
        top, bottom, left, right = window
        # Two frames, so that one of them shows on any colour.
        marks += [
            tiles.box(left, top, right, bottom, "#000000", 4),
            tiles.box(left, top, right, bottom, "#FFFFFF", 2),
        ]
    return Panel(
        title=title,
        note=note,
        alt=f"{title}, an image of {columns} by {rows} pixels. {note}",
        layout=tiles.bare(theme, rows, columns, shapes=marks),
        raster=tiles.downwards(
            tiles.stretched(index, rows * repeat, columns * repeat), colours, size=(rows, columns)
        ),
        height=height,
    )


def products(patch: np.ndarray, kernel: np.ndarray, bias: float, theme: Theme) -> Panel:
    """What the strongest cell multiplies: patch above, filter below, for each input (n, k, k)."""
    count = len(patch)
    # A pair is twice as high as wide: about as many rows as make a square.
    across = min(count, max(3, round((2 * count) ** 0.5)))
    lines = -(-count // across)
    paper = Board(lines * (2 * STEP + STEP // 2) - STEP // 2, across * STEP)
    paper.index[:] = tiles.PAPER
    limits = float(np.abs(patch).max()), float(np.abs(kernel).max())
    parts = (patch * kernel).sum(axis=(1, 2))
    x, y, words = [], [], []
    for i in range(count):
        line, column = divmod(i, across)
        top, left = line * (2 * STEP + STEP // 2), column * STEP
        for below, (values, limit) in enumerate(zip((patch[i], kernel[i]), limits, strict=True)):
            tile = tiles.signed(tiles.stretched(values, TILE, TILE), limit)
            paper.put(tile, top + below * STEP, left)
        x.append(left + TILE / 2)
        y.append(top + STEP)
        words.append(f"input {i + 1}: patch · filter = {parts[i]:.2f}")
    total = float(parts.sum())
    return Panel(
        title="Patch (top) and filter (bottom)",
        note=f"gives {number(total + bias)}",
        alt=f"The patch and the filter for each of {count} inputs; their products add up to "
        f"{total:.2f}.",
        data=[tiles.spots(np.array(x, np.float32), np.array(y, np.float32), words)],
        layout=tiles.bare(theme, *paper.index.shape, hovermode="closest", hoverdistance=-1),
        raster=paper.raster(tiles.table(theme)),
        height=220,
    )


def answers(
    names: tuple[str, ...], probabilities: np.ndarray, logits: np.ndarray, theme: Theme
) -> Panel:
    """The softmax: how probable each class is, and the logit it comes from."""
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    said = (
        f"{names[first]}: {percent(probabilities[first])}, then {names[second]}: "
        f"{percent(probabilities[second])}"
    )
    words = [f"logit {logit:.2f}" for logit in logits]
    return _bars("Softmax", said, names, probabilities, words, theme)


def likeliest(names: tuple[str, ...], probabilities: tuple[float, ...], theme: Theme) -> Panel:
    """The likeliest of very many classes, most probable first."""
    short = [name.split(",")[0] for name in names]
    said = f"{short[0]} {percent(probabilities[0])}"
    return _bars("Most likely classes", said, short, np.array(probabilities), list(names), theme)


def _bars(
    title: str, note: str, names: Sequence[str], shares: np.ndarray, words: list[str], theme: Theme
) -> Panel:
    first = int(np.argmax(shares))
    colours = [theme.positive if k == first else theme.muted for k in range(len(names))]
    return Panel(
        title=title,
        note=note,
        alt=f"{title}: {note}.",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": 100 * shares,
                "y": [*map(typed, names)],
                "text": [*map(typed, words)],
                "textposition": "none",
                "marker": {"color": colours},
                "hovertemplate": "%{y}: %{text}, %{x:.1f}%<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="probability",
            y="",
            xaxis={"range": [0, 112], "ticksuffix": "%"},
            yaxis={"type": "category", "autorange": "reversed", "automargin": True, "nticks": 12},
        ),
        height=220,
    )
