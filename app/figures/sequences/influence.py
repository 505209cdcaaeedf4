"""How much every character of a text mattered for one prediction."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.figures.common import line
from app.figures.sequences.heat import named
from app.plot import Panel
from app.theme import Theme
from core.sequences.through_time import KINDS

SMALLEST = 1e-9  # that is still shown; what is smaller leaves the picture


def lines(found: Mapping[str, np.ndarray], text: str, theme: Theme) -> Panel:
    """||d logit / d character|| for each cell, on a log axis, the latest character at the right."""
    at = np.arange(1, len(text) + 1)
    names = [named(character) for character in text]
    largest = max(float(values.max()) for values in found.values())
    return Panel(
        title="Gradient of the prediction for every character",
        note="‖∂logit / ∂x‖, log axis",
        alt="; ".join(
            f"{kind}: from {values[0]:.1e} at the first character to {values[-1]:.1e} at the last"
            for kind, values in found.items()
        )
        + ".",
        data=[
            line(
                at,
                np.maximum(values, SMALLEST * 1e-3),
                kind,
                theme.classes[KINDS.index(kind)],
                mode="lines+markers",
                marker={"size": 3},
                text=names,
                hovertemplate=f"{kind}: %{{y:.2e}} at %{{x}} “%{{text}}”<extra></extra>",
            )
            for kind, values in found.items()
        ],
        layout=theme.layout(
            x="character",
            y="gradient norm (log)",
            showlegend=True,
            xaxis={"range": [0.5, len(text) + 0.5]},
            yaxis={
                "type": "log",
                "range": [float(np.log10(SMALLEST)), float(np.log10(max(largest, 1e-8))) + 0.3],
                "dtick": 2,
                "exponentformat": "power",
            },
            margin={"l": 58, "r": 8, "t": 24, "b": 34},
        ),
        height=230,
        main=True,
    )
