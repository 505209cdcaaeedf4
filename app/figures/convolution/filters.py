"""Filters: their weights, maximising and strongest images, and the hierarchy in numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.figures import tiles
from app.figures.tiles import STEP, TILE, Board
from app.plot import Panel
from app.theme import Theme
from core.convolution.hierarchy import Level

GALLERY = 48  # raster pixels of an image in a gallery


def gallery(
    images: Sequence[np.ndarray],
    words: list[str],
    theme: Theme,
    *,
    title: str,
    note: str,
    across: int,
    selected: int | None = None,
    height: int = 300,
    clicks: bool = False,
    main: bool = False,
) -> Panel:
    """Pictures (h, w) or (h, w, 3) uint8 in rows of ``across``, all at the same scale."""
    step = GALLERY + 3
    rows = -(-len(images) // across)
    largest = max(max(image.shape[:2]) for image in images)
    # All in one picture first, so that they share their 128 colours.
    sizes = [
        tuple(max(1, GALLERY * side // largest) for side in image.shape[:2]) for image in images
    ]
    colour = any(image.ndim == 3 for image in images)
    sheet = np.zeros(
        (rows * step, across * step, 3) if colour else (rows * step, across * step), np.uint8
    )
    paper = np.zeros(sheet.shape[:2], bool)
    x, y, marks = [], [], []
    for i, (image, (h, w)) in enumerate(zip(images, sizes, strict=True)):
        top = (i // across) * step + (GALLERY - h) // 2
        left = (i % across) * step + (GALLERY - w) // 2
        grown = image[np.arange(h) * image.shape[0] // h][:, np.arange(w) * image.shape[1] // w]
        sheet[top : top + h, left : left + w] = grown
        paper[top : top + h, left : left + w] = True
        x.append((i % across) * step + GALLERY / 2)
        y.append((i // across) * step + GALLERY / 2)
        if i == selected:
            corner = max(1, left - 1.5), max(1, top - 1.5)  # beyond the edge it would be cut off
            marks = [tiles.box(*corner, left + w + 1.5, top + h + 1.5, theme.negative, 3)]
    index, colours = tiles.pictured(sheet)
    index = np.where(paper, index + 128, tiles.PAPER).astype(np.uint8)
    return Panel(
        title=title,
        note=note,
        alt=f"{title}, {len(images)} pictures: {note}.",
        data=[tiles.spots(np.array(x, np.float32), np.array(y, np.float32), words)],
        layout=tiles.bare(theme, *index.shape, hovermode="closest", hoverdistance=-1, shapes=marks),
        raster=tiles.downwards(index, tiles.table(theme, colours)),
        height=height,
        clicks=clicks,
        main=main,
    )


def weights(kernels: np.ndarray, theme: Theme, *, title: str, height: int = 220) -> Panel:
    """Filters (units, C, k, k), signed: each unit's inputs side by side, four in a row.

    Of many units and inputs the first 16 are shown.
    """
    shown = kernels[:16, :16]
    units, inputs = shown.shape[:2]
    wide = min(inputs, 4)
    high = -(-inputs // wide)
    across = -(-units // max(1, round(np.sqrt(units * wide / high / 2)))) if units > 1 else 1
    lines = -(-units // across)
    gap = STEP // 3 if inputs > 1 else 0
    paper = Board(lines * (high * STEP + gap), across * (wide * STEP + gap))
    paper.index[:] = tiles.PAPER
    small = tiles.signed(tiles.stretched(shown, TILE, TILE), float(np.abs(kernels).max()))
    x, y, words = [], [], []
    for unit, channel in np.ndindex(units, inputs):
        top = unit // across * (high * STEP + gap) + channel // wide * STEP
        left = unit % across * (wide * STEP + gap) + channel % wide * STEP
        paper.put(tiles.FRAME, top, left)
        paper.put(small[unit, channel], top + 1, left + 1)
        x.append(left + STEP / 2)
        y.append(top + STEP / 2)
        values = shown[unit, channel]
        words.append(f"input {channel + 1}: {values.min():.2f} to {values.max():.2f}")
        if units > 1:
            words[-1] = f"filter {unit + 1}, {words[-1]}"
    size = " × ".join(map(str, kernels.shape[1:]))
    note = f"{len(kernels)} of {size}" if units > 1 else size
    return Panel(
        title=title,
        note=note,
        alt=f"{title}, {note}: weights from {kernels.min():.2f} to {kernels.max():.2f}.",
        data=[tiles.spots(np.array(x, np.float32), np.array(y, np.float32), words)],
        layout=tiles.bare(theme, *paper.index.shape, hovermode="closest", hoverdistance=-1),
        raster=paper.raster(tiles.table(theme)),
        height=height,
    )


def ladder(trained: list[Level], control: list[Level], theme: Theme) -> Panel:
    """Orientation, class selectivity and readability by block; random weights as dashes."""
    rows = (
        ("prefers a direction", lambda level: float(level.orientation.mean()), theme.classes[0]),
        ("prefers a class", lambda level: float(level.selectivity.mean()), theme.classes[1]),
        ("class can be read", lambda level: level.readability, theme.classes[2]),
    )
    layers = [f"{level.layer}<br>sees {level.sees}" for level in trained]
    traces = []
    for name, read, colour in rows:
        for levels, dash, suffix in ((trained, "solid", ""), (control, "dot", ", random weights")):
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": f"{name}{suffix}",
                    "x": layers,
                    "y": np.array([read(level) for level in levels], np.float32),
                    "line": {"color": colour, "dash": dash, "width": 2 if not suffix else 1},
                    "showlegend": not suffix,
                    "hovertemplate": f"{name}{suffix}: %{{y:.2f}}<extra></extra>",
                }
            )
    return Panel(
        title="From edges to shapes?",
        note="dotted: random weights",
        alt="Selectivity for direction and class, and readability, by block: "
        + "; ".join(
            f"{name} {', '.join(f'{read(level):.2f}' for level in trained)}"
            for name, read, _ in rows
        ),
        data=traces,
        layout=theme.layout(
            x="",
            y="0 to 1",
            showlegend=True,
            yaxis={"range": [0, 1.02]},
            xaxis={"type": "category", "range": [-0.3, len(trained) - 0.7]},
            hovermode="x",
            legend={
                "x": 0,
                "y": 1.02,
                "xanchor": "left",
                "yanchor": "bottom",
                "orientation": "h",
                "font": {"size": 10},
            },
            margin={"l": 44, "r": 8, "t": 44, "b": 40},
        ),
        height=300,
    )
