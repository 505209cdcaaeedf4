"""One batch at the start: gradient, signal, factor and outputs of every layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.figures.common import line
from app.figures.gradients.scales import colour, decades, exponents, layers_axis, said
from app.plot import Panel, Raster
from app.theme import Theme
from core.cache import shared
from core.gradients.at_initialisation import BINS, LARGEST, SMALLEST, Start

TALL, LOW = 248, 186  # pixels
TOPS = (1.25, 2.5, 5.0, 10.0, 25.0)  # ends of the axis of factors
MANY = 40  # layers
CRISP = 120  # pixels that a raster has at least across: the browser smooths what is coarse


def gradient(starts: Mapping[str, Start], theme: Theme) -> Panel:
    """The gradient that arrives at each layer, as theory has it, and that of its weights."""
    data, curves = [], []
    for place, (name, one) in enumerate(starts.items()):
        own, prefix = colour(place, theme), f"{name}: " if len(starts) > 1 else ""
        for label, values, style in (
            ("of the outputs", one.arriving, {"mode": "lines"}),
            ("theory", one.theory, {"mode": "lines", "dash": "dot", "width": 1.5}),
            ("of the weights", one.weights, _style(one, "circle-open")),
        ):
            curves.append(exponents(values))
            data.append(
                line(
                    one.layer,
                    curves[-1],
                    label,
                    own,
                    **style,
                    customdata=said(values),
                    showlegend=place == 0,
                    hovertemplate=f"{prefix}layer %{{x}}, {label}: %{{customdata}}<extra></extra>",
                )
            )
    axis = decades(curves)
    first = ", ".join(f"{name} {one.arriving[0]:.1e}" for name, one in starts.items())
    return Panel(
        title="Gradient by layer",
        note="gradients flow right to left" if len(starts) == 1 else "A blue, B orange",
        alt=f"Length of the gradient at each hidden layer on a log axis. At layer 1: {first}.",
        data=data,
        layout=theme.layout(
            x="hidden layer",
            y="gradient norm",
            xaxis=layers_axis(_depth(starts)),
            yaxis=axis,
            showlegend=True,
            **_limits(axis["range"], curves, theme, clear="bottom"),
            legend={
                "x": 1,
                "y": 1.02,
                "xanchor": "right",
                "yanchor": "bottom",
                "orientation": "h",
                "font": {"size": 11},
            },
            margin={"l": 58, "r": 8, "t": 20, "b": 34},
        ),
        height=TALL,
        main=True,
    )


def signal(starts: Mapping[str, Start], theme: Theme) -> Panel:
    """The size of each layer's outputs, and how much of it differs from example to example."""
    data, curves = [], []
    for place, (name, one) in enumerate(starts.items()):
        own, prefix = colour(place, theme), f"{name}: " if len(starts) > 1 else ""
        for label, values, style in (
            ("size", one.signal, {}),
            ("difference between examples", one.contrast, {"dash": "dash", "width": 1.5}),
        ):
            curves.append(exponents(values))
            data.append(
                line(
                    one.layer,
                    curves[-1],
                    label,
                    own,
                    mode="lines",
                    **style,
                    customdata=said(values),
                    showlegend=place == 0,
                    hovertemplate=f"{prefix}layer %{{x}}, {label}: %{{customdata}}<extra></extra>",
                )
            )
    axis = decades(curves)
    last = ", ".join(f"{name} {one.signal[-1]:.1e}" for name, one in starts.items())
    return Panel(
        title="Signal by layer",
        note="signals flow left to right" if len(starts) == 1 else "A blue, B orange",
        alt=f"Root mean square of each layer's outputs on a log axis. In the last layer: {last}.",
        data=data,
        layout=theme.layout(
            x="hidden layer",
            y="output (root mean square)",
            xaxis=layers_axis(_depth(starts)),
            yaxis=axis,
            showlegend=True,
            **_limits(axis["range"], curves, theme, clear="top"),
            legend={
                "x": 1,
                "y": 1.02,
                "xanchor": "right",
                "yanchor": "bottom",
                "orientation": "h",
                "font": {"size": 11},
            },
            margin={"l": 58, "r": 8, "t": 20, "b": 34},
        ),
        height=TALL,
    )


def factor(starts: Mapping[str, Start], theme: Theme) -> Panel:
    """What each layer multiplies the gradient by, measured and expected."""
    data = []
    for place, (name, one) in enumerate(starts.items()):
        own, prefix = colour(place, theme), f"{name}: " if len(starts) > 1 else ""
        data += [
            line(
                one.layer[1:],
                one.expected[1:],
                f"{prefix}expected",
                own,
                mode="lines",
                dash="dot",
                width=1.5,
                hovertemplate=f"{prefix}layer %{{x}}: expected × %{{y:.3f}}<extra></extra>",
            ),
            line(
                one.layer[1:],
                one.factor[1:],
                f"{prefix}measured",
                own,
                **_style(one, "circle"),
                hovertemplate=f"{prefix}layer %{{x}}: × %{{y:.3f}}<extra></extra>",
            ),
        ]
    shown = np.concatenate([np.append(one.factor[1:], one.expected[1:]) for one in starts.values()])
    largest = float(np.nanmax(np.append(shown[np.isfinite(shown)], 0.0)))
    top = next((top for top in TOPS if largest <= top), float(np.ceil(largest)))
    sigmoid = any(one.settings.activation == "sigmoid" for one in starts.values())
    means = ", ".join(f"{name} × {one.shrink:.3g}" for name, one in starts.items())
    lines = [(1.0, theme.muted)] + [(0.25, theme.classes[3])] * sigmoid
    return Panel(
        title="Factor of each layer",
        note=means.removeprefix("A ") if len(starts) == 1 else means,
        alt="Factor by which each layer multiplies the gradient on its way back, measured (dots) "
        f"and expected (dotted line). On average: {means}.",
        data=data,
        layout=theme.layout(
            x="hidden layer",
            y="gradient × factor",
            xaxis=layers_axis(_depth(starts)),
            yaxis={"range": [0, top], "zeroline": False},
            shapes=[_level(value, tint) for value, tint in lines],
            annotations=[
                {
                    "xref": "paper",
                    "x": 1,
                    "xanchor": "right",
                    "y": 0.25,
                    "yanchor": "bottom",
                    "yshift": 5,
                    "text": "largest sigmoid slope: 0.25",
                    "showarrow": False,
                    "font": {"size": 11, "color": theme.ink},
                }
            ]
            if sigmoid
            else [],
            margin={"l": 48, "r": 8, "t": 8, "b": 34},
        ),
        height=LOW,
    )


def histogram(
    name: str, starts: Mapping[str, Start], theme: Theme, *, title: str, note: str = ""
) -> Panel:
    """The outputs of each layer's activation: a column of shades for each layer of this network."""
    one = starts[name]
    depth = len(one.layer)
    # A square root: a tenth of the fullest bin is still plain to see.
    fullest = float(one.histogram.max())
    index = np.rint(255 * np.sqrt(one.histogram.T / fullest)).astype(np.uint8)  # (BINS, L)
    wide = np.repeat(index, -(-CRISP // depth), axis=1).repeat(-(-CRISP // BINS), axis=0)
    x, y = (0.5, depth + 0.5), (one.low, one.high)
    return Panel(
        title=title,
        note=note,
        alt=f"Histogram of the outputs of {name}'s activations in each of {depth} hidden layers.",
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.array(x),
                "y": np.array(y),
                "marker": {"opacity": 0},
                "hoverinfo": "skip",
            }
        ],
        layout=theme.layout(
            x="hidden layer",
            y="output of the activation",
            xaxis={**layers_axis(_depth(starts)), "showgrid": False},
            yaxis={"range": list(y), "showgrid": False, "zeroline": False, "nticks": 5},
            margin={"l": 48, "r": 8, "t": 8, "b": 34},
        ),
        raster=Raster(wide, theme.sequential, x, y, _shares(fullest)),
        height=LOW,
    )


def units(starts: Mapping[str, Start], theme: Theme) -> Panel:
    """The shares of dead units and of saturated outputs in each layer."""
    data = []
    for place, (name, one) in enumerate(starts.items()):
        own, prefix = colour(place, theme), f"{name}: " if len(starts) > 1 else ""
        for label, values, style in (
            ("dead", one.dead, {"width": 2.5}),
            ("saturated", one.saturated, {"dash": "dash", "width": 1.5}),
        ):
            data.append(
                line(
                    one.layer,
                    100 * values,
                    label,
                    own,
                    mode="lines",
                    **style,
                    showlegend=place == 0,
                    hovertemplate=f"{prefix}layer %{{x}}: %{{y:.0f}}% {label}<extra></extra>",
                )
            )
    first = next(iter(starts.values()))
    average = f"{100 * first.dead.mean():.0f}% and {100 * first.saturated.mean():.0f}%"
    shares = "; ".join(
        f"{name} {100 * one.dead.mean():.0f}% dead, {100 * one.saturated.mean():.0f}% saturated"
        for name, one in starts.items()
    )
    return Panel(
        title="Dead and saturated",
        note=average if len(starts) == 1 else "",
        alt=f"Shares of dead units and saturated outputs by layer. On average: {shares}.",
        data=data,
        layout=theme.layout(
            x="hidden layer",
            y="share (%)",
            xaxis=layers_axis(_depth(starts)),
            yaxis={"range": [-4, 104], "zeroline": False},
            showlegend=True,
            legend={
                "x": 1,
                "y": 1.02,
                "xanchor": "right",
                "yanchor": "bottom",
                "orientation": "h",
                "font": {"size": 11},
            },
            margin={"l": 48, "r": 8, "t": 20, "b": 34},
        ),
        height=LOW,
    )


@shared
def _shares(fullest: float) -> tuple[str, ...]:
    """What each shade of a histogram says."""
    return tuple(
        f"{100 * fullest * (shade / 255) ** 2:.1f}% of its outputs" for shade in range(256)
    )


def _style(one: Start, symbol: str) -> dict:
    """Dots of a few layers; a line for many, as each dot is an element that the browser draws."""
    if len(one.layer) > MANY:
        return {"mode": "lines", "dash": "dash" if "open" in symbol else "solid", "width": 1.5}
    return {"mode": "markers", "marker": {"size": 6, "symbol": symbol}}


def _depth(starts: Mapping[str, Start]) -> int:
    return max(len(one.layer) for one in starts.values())


def _level(value: float, tint: str) -> dict:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": tint, "width": 1, "dash": "dash"},
        "layer": "below",
    }


def _limits(shown: list[float], curves: list[np.ndarray], theme: Theme, *, clear: str) -> dict:
    """Where float32 ends, as far as the axis reaches there: shapes and annotations of a layout.

    ``clear`` is the side of the upper end on which it is written, where no curve is on the right.
    Where everything is zero, that is said instead.
    """
    ends = (
        (float(np.log10(SMALLEST)), "top", "below this, float32 becomes zero"),
        (float(np.log10(LARGEST)), clear, "above this, float32 overflows"),
    )
    reached = [end for end in ends if shown[0] < end[0] < shown[1]]
    look = {"xref": "paper", "showarrow": False, "font": {"size": 11, "color": theme.muted}}
    words = [
        {"x": 1, "xanchor": "right", "y": end, "yanchor": side, "text": text, **look}
        for end, side, text in reached
    ]
    if not np.isfinite(np.concatenate(curves)).any():
        words = [
            {"x": 0.5, "yref": "paper", "y": 0.5, "text": "exactly zero in every layer", **look}
        ]
    return {"shapes": [_level(end, theme.muted) for end, *_ in reached], "annotations": words}
