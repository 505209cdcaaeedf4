"""A kernel that slides along a signal: the signal under it, its products, and what comes out."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.convolution.signal import PULSES, SAMPLES, Filtered

HIGH, LOW = 190, 170
TIME = np.arange(SAMPLES)
SPAN = [-1, SAMPLES]


def signal(done: Filtered, theme: Theme) -> Panel:
    """The signal with its noise, what is really there, and the window of the kernel."""
    limit = _limit(done.noisy, done.clean)
    data = [
        line(
            TIME,
            done.noisy,
            "with noise",
            theme.classes[7],
            width=1,
            hovertemplate="sample %{x}: %{y:.2f} with noise<extra></extra>",
        ),
        line(
            TIME,
            done.clean,
            "true signal",
            theme.positive,
            width=2,
            hovertemplate="sample %{x}: %{y:.2f} without noise<extra></extra>",
        ),
    ]
    return Panel(
        title="Signal",
        note=f"noise of {done.settings.noise:g} · the band is the kernel's window",
        alt=f"A signal of {SAMPLES} samples ({done.settings.signal}), with noise of "
        f"{done.settings.noise:g}; the kernel is at sample {done.settings.place}.",
        data=data,
        layout=theme.layout(
            x="sample",
            y="signal",
            xaxis={"range": SPAN},
            yaxis={"range": [-limit, limit]},
            shapes=[_window(done, theme)],
            showlegend=True,
        ),
        height=HIGH,
        main=True,
    )


def output(done: Filtered, theme: Theme) -> Panel:
    """What the kernel makes of it, where it stands, and what it has found."""
    limit = _limit(done.output, done.ideal)
    place = done.settings.place
    data = [
        line(
            TIME,
            done.output,
            "output",
            theme.negative,
            hovertemplate="sample %{x}: output %{y:.2f}<extra></extra>",
        ),
        line(
            TIME,
            done.ideal,
            "without noise",
            theme.positive,
            width=1,
            dash="dot",
            hovertemplate="sample %{x}: output %{y:.2f} without noise<extra></extra>",
        ),
        {
            "type": "scatter",
            "mode": "markers",
            "x": np.array([place]),
            "y": done.output[[place]],
            "name": "kernel here",
            "marker": {"size": 11, "color": theme.ink},
            "hovertemplate": "sample %{x}: the products add up to %{y:.3f}<extra></extra>",
        },
    ]
    if len(done.places):
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": done.found,
                "y": done.output[done.found],
                "name": "strongest",
                "marker": {
                    "size": 12,
                    "symbol": "circle-open",
                    "color": theme.classes[3],
                    "line": {"width": 2},
                },
                "hovertemplate": "one of the strongest outputs, at sample %{x}<extra></extra>",
            }
        )
    marks = [
        {
            "type": "line",
            "x0": place,
            "x1": place,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": theme.muted, "width": 1, "dash": "dot"},
        }
        for place in done.places
    ]
    sought = "pulses" if len(done.places) == PULSES else "steps"
    return Panel(
        title="Output",
        note=f"dotted: the true {sought}"
        if len(done.places)
        else "this signal has nothing to find",
        alt=f"The output; at sample {place} it is {done.output[place]:.2f}. "
        f"{done.hits(done.found)} of {len(done.places)} true places are among the strongest.",
        data=data,
        layout=theme.layout(
            x="sample",
            y="sum of products",
            xaxis={"range": SPAN},
            yaxis={"range": [-limit, limit]},
            shapes=marks,
            showlegend=True,
        ),
        height=HIGH,
    )


def kernel(done: Filtered, theme: Theme) -> Panel:
    """The kernel's weights."""
    return _bars(
        done.kernel,
        "Kernel",
        f"{len(done.kernel)} weights, sum {_sum(done.kernel)}",
        "weight",
        theme.positive,
        theme,
    )


def products(done: Filtered, theme: Theme) -> Panel:
    """Weight times sample, at the place where the kernel stands."""
    return _bars(
        done.products,
        "Products at this position",
        f"they add up to {_sum(done.products)}",
        "weight × sample",
        theme.negative,
        theme,
    )


def _bars(values: np.ndarray, title: str, note: str, what: str, colour: str, theme: Theme) -> Panel:
    half = len(values) // 2
    limit = 1.15 * float(np.abs(values).max()) or 1.0
    return Panel(
        title=title,
        note=note,
        alt=f"{title}: {len(values)} bars from {values.min():.2f} to {values.max():.2f}; {note}.",
        data=[
            {
                "type": "bar",
                "x": np.arange(len(values)) - half,
                "y": values,
                "marker": {"color": colour},
                "hovertemplate": "%{x} from the middle: %{y:.3f}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="samples from the middle",
            y=what,
            xaxis={"range": [-half - 0.8, len(values) - half - 0.2]},
            yaxis={"range": [-limit, limit], "nticks": 4},
            margin={"l": 62, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )


def _window(done: Filtered, theme: Theme) -> dict:
    return {
        "type": "rect",
        "x0": float(done.under[0]) - 0.5,
        "x1": float(done.under[-1]) + 0.5,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": theme.classes[2],
        "opacity": 0.25,
        "line": {"width": 0},
        "layer": "below",
    }


def _limit(*curves: np.ndarray) -> float:
    return 1.2 * max(0.5, *(float(np.abs(curve).max()) for curve in curves))


def _sum(values: np.ndarray) -> str:
    # What rounding leaves of a sum that is zero is not worth a power of ten.
    return f"{round(float(values.sum()), 9) + 0.0:.3g}".replace("-", "−")
