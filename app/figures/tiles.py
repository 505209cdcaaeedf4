"""Many small pictures as one raster: feature maps, filters and images side by side.

One plot with one raster is drawn in the time of one, however many maps are on it. A raster has 256
colours: the first 127 run from negative over zero to positive, one is the gap, the other 128
belong to a photograph.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from app.plot import Raster
from app.theme import Theme

SIGNED = 127  # colours of signed numbers; the middle one is zero
GAP = 127
PAPER = 63  # zero has the colour of the page
COLOURS = 128  # of a picture
TILE = 24  # raster pixels of a map's side
STEP = TILE + 2
FRAME = np.full((STEP, STEP), GAP, np.uint8)  # around a tile


def signed(values: np.ndarray, limit: float) -> np.ndarray:
    """Numbers as colours: 0 for ``-limit`` and below, 63 for zero, 126 for ``limit``."""
    limit = limit if limit > 0 else 1.0
    return np.rint((np.clip(values / limit, -1, 1) + 1) * 63).astype(np.uint8)


def stretched(values: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Arrays (..., h, w) resized to (..., rows, columns) by nearest neighbour: edges stay sharp."""
    h, w = values.shape[-2:]
    return values[..., np.arange(rows) * h // rows, :][..., np.arange(columns) * w // columns]


def pictured(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A picture (h, w) or (h, w, 3) uint8 in at most 128 colours: index (h, w) and (128, 3)."""
    if pixels.ndim == 2:
        greys = np.linspace(0, 255, COLOURS).round().astype(np.uint8)
        return pixels // 2, np.repeat(greys[:, None], 3, axis=1)
    image = Image.fromarray(np.ascontiguousarray(pixels)).quantize(
        COLOURS, dither=Image.Dither.NONE
    )
    found = np.array(image.getpalette(), np.uint8).reshape(-1, 3)[:COLOURS]  # (3·k,) -> (k, 3)
    colours = np.zeros((COLOURS, 3), np.uint8)
    colours[: len(found)] = found
    return np.asarray(image), colours


def table(theme: Theme, picture: np.ndarray | None = None) -> np.ndarray:
    """All colours of a raster of tiles: signed numbers, the gap, and a picture's, (256, 3)."""
    picture = np.zeros((COLOURS, 3), np.uint8) if picture is None else picture
    picks = np.linspace(0, 255, SIGNED).round().astype(int)
    gap = np.array([[int(theme.grid[i : i + 2], 16) for i in (1, 3, 5)]], np.uint8)
    return np.concatenate([theme.diverging[picks], gap, picture])


@dataclass
class Board:
    """A raster that tiles are put on; rows count downwards from the top."""

    rows: int
    columns: int
    index: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.index = np.full((self.rows, self.columns), GAP, np.uint8)

    def put(self, tile: np.ndarray, top: int, left: int) -> None:
        """Paste a tile (h, w) of colours, as far as there is room."""
        place = self.index[top : top + tile.shape[0], left : left + tile.shape[1]]
        place[:] = tile[: place.shape[0], : place.shape[1]]

    def raster(self, colours: np.ndarray, words: tuple[str, ...] = ()) -> Raster:
        """The board as it goes on a panel whose y axis counts downwards."""
        return downwards(self.index, colours, words)


def downwards(
    index: np.ndarray,
    colours: np.ndarray,
    words: tuple[str, ...] = (),
    size: tuple[int, int] | None = None,
) -> Raster:
    """A raster whose first row is on top, for axes from 0 to ``size`` (rows, columns)."""
    rows, columns = size or index.shape
    # A raster's first row lies at the low end of y, which is at the bottom.
    return Raster(np.ascontiguousarray(index[::-1]), colours, (0, columns), (rows, 0), words)


def bare(theme: Theme, rows: float, columns: float, *, head: float = 0, **more: object) -> dict:
    """The layout of a picture without ticks: square cells, y downwards, room for a ``head``."""
    hidden = {"visible": False, "fixedrange": True}
    return theme.layout(
        x="",
        y="",
        xaxis={**hidden, "range": [0, columns], "constrain": "domain"},
        yaxis={**hidden, "range": [rows, -head], "scaleanchor": "x", "constrain": "domain"},
        **{"margin": {"l": 4, "r": 4, "t": 4, "b": 4}, "hovermode": False, **more},
    )


def box(x0: float, y0: float, x1: float, y1: float, colour: str, width: float = 2) -> dict:
    """A rectangle without filling."""
    return {
        "type": "rect",
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "line": {"color": colour, "width": width},
    }


def spots(x: np.ndarray, y: np.ndarray, words: list[str]) -> dict:
    """Invisible points that can be clicked and hovered: one in the middle of each tile."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "text": words,
        "marker": {"size": 14, "opacity": 0},
        "hovertemplate": "%{text}<extra></extra>",
    }
