"""What sharing weights saves: three layers counted over image size, and one of them as a matrix."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.plot import Panel, Raster
from app.theme import Theme
from core.convolution.parameters import FULL, LOCAL, SHARED, Saving
from core.percent import percent

TALL = 330
CRISP = 6  # pixels of a matrix entry's side
RANGE = [0.3, 15.7]  # powers of ten: from a single weight to more than any computer has


def colour(name: str, theme: Theme) -> str:
    """A layer's colour on every picture."""
    return theme.classes[(FULL, LOCAL, SHARED).index(name)]


def growth(saving: Saving, theme: Theme) -> Panel:
    """Parameters over image size, both on log axes: straight lines whose slopes tell the power."""
    side = saving.settings.side
    data = []
    for count in saving.counts:
        own = colour(count.name, theme)
        data.append(
            line(
                saving.sides,
                saving.curves[count.name],
                count.name,
                own,
                mode="lines+markers",
                marker={"size": 5},
                hovertemplate=f"{count.name}, %{{x}} pixels per side: %{{y:,.0f}} parameters"
                "<extra></extra>",
            )
        )
        data.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": np.array([float(side)]),
                "y": np.array([float(count.parameters)]),
                "text": [f"{count.parameters:,}"],
                "textposition": _beside(count.name, side),
                "textfont": {"color": theme.ink},
                "marker": {"size": 12, "color": own, "line": {"width": 1.5, "color": theme.paper}},
                "showlegend": False,
                "cliponaxis": False,
                "hovertemplate": f"{count.name}: {count.parameters:,} parameters<extra></extra>",
            }
        )
    ticks = [4, 8, 16, 32, 64, 128, 256]
    return Panel(
        title="Parameters over image size",
        note="both axes logarithmic",
        alt=f"Parameters for an image of {side} pixels per side: "
        + ", ".join(f"{count.name} {count.parameters:,}" for count in saving.counts)
        + ".",
        data=data,
        layout=theme.layout(
            x="image size (pixels per side)",
            y="parameters",
            xaxis={
                "type": "log",
                "range": [0.55, 2.45],
                "tickvals": ticks,
                "ticktext": [str(tick) for tick in ticks],
            },
            yaxis={
                "type": "log",
                "range": RANGE,
                "tickvals": [10.0**power for power in (3, 6, 9, 12)],
                "ticktext": ["thousand", "million", "billion", "trillion"],
            },
            margin={"l": 74, "r": 8, "t": 24, "b": 34},
            showlegend=True,
        ),
        height=TALL,
        main=True,
    )


def _beside(name: str, side: int) -> str:
    """Where a count is written so that no line runs through it: they rise to the right."""
    if side > 64:
        return "top left"
    if name == FULL:
        return "top left" if side >= 16 else "top center"
    return "bottom right"


def matrix(saving: Saving, theme: Theme) -> Panel:
    """The convolution of a small image as the weights of a fully connected layer."""
    outputs, inputs = saving.matrix.shape
    weights = saving.settings.window**2
    small = round(inputs**0.5)
    shades = np.linspace(60, 255, max(2, weights)).round().astype(int)
    # The paper for no weight; else a shade for each weight of the kernel.
    colours = np.concatenate([[theme.sequential[0]], theme.sequential[shades]]).astype(np.uint8)
    words = ("no weight", *(f"weight {number + 1} of the kernel" for number in range(weights)))
    zero = float((saving.matrix == 0).mean())
    # A raster's first row is its lowest, a matrix's its highest; and browsers blur few pixels.
    index = saving.matrix[::-1].repeat(CRISP, axis=0).repeat(CRISP, axis=1)
    rows = np.arange(0, outputs, 10)
    return Panel(
        title="Equivalent full matrix",
        note=f"{small} × {small} pixels · {percent(zero)} empty",
        alt=f"A matrix of {outputs} outputs by {inputs} inputs, {percent(zero)} of it zero; the "
        f"same {weights} weights repeat in every row, shifted by one step.",
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.array([0.0]),
                "y": np.array([0.0]),
                "marker": {"opacity": 0},
                "hoverinfo": "skip",
            }
        ],
        layout=theme.layout(
            x="input pixel",
            y="output number",
            xaxis={
                "range": [-0.5, inputs - 0.5],
                "showgrid": False,
                "zeroline": False,
                "constrain": "domain",
            },
            yaxis={
                "range": [-0.5, outputs - 0.5],
                "showgrid": False,
                "zeroline": False,
                "tickvals": outputs - 1 - rows,
                "ticktext": [str(row) for row in rows],
            },
        ),
        raster=Raster(index, colours, (-0.5, inputs - 0.5), (-0.5, outputs - 0.5), words),
        height=TALL,
    )
