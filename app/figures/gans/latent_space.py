"""The noise on one side, G's output on the other, and the path between two points."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.figures.gans.columns import said as named
from app.figures.gans.plane import TALL, Columns, axes
from app.plot import Panel
from app.theme import Theme
from core.gans.latent_space import REACH, Path


def noise(walked: Path, at: int, sample: np.ndarray, theme: Theme) -> Panel:
    """The noise plane: a sample, the straight path, and z on it; its ends can be dragged."""
    ends = {"range": [-REACH - 0.3, REACH + 0.3], "constrain": "domain"}
    up = sample[:, 1] if sample.shape[1] > 1 else np.zeros(len(sample), np.float32)
    z = walked.noise[at]
    return Panel(
        title="Noise",
        note=f"drag A or B · z = ({z[0]:.2f}, {z[1]:.2f})",
        alt=f"The noise plane with the path from A to B; z is at {z[0]:.2f}, {z[1]:.2f}.",
        data=[
            {**_dots(sample[:, 0], up, theme.muted, 4), "opacity": 0.35},
            *_way(walked.noise, at, theme),
        ],
        layout=theme.layout(
            x="z1",
            y="z2",
            xaxis=ends,
            yaxis={**ends, "scaleanchor": "x"},
            annotations=_letters(walked.noise, theme),
            margin={"l": 40, "r": 6, "t": 6, "b": 32},
        ),
        height=TALL,
        drags=True,
        main=True,
    )


def made(
    walked: Path,
    at: int,
    sheet: np.ndarray,
    real: np.ndarray,
    theme: Theme,
    *,
    columns: Columns = None,
) -> Panel:
    """G's output along the path, over the real points."""
    point = walked.points[at]
    said = (
        f"G(z): {named(walked.points[at : at + 1], columns)[0]}"
        if columns
        else f"G(z) = ({point[0]:.2f}, {point[1]:.2f})"
    )
    if walked.off is not None:
        said += ", off the data" if walked.off[at] else ", on the data"
    return Panel(
        title="Path of the output",
        note=said,
        alt=f"The generated path over the real points. {said}.",
        data=[
            line(
                sheet[:, 0],
                sheet[:, 1],
                "G applied to a grid of noise",
                theme.muted,
                width=1,
                hoverinfo="skip",
                opacity=0.35,
            ),
            _dots(real[:, 0], real[:, 1], theme.positive, 5),
            *_way(walked.points, at, theme),
        ],
        layout={**axes(theme, columns), "annotations": _letters(walked.points, theme)},
        height=TALL,
    )


def _dots(x: np.ndarray, y: np.ndarray, colour: str, size: int) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "hoverinfo": "skip",
        "marker": {"size": size, "color": colour},
    }


def _way(places: np.ndarray, at: int, theme: Theme) -> list[dict]:
    """The way, small dots on it, its ends, and where z is."""
    ends = places[[0, -1]]
    return [
        line(places[:, 0], places[:, 1], "path", theme.negative, width=2, hoverinfo="skip"),
        _dots(places[:, 0], places[:, 1], theme.negative, 4),
        _dots(ends[:, 0], ends[:, 1], theme.ink, 9),
        _dots(places[at : at + 1, 0], places[at : at + 1, 1], theme.negative, 15),
    ]


def _letters(places: np.ndarray, theme: Theme) -> list[dict]:
    """The names of both ends, beside them."""
    return [
        {
            "text": name,
            "x": float(x) + 0.12,
            "y": float(y) + 0.25,
            "xanchor": "left",
            "showarrow": False,
            "font": {"color": theme.ink, "size": 15},
        }
        for name, (x, y) in zip("AB", places[[0, -1]], strict=True)
    ]
