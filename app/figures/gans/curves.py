"""Curves over the iterations of a game, which several views draw."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.figures.train.curves import horizon
from app.plot import Panel
from app.theme import Theme
from core import run
from core.gans.play import TOTAL

LOW = 185  # pixels


def said_losses(discriminator: float, generator: float) -> str:
    """Both losses in a few words."""
    if not np.isfinite(discriminator + generator):
        return "after the first round"
    return f"D {discriminator:.2f} · G {generator:.2f}"


def curve(
    steps: np.ndarray, values: np.ndarray, name: str, colour: str, dash: str = "solid"
) -> dict:
    """Values by iteration."""
    return line(
        steps,
        values,
        name,
        colour,
        width=1.5,
        dash=dash,
        hovertemplate=f"{name}: %{{y:.3f}}<extra>iteration %{{x}}</extra>",
    )


def curves(
    frame: run.Frame,
    latest: run.Frame,
    theme: Theme,
    *,
    title: str,
    y: str,
    said: str,
    traces: list[dict],
    level: float | None = None,
    yaxis: dict | None = None,
) -> Panel:
    """Curves over iterations, a dashed ``level``, and a line at the step shown."""
    shapes = [] if level is None else [level_line(level, theme)]
    if frame.step != latest.step:
        shapes.append(
            {
                "type": "line",
                "x0": frame.step,
                "x1": frame.step,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": theme.muted, "width": 1},
            }
        )
    end = 20 * horizon(latest.step // 20, TOTAL // 20)
    return Panel(
        title=title,
        note=said,
        alt=f"{title} by iteration, at iteration {frame.step}: {said}.",
        data=traces,
        layout=theme.layout(
            x="iteration",
            y=y,
            xaxis={"range": [0, end]},
            yaxis=yaxis or {},
            hovermode="x unified",
            showlegend=len(traces) > 1,
            shapes=shapes,
            legend={
                "x": 1,
                "y": 1,
                "xanchor": "right",
                "yanchor": "top",
                "bgcolor": "rgba(0,0,0,0)",
            },
        ),
        height=LOW,
    )


def level_line(value: float, theme: Theme) -> dict:
    """A dashed line across the whole picture."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": theme.muted, "width": 1.5, "dash": "dash"},
    }


def log_axis(values: np.ndarray, low: float) -> dict:
    """A log axis whose ends are whole halves of a decade, so that it rarely moves."""
    top = np.log10(max(float(np.nanmax(values)), low))
    begin, end = np.floor(2 * np.log10(low) - 0.5) / 2, np.ceil(2 * top + 0.2) / 2
    leading = (1, 2, 5) if end - begin <= 2 else (1,)
    ticks = [digit * 10.0**power for power in range(-5, 5) for digit in leading]
    return {
        "type": "log",
        "range": [float(begin), float(end)],
        "tickvals": ticks,
        "ticktext": [f"{tick:g}" for tick in ticks],
    }
