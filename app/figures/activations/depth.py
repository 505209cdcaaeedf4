"""What is left of a signal on its way through the layers, one line for each activation."""

from __future__ import annotations

import numpy as np

from app.figures.activations.colours import colour, veil
from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.activations.depth import SignalPropagation

TALL, LOW = 250, 180  # pixels
LAYERS = [-0.3, 20.3]
SIGNAL = [-1.6, 2.1]
DECADES = [-8.3, 4.3]  # of a standard deviation


def signal(measured: SignalPropagation, theme: Theme) -> Panel:
    """The mean of each layer's outputs, in a band of one standard deviation on each side."""
    data = []
    for name, mean, spread in zip(measured.names, measured.mean, measured.spread, strict=True):
        own = colour(name, theme)
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "line": {"width": 0},
                "x": np.concatenate([measured.layer, measured.layer[::-1]]),
                "y": np.concatenate([mean + spread, (mean - spread)[::-1]]),
                "fill": "toself",
                "fillcolor": veil(own, 0.14),
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
        data.append(
            line(
                measured.layer,
                mean,
                name,
                own,
                customdata=spread,
                mode="lines+markers",
                marker={"size": 5},
                hovertemplate=f"{name}, layer %{{x}}: mean %{{y:.3f}}, "
                f"standard deviation %{{customdata:.3g}}"
                "<extra></extra>",
            )
        )
    last = [
        f"{name} {mean:.2f} ± {spread:.2g}"
        for name, mean, spread in _last(measured, measured.mean, measured.spread)
    ]
    return Panel(
        title="Mean and standard deviation of the signal",
        note="line: mean, band: ± one standard deviation",
        alt=f"Mean and standard deviation of the outputs of layers 0 to {measured.layer[-1]}. In "
        f"the last layer: {', '.join(last)}.",
        data=data,
        layout=theme.layout(
            x="layer (0 is the input)",
            y="output",
            xaxis={"range": LAYERS, "dtick": 5},
            yaxis={"range": SIGNAL, "zerolinecolor": theme.muted},
            showlegend=True,
            legend={
                "x": 0.99,
                "y": 1,
                "xanchor": "right",
                "yanchor": "top",
                "orientation": "h",
                "font": {"color": theme.ink},
                "bgcolor": "rgba(0,0,0,0)",
            },
        ),
        height=TALL,
    )


def push(measured: SignalPropagation, theme: Theme) -> Panel:
    """How far one example pushes all weights of a unit the same way."""
    return _lines(
        measured,
        100 * measured.same_push,
        theme,
        title="One-sided gradient of the next layer",
        note="100%: all weights rise or all fall",
        y="gradient with the same sign (%)",
        says="%{y:.0f}% of the gradient has the same sign",
        yaxis={"range": [48, 103]},
        height=TALL,
    )


def spread(measured: SignalPropagation, theme: Theme) -> Panel:
    """The standard deviation on a log axis, where fading and exploding are straight lines."""
    return _lines(
        measured,
        measured.spread,
        theme,
        title="Standard deviation, log axis",
        note="falling line: vanishing; rising line: exploding",
        y="standard deviation",
        says="standard deviation %{y:.2e}",
        yaxis=_decades(),
        height=LOW,
    )


def contrast(measured: SignalPropagation, theme: Theme) -> Panel:
    """What is left of the difference between one example and another."""
    return _lines(
        measured,
        measured.contrast,
        theme,
        title="Difference between examples, log axis",
        note="towards zero: all inputs look the same",
        y="contrast",
        says="examples differ by %{y:.2e}",
        yaxis=_decades(),
        height=LOW,
    )


def _lines(
    measured: SignalPropagation,
    values: np.ndarray,
    theme: Theme,
    *,
    title: str,
    note: str,
    y: str,
    says: str,
    yaxis: dict,
    height: int,
) -> Panel:
    last = ", ".join(f"{name} {value:.3g}" for name, value in _last(measured, values))
    return Panel(
        title=title,
        note=note,
        alt=f"{title} by layer. In the last layer: {last}.",
        data=[
            line(
                measured.layer,
                row,
                name,
                colour(name, theme),
                mode="lines+markers",
                marker={"size": 5},
                hovertemplate=f"{name}, layer %{{x}}: {says}<extra></extra>",
            )
            for name, row in zip(measured.names, values, strict=True)
        ],
        layout=theme.layout(x="layer", y=y, xaxis={"range": LAYERS, "dtick": 5}, yaxis=yaxis),
        height=height,
    )


def _decades() -> dict:
    exponents = range(-8, 5, 4)
    return {
        "type": "log",
        "range": DECADES,
        "tickvals": [10.0**exponent for exponent in exponents],
        "ticktext": [f"1e{exponent}" if exponent else "1" for exponent in exponents],
    }


def _last(measured: SignalPropagation, *values: np.ndarray) -> list[tuple]:
    """The names with what was measured in the last layer."""
    return list(zip(measured.names, *(rows[:, -1].tolist() for rows in values), strict=True))
