"""The course of a game: losses, D's accuracy, G's distance from the data, and its modes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.figures.common import line
from app.figures.gans.plane import TALL
from app.figures.train.curves import horizon
from app.plot import Panel
from app.theme import Theme
from core import run
from core.gans.evaluate import Coverage, Floor
from core.gans.frame import Frame
from core.gans.pair import PairFrame
from core.gans.run import TOTAL

LOW = 185  # pixels
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
        said=f"real {100 * now.real_accuracy[-1]:.0f}% · fake {100 * now.fake_accuracy[-1]:.0f}%",
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
    due = 500 / count
    return Panel(
        title="Modes",
        note=f"{found.covered} of {count} · {100 * found.good:.0f}% good",
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
            y="good points of 500",
            yaxis={"range": [0, 3 * due]},
            xaxis={"range": [0.3, count + 0.7], "tick0": 0, "dtick": max(1, count // 5)},
            shapes=[_level(due, theme)],
        ),
        height=LOW,
    )


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
    shapes = [] if level is None else [_level(level, theme)]
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


def _level(value: float, theme: Theme) -> dict:
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


def both_losses(frame: PairFrame, latest: PairFrame, theme: Theme) -> Panel:
    """The losses of two games on one axis: A solid, B dashed."""
    traces = []
    for name, game, dash in (("A", latest.a, "solid"), ("B", latest.b, "dash")):
        for player, colour in (("D", theme.positive), ("G", theme.negative)):
            column = "discriminator_loss" if player == "D" else "generator_loss"
            values = getattr(game.history, column)
            traces.append(
                curve(game.history.step, values, f"{player} of {name}", colour, dash=dash)
            )
    said = "A solid, B dashed"
    panel = curves(
        frame.a, latest.a, theme, title="Losses of A and B", said=said, y="loss", traces=traces
    )
    return replace(panel, height=TALL)


def both_distances(frame: PairFrame, latest: PairFrame, floor: Floor, theme: Theme) -> Panel:
    """How far each of two games is from the data, beside the floor."""
    histories = latest.a.history, latest.b.history
    traces = [
        curve(history.step, history.wasserstein, name, theme.classes[3], dash=dash)
        for name, history, dash in zip("AB", histories, ("solid", "dash"), strict=True)
    ]
    values = np.concatenate([history.wasserstein for history in histories])
    return curves(
        frame.a,
        latest.a,
        theme,
        title="Distance",
        y="sliced Wasserstein",
        said=f"A {frame.a.history.wasserstein[-1]:.3f} · B {frame.b.history.wasserstein[-1]:.3f} · "
        f"perfect {floor.wasserstein:.3f}",
        traces=traces,
        level=floor.wasserstein,
        yaxis=log_axis(values, floor.wasserstein),
    )


def both_modes(frame: PairFrame, theme: Theme) -> Panel:
    """The share of good points of two games by iteration."""
    a, b = frame.a.coverage, frame.b.coverage
    assert a is not None  # both games are about modes
    assert b is not None
    traces = [
        curve(
            game.history.step,
            game.history.good,
            f"{name}: {found.covered} modes",
            theme.classes[2],
            dash=dash,
        )
        for name, game, found, dash in (("A", frame.a, a, "solid"), ("B", frame.b, b, "dash"))
    ]
    return curves(
        frame.a,
        frame.a,
        theme,
        title="Good points",
        y="share",
        traces=traces,
        said=f"A {100 * a.good:.0f}% · B {100 * b.good:.0f}%",
        yaxis={"range": [0, 1.04]},
    )
