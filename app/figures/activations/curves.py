"""The curves with their slopes, and where the data lands on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.figures.activations.colours import colour
from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.activations.curves import FLAT, Curve, Probe, word
from core.activations.preactivations import Preactivations
from core.percent import bounded_percent

TALL, LOW = 254, 142  # pixels
LEGEND = 5  # the curves have room for this many names; the rows of the other pictures name all
INPUTS, OUTPUTS, SLOPES = [-6.5, 6.5], [-1.5, 3.5], [-0.2, 1.25]


def curves(
    shown: Sequence[Curve], probes: Sequence[Probe], arriving: Preactivations, theme: Theme
) -> Panel:
    """The curves over each other, the probe on them, and under them the data on the same axis."""
    x = probes[0].x
    inputs = arriving.inputs
    centres = (inputs.edges[1:] + inputs.edges[:-1]) / 2
    data = [_curve(curve, curve.value, "of %{x:.2f} is %{y:.3f}", theme) for curve in shown]
    data += [
        _marker(probe, probe.value, OUTPUTS, f"has output {probe.value:.3f}", theme)
        for probe in probes
    ]
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": centres,
            "y": 100 * inputs.share,
            "yaxis": "y2",
            "line": {"color": theme.muted, "width": 1, "shape": "hvh"},
            "fill": "tozeroy",
            "showlegend": False,
            "hovertemplate": "%{y:.1f}% of the data lie around %{x:.1f}<extra></extra>",
        }
    )
    layout = theme.layout(
        x="weighted sum x",
        y="output",
        xaxis={"range": INPUTS, "anchor": "y2"},
        yaxis={"range": OUTPUTS, "domain": [0.27, 1]},
        shapes=[_probe_line(x, theme)],
        showlegend=len(shown) <= LEGEND,
        legend={
            "x": 0.01,
            "y": 1,
            "xanchor": "left",
            "yanchor": "top",
            "font": {"color": theme.ink},
            "bgcolor": "rgba(0,0,0,0)",
        },
    )
    layout["yaxis2"] = layout["yaxis"] | {
        "title": {"text": "data", "standoff": 6},
        "domain": [0, 0.22],
        "ticksuffix": "%",
        # The usual bells fit; a narrower one would only be cut off.
        "range": [0, max(8, 105 * float(inputs.share.max()))],
        "nticks": 3,
    }
    seen = _inside(inputs.edges, inputs.share, INPUTS)
    beyond = (
        f" · {bounded_percent(1 - seen)} of the data lie outside the plot" if seen < 0.995 else ""
    )
    values = ", ".join(f"{probe.name} {probe.value:.2f}" for probe in probes)
    return Panel(
        title="Curve",
        note=f"probe at x = {x:g}{beyond}",
        alt=f"Curves of {', '.join(curve.name for curve in shown)}. Outputs at x = {x:g}: "
        f"{values}. Below, the histogram of the data on the same axis.",
        data=data,
        layout=layout,
        height=TALL,
    )


def slopes(shown: Sequence[Curve], probes: Sequence[Probe], theme: Theme) -> Panel:
    """The slopes: the factors that multiply a gradient on its way back."""
    data = [_curve(curve, curve.slope, "at %{x:.2f} has slope %{y:.3f}", theme) for curve in shown]
    data += [
        _marker(probe, probe.slope, SLOPES, f"has slope {probe.slope:.3f}", theme)
        for probe in probes
    ]
    values = ", ".join(f"{probe.name} {probe.slope:.2f}" for probe in probes)
    flat = {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": SLOPES[0],
        "y1": FLAT,
        "fillcolor": theme.grid,
        "opacity": 0.45,
        "line": {"width": 0},
        "layer": "below",
    }
    label = {
        "xref": "paper",
        "x": 0.99,
        "y": (SLOPES[0] + FLAT) / 2,
        "showarrow": False,
        "text": f"flat: less than {bounded_percent(FLAT)} of the gradient passes back",
        "font": {"size": 11},
        "xanchor": "right",
    }
    return Panel(
        title="Slope",
        note="multiplies the gradient on its way back",
        alt=f"Slopes of the curves. At x = {probes[0].x:g}: {values}.",
        data=data,
        layout=theme.layout(
            x="weighted sum x",
            y="slope",
            xaxis={"range": INPUTS},
            yaxis={"range": SLOPES},
            shapes=[flat, _probe_line(probes[0].x, theme)],
            annotations=[label],
        ),
        height=TALL,
    )


def outputs(preactivations: Sequence[Preactivations], theme: Theme) -> Panel:
    """What comes out: a histogram of the outputs for each activation, one row each."""
    data, beyond = [], []
    for row, each in _rows(preactivations):
        edges, share = each.outputs.edges, each.outputs.share
        # Each bin from its left edge to its right one, and down to the floor at both ends.
        height = np.pad(np.repeat(share, 2), 1) * 0.82 / (share.max() or 1.0)
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": np.repeat(edges, 2),
                "y": row + height,
                "fill": "toself",
                "fillcolor": colour(each.name, theme),
                "hoveron": "points",
                "line": {"color": colour(each.name, theme), "width": 1},
                "customdata": 100 * np.pad(np.repeat(share, 2), 1, mode="edge"),
                "hovertemplate": f"{each.name}: %{{customdata:.1f}}% of the outputs lie around "
                "%{x:.2f}<extra></extra>",
            }
        )
        seen = _inside(edges, share, OUTPUTS)
        if seen < 0.995:
            beyond.append(
                {
                    "x": OUTPUTS[1],
                    "y": row + 0.4,
                    "xanchor": "right",
                    "showarrow": False,
                    "text": f"{bounded_percent(1 - seen)} beyond",
                    "font": {"size": 11},
                }
            )
    means = np.array([each.mean for each in preactivations])
    data.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": means,
            "y": np.array([float(row) for row, _ in _rows(preactivations)]),
            "marker": {"symbol": "triangle-up", "size": 9, "color": theme.ink},
            "hovertemplate": "mean of the outputs: %{x:.2f}<extra></extra>",
        }
    )
    return Panel(
        title="Outputs",
        note="▲ mean · each row scaled to its highest bin",
        alt="Histograms of the outputs. Means: "
        + ", ".join(f"{each.name} {each.mean:.2f}" for each in preactivations)
        + ".",
        data=data,
        layout=theme.layout(
            x="output",
            y="",
            xaxis={"range": OUTPUTS, "zerolinecolor": theme.muted},
            yaxis=_row_axis(preactivations, theme),
            annotations=beyond,
            margin={"l": 78, "r": 8, "t": 2, "b": 34},
        ),
        height=_rows_height(preactivations),
    )


def states(preactivations: Sequence[Preactivations], theme: Theme) -> Panel:
    """The share of the data for which each activation is responsive, flat or saturated."""
    rows = np.array([row + 0.4 for row, _ in _rows(preactivations)])
    own = [colour(each.name, theme) for each in preactivations]
    data = []
    for state, colours in (("responds", own), ("silent", theme.grid), ("saturated", theme.muted)):
        shares = np.array([getattr(each, state) for each in preactivations])
        words = [word(each.name, state) for each in preactivations]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": 100 * shares,
                "y": rows,
                "width": 0.78,
                "marker": {"color": colours},
                "insidetextanchor": "middle",
                "textangle": 0,
                "text": [
                    f"{said} {bounded_percent(share)}" if share > 0.2 else ""
                    for said, share in zip(words, shares, strict=True)
                ],
                "textposition": "inside",
                "hovertext": [
                    f"{each.name}: {said}" for each, said in zip(preactivations, words, strict=True)
                ],
                "hovertemplate": "%{hovertext} for %{x:.1f}% of the data<extra></extra>",
            }
        )
    beside = [
        {
            "x": 102,
            "y": row,
            "xanchor": "left",
            "showarrow": False,
            "font": {"size": 12},
            "text": f"slope {each.mean_slope:.2f} · no gradient {bounded_percent(each.blocked)}",
        }
        for row, each in zip(rows, preactivations, strict=True)
    ]
    return Panel(
        title="States of the units",
        note="mean slope · share of the data without a gradient",
        alt="Shares of the data: "
        + "; ".join(
            f"{each.name} {word(each.name, 'responds')} {bounded_percent(each.responds)}, "
            f"{word(each.name, 'silent')} {bounded_percent(each.silent)}, "
            f"saturated {bounded_percent(each.saturated)}, no gradient "
            f"{bounded_percent(each.blocked)}, mean slope {each.mean_slope:.2f}"
            for each in preactivations
        )
        + ".",
        data=data,
        layout=theme.layout(
            x="share of the data (%)",
            y="",
            xaxis={"range": [0, 192], "tickvals": [0, 25, 50, 75, 100], "zeroline": False},
            yaxis=_row_axis(preactivations, theme),
            barmode="stack",
            annotations=beside,
            margin={"l": 78, "r": 8, "t": 2, "b": 34},
        ),
        height=_rows_height(preactivations),
    )


def _curve(curve: Curve, y: np.ndarray, says: str, theme: Theme) -> dict:
    trace = line(
        curve.x,
        y,
        curve.name,
        colour(curve.name, theme),
        hovertemplate=f"{curve.name} {says}<extra></extra>",
    )
    # Plotly leaves out points that it finds in line, and a bend would show its corners.
    trace["line"]["simplify"] = False
    return trace


def _marker(probe: Probe, y: float, span: list[float], says: str, theme: Theme) -> dict:
    """The probe on a curve; where the curve has left the frame, an arrow on the frame's edge."""
    at = min(max(y, span[0] + 0.03), span[1] - 0.06)
    symbol = "circle" if at == y else "triangle-up" if y > at else "triangle-down"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": np.array([probe.x]),
        "y": np.array([at]),
        "marker": {
            "size": 11,
            "symbol": symbol,
            "color": colour(probe.name, theme),
            "line": {"width": 1.5, "color": theme.paper},
        },
        "cliponaxis": False,
        "showlegend": False,
        "hovertemplate": f"{probe.name} at {probe.x:g} {says}<extra></extra>",
    }


def _probe_line(x: float, theme: Theme) -> dict:
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.ink, "width": 1, "dash": "dot"},
    }


def _inside(edges: np.ndarray, share: np.ndarray, span: list[float]) -> float:
    """The share of a histogram that lies within ``span``; a bin counts by its centre."""
    centres = (edges[1:] + edges[:-1]) / 2
    return float(share[(centres > span[0]) & (centres < span[1])].sum())


def _rows(preactivations: Sequence[Preactivations]) -> list[tuple[int, Preactivations]]:
    """Each activation with the floor of its row, the first at the top."""
    return [(len(preactivations) - 1 - i, each) for i, each in enumerate(preactivations)]


def _row_axis(preactivations: Sequence[Preactivations], theme: Theme) -> dict:
    return {
        "range": [-0.1, len(preactivations)],
        "showgrid": False,
        "zeroline": False,
        "tickvals": [row + 0.4 for row, _ in _rows(preactivations)],
        "ticktext": [
            f'<span style="color:{colour(each.name, theme)}">■</span> {each.name}'
            for each in preactivations
        ],
        "title": {"text": ""},
    }


def _rows_height(preactivations: Sequence[Preactivations]) -> int:
    return max(LOW, 38 + 24 * len(preactivations))
