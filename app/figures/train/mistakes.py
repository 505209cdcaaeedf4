"""The examples that the network gets wrong."""

from __future__ import annotations

import numpy as np

from app.figures.common import typed
from app.plot import Panel
from app.theme import Theme
from core.train.history import Measured

HEIGHT = 180  # pixels
MANY, LINE = 10, 14  # more classes than MANY need a line of LINE pixels each


def mistakes(
    frame: Measured, names: tuple[str, ...], theme: Theme, *, coloured: bool = False
) -> Panel:
    """Which classes of the validation points the network confuses.

    ``coloured`` puts the colour that a class has in a map beside its name.
    """
    counts = frame.confusion_validation
    assert counts is not None  # of classes there is one
    names = tuple(map(typed, names))
    dots = [
        f'<span style="color:{colour}">●</span> {name}' if coloured else name
        for name, colour in zip(names, theme.class_colours(len(names)), strict=True)
    ]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    wrong = int(counts.sum() - np.trace(counts))
    note = f"{wrong} of {int(counts.sum())} wrong"
    ticks = {"nticks": 10, "automargin": True, "tickfont": {"size": 10 if len(names) > 7 else 12}}
    many = len(names) > MANY
    every = {"tickvals": list(names), "tickangle": -90, "tickfont": {"size": 9}} if many else {}
    return Panel(
        title="Validation mistakes",
        note=note,
        alt=f"Confusion matrix of the validation points: {note}.",
        data=[
            {
                "type": "heatmap",
                "z": 100 * shares,
                "x": list(names),
                "y": list(names),
                "zmin": 0,
                "zmax": 100,
                "colorscale": theme.scale(theme.sequential),
                "showscale": False,
                "xgap": 1,
                "ygap": 1,
                "text": counts,
                "texttemplate": "%{text}" if len(names) < 7 else "",
                "hovertemplate": "true %{y}, predicted %{x}: %{text} (%{z:.0f}%)<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="predicted",
            y="true",
            xaxis={"type": "category", "showgrid": False, **ticks, **every},
            yaxis={
                "type": "category",
                "showgrid": False,
                "autorange": "reversed",
                "tickvals": list(names),
                "ticktext": dots,
                **ticks,
            },
        ),
        height=LINE * (len(names) + MANY) if many else HEIGHT,
    )
