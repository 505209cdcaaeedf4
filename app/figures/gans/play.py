"""How a game goes on: losses, who is right, how far G is from the data, and which modes it has."""

from __future__ import annotations

import numpy as np

from app.figures.gans.curves import LOW, curve, curves, level_line, log_axis, said_losses
from app.plot import Panel
from app.theme import Theme
from core.gans.evaluate import SAMPLE, Coverage, Floor
from core.gans.frame import Frame
from core.percent import bounded_percent

LEAST = 1e-4  # squared MMD on a log axis
WASSERSTEIN, DISCREPANCY = DISTANCES = ("sliced Wasserstein", "MMD")


def losses(frame: Frame, latest: Frame, theme: Theme) -> Panel:
    """Both losses by iteration. That they do not fall is the point."""
    history = latest.history
    return curves(
        frame,
        latest,
        theme,
        title="Losses",
        y="loss",
        said=said_losses(frame.history.discriminator_loss[-1], frame.history.generator_loss[-1]),
        traces=[
            curve(history.step, history.discriminator_loss, "D", theme.positive),
            curve(history.step, history.generator_loss, "G", theme.negative),
        ],
    )


def accuracy(frame: Frame, latest: Frame, theme: Theme) -> Panel:
    """How often D is right about real and about fake points; it guesses at a half."""
    history, now = latest.history, frame.history
    return curves(
        frame,
        latest,
        theme,
        title="D's accuracy",
        y="share",
        said=f"real {bounded_percent(now.real_accuracy[-1])} · "
        f"fake {bounded_percent(now.fake_accuracy[-1])}",
        traces=[
            curve(history.step, history.real_accuracy, "real", theme.positive),
            curve(history.step, history.fake_accuracy, "fake", theme.negative),
        ],
        level=0.5,
        yaxis={"range": [0, 1.04]},
    )


def distance(
    frame: Frame, latest: Frame, floor: Floor, theme: Theme, *, what: str = WASSERSTEIN
) -> Panel:
    """The distance to the data beside that of a perfect sampler, which is not zero."""
    history = latest.history
    if what == WASSERSTEIN:
        values = history.wasserstein
        mean, high, name = floor.wasserstein, floor.wasserstein_high, "sliced Wasserstein"
        said = f"{frame.history.wasserstein[-1]:.3f} · perfect {mean:.3f}"
    else:
        values = history.mmd.clip(LEAST)
        # A perfect sampler reads about 0, of either sign. A log axis shows its upper limit instead.
        mean = high = max(floor.mmd_high, LEAST)
        name = "squared MMD"
        said = f"{frame.history.mmd[-1]:.4f} · perfect up to {floor.mmd_high:.4f}"
    panel = curves(
        frame,
        latest,
        theme,
        title="Distance",
        y=name,
        said=said,
        traces=[curve(history.step, values, name, theme.classes[3])],
        level=mean,
        yaxis=log_axis(values, mean),
    )
    panel.layout["shapes"].append(
        {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": 1e-6,
            "y1": high,
            "line": {"width": 0},
            "fillcolor": theme.muted,
            "opacity": 0.18,
            "layer": "below",
        }
    )
    return panel


def modes(found: Coverage, theme: Theme) -> Panel:
    """The number of good points at each mode, beside the expected number."""
    count = len(found.counts)
    numbers = np.arange(1, count + 1)
    due = SAMPLE / count
    return Panel(
        title="Modes",
        note=f"{found.covered} of {count} · {bounded_percent(found.good)} good",
        alt=f"Good points at each of {count} modes: {', '.join(map(str, found.counts))}.",
        data=[
            {
                "type": "bar",
                "x": numbers,
                "y": found.counts.astype(np.float32),
                "name": "points",
                "marker": {"color": theme.negative},
                "hovertemplate": "mode %{x}: %{y} good points<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="mode",
            y=f"good points of {SAMPLE}",
            yaxis={"range": [0, 3 * due]},
            xaxis={"range": [0.3, count + 0.7], "tick0": 0, "dtick": max(1, count // 5)},
            shapes=[level_line(due, theme)],
        ),
        height=LOW,
    )
