"""Where a network looks: importance over the image, and the deletion curve that tests it."""

from __future__ import annotations

import numpy as np

from app.figures import tiles
from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.convolution.attribution import Deletion
from core.percent import percent

GREYS = 8  # brightness levels of the image under a heat map
HEATS = 16


def heat(
    importance: np.ndarray, pixels: np.ndarray, theme: Theme, *, title: str, note: str
) -> Panel:
    """Importance (H, W) >= 0 in the theme's warm colour over a pale image of the same size."""
    rows, columns = importance.shape
    highest = float(importance.max())
    share = importance / highest if highest > 0 else importance
    bright = pixels.mean(axis=2) if pixels.ndim == 3 else pixels.astype(float)
    grey = np.clip((bright / 256 * GREYS).astype(int), 0, GREYS - 1)
    hot = np.clip((share * HEATS).astype(int), 0, HEATS - 1)
    index = (grey * HEATS + hot).astype(np.uint8)
    repeat = max(1, 128 // max(rows, columns))
    y, x = np.unravel_index(int(importance.argmax()), importance.shape)
    said = GREYS * tuple(f"{percent(level / (HEATS - 1))} of the maximum" for level in range(HEATS))
    return Panel(
        title=title,
        note=note,
        alt=f"{title}, {note}; highest in row {y + 1}, column {x + 1}.",
        layout=tiles.bare(theme, rows, columns),
        raster=tiles.downwards(
            tiles.stretched(index, rows * repeat, columns * repeat),
            _warm(theme),
            said,
            (rows, columns),
        ),
        height=270,
    )


def _warm(theme: Theme) -> np.ndarray:
    """From a faint grey image to the warm colour: (levels of grey · levels of heat, 3)."""
    warm = np.array([int(theme.negative[i : i + 2], 16) for i in (1, 3, 5)], float)
    paper = np.array([int(theme.paper[i : i + 2], 16) for i in (1, 3, 5)], float)
    grey = np.linspace(0, 255, GREYS)[:, None, None]
    under = 0.45 * grey + 0.55 * paper  # (GREYS, 1, 3)
    mix = np.linspace(0, 1, HEATS)[None, :, None]
    return ((1 - mix) * under + mix * warm).reshape(-1, 3).round().astype(np.uint8)


def deletion(curves: dict[str, Deletion], share: float, name: str, theme: Theme) -> Panel:
    """The class's probability as more and more of the most important pixels are painted over."""
    traces = []
    for k, (method, curve) in enumerate(curves.items()):
        chance = method == "at random"
        traces.append(
            line(
                100 * curve.shares,
                100 * curve.probabilities,
                method,
                theme.muted if chance else theme.classes[k],
                dash="dot" if chance else "solid",
                hovertemplate=f"{method}: %{{y:.1f}}% with %{{x:.0f}}% deleted<extra></extra>",
            )
        )
    areas = {method: float(curve.probabilities.mean()) for method, curve in curves.items()}
    best = min(areas, key=areas.__getitem__)
    return Panel(
        title="Deletion test",
        note=f"steepest: {best}",
        alt=f"Probability of {name} against the share of pixels deleted; steepest is {best}.",
        data=traces,
        layout=theme.layout(
            x="pixels deleted, most important first",
            y=f"probability of {name}",
            xaxis={"range": [0, 52], "ticksuffix": "%"},
            yaxis={"range": [0, 102], "ticksuffix": "%"},
            showlegend=True,
            hovermode="x",
            shapes=[
                {
                    "type": "line",
                    "x0": 100 * share,
                    "x1": 100 * share,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": theme.ink, "width": 1, "dash": "dot"},
                }
            ],
        ),
        height=220,
    )
