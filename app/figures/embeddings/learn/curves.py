"""Curves by training step, for whatever learns an embedding."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme

LOW = 170  # pixels


def curves(
    steps: np.ndarray,
    values: Mapping[str, np.ndarray],
    at: int | None,
    theme: Theme,
    *,
    title: str,
    y: str,
    note: str,
    top: float | None = None,
    level: tuple[str, float] | None = None,
) -> Panel:
    """Named curves over ``steps``, a dashed ``level`` with its name, and a line at step ``at``,
    where it is not the latest.

    ``top`` is the upper end of the axis from zero; without it, the largest value.
    """
    colours = (theme.positive, theme.negative)
    highest = top or 1.08 * max(float(np.nanmax(series)) for series in values.values())
    shapes, words = [], []
    # What begins at a level near the top falls, and what begins near the bottom rises.
    falls = level is not None and level[1] > highest / 2
    if level:
        name, height = level
        shapes.append(
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": height,
                "y1": height,
                "line": {"color": theme.muted, "width": 1, "dash": "dash"},
            }
        )
        words.append(
            {
                "text": name,
                "xref": "paper",
                "x": 0.01,
                "y": height + 0.06 * highest,
                "xanchor": "left",
                "showarrow": False,
                "font": {"size": 11, "color": theme.muted},
            }
        )
    if at is not None:
        shapes.append(
            {
                "type": "line",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": theme.ink, "width": 1, "dash": "dot"},
            }
        )
    return Panel(
        title=title,
        note=note,
        alt=f"{title} by training step: {note}.",
        data=[
            line(
                steps,
                series,
                name,
                colour,
                width=1.8,
                hovertemplate=f"{name} %{{y:.3f}}<extra>step %{{x}}</extra>",
            )
            for (name, series), colour in zip(values.items(), colours, strict=False)
        ],
        layout=theme.layout(
            x="training step",
            y=y,
            showlegend=len(values) > 1,
            shapes=shapes,
            annotations=words,
            xaxis={"range": [0, rounded(int(steps[-1]))]},
            yaxis={"range": [0, highest]},
            legend={
                "x": 1,
                "xanchor": "right",
                "bgcolor": "rgba(0,0,0,0)",
                **({"y": 0.88, "yanchor": "top"} if falls else {"y": 0.1, "yanchor": "bottom"}),
            },
            margin={"l": 44, "r": 8, "t": 8, "b": 34},
            hovermode="x unified",
        ),
        height=LOW,
    )


def rounded(step: int) -> int:
    """The end of the axis: the next of 200, 400, 800 ... so that it rarely moves."""
    end = 200
    while end < step:
        end *= 2
    return end


def moment(step: int, latest: int) -> int | None:
    """The step to mark: none while the latest picture is shown."""
    return None if step == latest else step
