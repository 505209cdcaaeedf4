"""The noise on one side, what G makes of it on the other, and the way between two points."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.figures.gans.plane import TALL, square
from app.plot import Panel
from app.theme import Theme
from core.gans.latent import REACH, Path

CELLS = 31  # places to click at, along each axis


def noise(walked: Path, at: int, sample: np.ndarray, theme: Theme) -> Panel:
    """The plane of noise: a sample of it, the straight way, and z on it. Clicks move B."""
    axis = np.linspace(-REACH, REACH, CELLS, dtype=np.float32)
    x, y = (grid.ravel() for grid in np.meshgrid(axis, axis))  # (CELLS, CELLS) -> (CELLS²,)
    ends = {"range": [-REACH - 0.1, REACH + 0.1], "constrain": "domain"}
    up = sample[:, 1] if sample.shape[1] > 1 else np.zeros(len(sample), np.float32)
    z = walked.noise[at]
    return Panel(
        title="The noise", note=f"z = ({z[0]:.2f}, {z[1]:.2f}); click to move B",
        alt=f"The plane of noise with the way from A to B; z is at {z[0]:.2f}, {z[1]:.2f}.",
        data=[
            {"type": "scatter", "mode": "markers", "x": x, "y": y, "name": "noise",
             "marker": {"size": 12, "opacity": 0},
             "hovertemplate": "move B to (%{x:.1f}, %{y:.1f})<extra></extra>"},
            _dots(sample[:, 0], up, theme.grid, 4),
            *_way(walked.noise, at, theme),
        ],
        layout=theme.layout(x="z1", y="z2", xaxis=ends, yaxis={**ends, "scaleanchor": "x"},
                            hovermode="closest", margin={"l": 40, "r": 6, "t": 6, "b": 32}),
        height=TALL, clicks=True, main=True,
    )  # fmt: skip


def made(walked: Path, at: int, sheet: np.ndarray, real: np.ndarray, theme: Theme) -> Panel:
    """What G makes of the way, over the real points."""
    point = walked.points[at]
    said = f"G(z) = ({point[0]:.2f}, {point[1]:.2f})"
    if walked.off is not None:
        said += ", beside the data" if walked.off[at] else ", on the data"
    return Panel(
        title="What G makes of it", note=said,
        alt=f"The generated way over the real points. {said}.",
        data=[
            line(sheet[:, 0], sheet[:, 1], "G of a grid of noise", theme.grid, width=1, hoverinfo="skip"),
            _dots(real[:, 0], real[:, 1], theme.positive, 5),
            *_way(walked.points, at, theme),
        ],
        layout=square(theme), height=TALL,
    )  # fmt: skip


def _dots(x: np.ndarray, y: np.ndarray, colour: str, size: int) -> dict:
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "hoverinfo": "skip",
            "marker": {"size": size, "color": colour}}  # fmt: skip


def _way(places: np.ndarray, at: int, theme: Theme) -> list[dict]:
    """The way, small dots on it, its ends, and where z is."""
    ends = places[[0, -1]]
    return [
        line(places[:, 0], places[:, 1], "way", theme.negative, width=2, hoverinfo="skip"),
        _dots(places[:, 0], places[:, 1], theme.negative, 4),
        {**_dots(ends[:, 0], ends[:, 1], theme.ink, 8), "mode": "markers"},
        _dots(places[at : at + 1, 0], places[at : at + 1, 1], theme.negative, 15),
    ]
