"""One iteration in slow motion: what has happened so far, and the plane at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.figures.gans.plane import TALL, Columns, discriminator_map
from app.plot import Panel
from app.theme import Theme
from core.gans.frame import ARROWS, Frame
from core.gans.slow_motion import Moment

SHOWN = 128  # fake points of a batch that are drawn


def told(moments: Sequence[Moment], at: int, theme: Theme) -> Panel:
    """All moments in a list: those that have come with their numbers, the present one marked."""
    words = []
    for number, moment in enumerate(moments):
        now, past = number == at, number <= at
        colour = theme.positive if moment.player == "D" else theme.negative
        words.append(
            _text(
                f"{number + 1}. {moment.title}",
                number,
                colour if past else theme.muted,
                15 if now else 13,
                0.0,
            )
        )
        if past:
            words.append(
                _text(moment.sentence, number + 0.42, theme.ink if now else theme.muted, 12, 0.06)
            )
    hidden = {
        "showgrid": False,
        "zeroline": False,
        "showticklabels": False,
        "fixedrange": True,
        "linecolor": "rgba(0,0,0,0)",
    }
    moment = moments[at]
    return Panel(
        title=f"{at + 1} of {len(moments)}: {moment.title}",
        note="blue: D's half · orange: G's half",
        alt=f"{moment.title}: {moment.sentence}.",
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.zeros(1),
                "y": np.zeros(1),
                "marker": {"size": 1, "opacity": 0},
                "hoverinfo": "skip",
            }
        ],
        layout=theme.layout(
            x="",
            y="",
            xaxis={**hidden, "range": [0, 1]},
            yaxis={**hidden, "range": [len(moments) - 0.2, -0.5]},
            annotations=words,
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
            hovermode=False,
        ),
        height=TALL + 40,
    )


def _text(text: str, row: float, colour: str, size: int, left: float) -> dict:
    return {
        "text": text,
        "x": left,
        "y": row,
        "xanchor": "left",
        "showarrow": False,
        "font": {"color": colour, "size": size},
    }


def plane(moment: Moment, real: np.ndarray, theme: Theme, *, columns: Columns = None) -> Panel:
    """The plane at that moment, with this iteration's own fake points."""
    none = np.zeros((0, 2), np.float32)
    fake = none if moment.fake is None else moment.fake[:SHOWN]
    gradient = none if moment.generator_gradient is None else moment.generator_gradient[:ARROWS]
    frame: Frame = replace(moment.frame, fake=fake, generator_gradient=gradient)
    panel = discriminator_map(frame, real, theme, layers=("arrows",), columns=columns)
    if moment.moved is not None:
        panel.data.append(_moves(fake, moment.moved[:SHOWN], theme))
    # Words that the map has by itself are of the moment before D's step.
    alt = f"The plane. {moment.title}: {moment.sentence}."
    return replace(panel, height=TALL + 40, note=moment.sentence, alt=alt)


def _moves(before: np.ndarray, after: np.ndarray, theme: Theme) -> dict:
    """From each point to where the same noise lands now."""
    gap = np.full_like(before, np.nan)
    path = np.stack([before, after, gap], axis=1).reshape(-1, 2)  # (N, 3, 2) -> (3·N, 2)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": path[:, 0],
        "y": path[:, 1],
        "name": "moved",
        "line": {"color": theme.ink, "width": 1.5},
        "hoverinfo": "skip",
    }
