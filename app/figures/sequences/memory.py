"""The memory race: accuracy by step and by lag, and the gradient on its way back through time."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.percent import percent
from core.sequences.memory import SOLVED, Frame

SMALLEST = 1e-12  # of a gradient's norm that is still shown
LARGEST = 1e30
ROOM = 10**2.5  # what the axis shows of gradients that do not explode
HEIGHT = 275
VANISHED, EXPLODED = 1e-3, 1e3  # what is left of a gradient


def _bands(x: np.ndarray, values: np.ndarray, frame: Frame, theme: Theme, hover: str) -> list[dict]:
    """For each variant the mean over its seeds (V, S, n), and from the worst to the best."""
    traces = []
    for v, variant in enumerate(frame.variants):
        colour = theme.classes[v]
        low, mean, high = values[v].min(axis=0), values[v].mean(axis=0), values[v].max(axis=0)
        traces += [
            line(
                x, low, variant, colour, width=0, mode="lines", showlegend=False, hoverinfo="skip"
            ),
            line(
                x,
                high,
                variant,
                colour,
                width=0,
                mode="lines",
                showlegend=False,
                hoverinfo="skip",
                fill="tonexty",
                fillcolor=f"{colour}38",
            ),
            line(x, mean, variant, colour, hovertemplate=f"{variant}: {hover}<extra></extra>"),
        ]
    return traces


def _chance(frame: Frame, theme: Theme) -> list[dict]:
    return [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": 100 * frame.chance,
            "y1": 100 * frame.chance,
            "line": {"color": theme.muted, "width": 1, "dash": "dash"},
        }
    ]


def by_step(shown: Frame, latest: Frame, theme: Theme, *, total: int) -> Panel:
    """Accuracy at the longest lag against the training step."""
    now = shown.accuracy[:, :, -1].mean(axis=1)
    said = ", ".join(f"{n} {percent(a)}" for n, a in zip(shown.variants, now, strict=True))
    shapes = _chance(shown, theme)
    if shown.step != latest.step:
        shapes.append(
            {
                "type": "line",
                "x0": shown.step,
                "x1": shown.step,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": theme.ink, "width": 1, "dash": "dot"},
            }
        )
    reach = max(100, min(total, 100 * -(-latest.step // 100)))
    return Panel(
        title=f"Accuracy at lag {shown.lags[-1]}",
        note=f"dashed: chance, {percent(shown.chance)}",
        alt=f"Validation accuracy at lag {shown.lags[-1]} after {shown.step} steps: {said}.",
        data=_bands(latest.steps, 100 * latest.accuracy, latest, theme, "%{y:.0f}% at step %{x}"),
        layout=theme.layout(
            x="training step",
            y="accuracy",
            xaxis={"range": [0, reach]},
            yaxis={"range": [0, 104], "ticksuffix": "%"},
            showlegend=True,
            shapes=shapes,
            margin={"l": 50, "r": 8, "t": 26, "b": 34},
        ),
        height=HEIGHT,
        main=True,
    )


def by_lag(frame: Frame, theme: Theme) -> Panel:
    """Accuracy now against the lag."""
    now = frame.by_lag.mean(axis=1)
    said = "; ".join(
        f"{name}: "
        + ", ".join(f"lag {lag} {percent(a)}" for lag, a in zip(frame.lags, row, strict=True))
        for name, row in zip(frame.variants, now, strict=True)
    )
    return Panel(
        title="Accuracy by lag",
        note="now, mean and range of the seeds",
        alt=f"Validation accuracy after {frame.step} steps. {said}.",
        data=_bands(frame.lags, 100 * frame.by_lag, frame, theme, "%{y:.0f}% at lag %{x}"),
        layout=theme.layout(
            x="lag (steps)",
            y="accuracy",
            xaxis={
                "type": "log",
                "range": [-0.05, float(np.log10(frame.lags[-1])) + 0.05],
                "tickvals": frame.lags.tolist(),
            },
            yaxis={"range": [0, 104], "ticksuffix": "%"},
            shapes=_chance(frame, theme),
            margin={"l": 50, "r": 8, "t": 26, "b": 34},
        ),
        height=HEIGHT,
    )


def gradient(frame: Frame, theme: Theme) -> Panel:
    """||d loss / d h_t|| by how many steps before the end t lies."""
    steps = frame.gradient.shape[-1]
    back = np.arange(steps)
    # What is smaller leaves the picture instead of seeming to settle at its lower end.
    norms = np.clip(frame.gradient[..., ::-1], SMALLEST * 1e-3, LARGEST)
    # Six decades at a time, so that the axis seldom moves.
    largest = float(np.nanmax(norms, initial=ROOM))
    top = float(6 * np.ceil(np.log10(largest / ROOM) / 6) + np.log10(ROOM))
    factors = frame.factor().mean(axis=1)
    said = ", ".join(f"{n} × {f:.3f}" for n, f in zip(frame.variants, factors, strict=True))
    return Panel(
        title="Gradient through time",
        note="‖∂loss / ∂h‖ on its way back",
        alt=f"Norm of the gradient at each of {steps} hidden states. On average, a step back "
        f"multiplies it by: {said}.",
        data=_bands(back, norms, frame, theme, "%{y:.2e}, %{x} steps before the end"),
        layout=theme.layout(
            x="steps before the end",
            y="gradient norm (log)",
            xaxis={"range": [0, steps - 1]},
            yaxis={
                "type": "log",
                "range": [float(np.log10(SMALLEST)), top],
                "dtick": 3 if largest == ROOM else 6,
                "exponentformat": "power",
            },
            margin={"l": 58, "r": 8, "t": 26, "b": 34},
        ),
        height=HEIGHT,
    )


def in_words(frame: Frame, *, about: str, truncate: int = 0, shortest: int = 1) -> list[str]:
    """Which variants solved the task and when, and the size of the gradient on the way back.

    ``truncate`` is how far back training lets the error travel, 0 where it may go all the way;
    ``shortest`` is the shortest lag to train on.
    """
    said = [about]
    far = int(frame.lags[-1])
    if shortest > 1:
        lags = f"lags of {shortest} to {far}" if shortest < far else f"a lag of {far}"
        said.append(
            f"Training uses only {lags}. The shorter ones in “Accuracy by lag” never occur in "
            "training, so a network that has not solved the task may fail there as well."
        )
    if 0 < truncate < far:
        said.append(
            f"In training the gradient travels back only {truncate} steps, so no cell can learn "
            f"from an input {far} steps back. The plot shows the full gradient, without this "
            "truncation."
        )
    steps = frame.gradient.shape[-1] - 1
    for v, variant in enumerate(frame.variants):
        accuracy, solved = frame.accuracy[v, :, -1], frame.solved[v]
        factor = float(frame.factor()[v].mean())
        left = factor**steps
        fate = "vanishes" if left < VANISHED else "explodes" if left > EXPLODED else "survives"
        done = int((solved >= 0).sum())
        when = (
            f"{done} of {len(solved)} seeds reached {percent(SOLVED)} at lag {far}, at step "
            f"{float(np.mean(solved[solved >= 0])):.0f} on average; now {percent(accuracy.mean())}"
            if done
            else f"no seed has reached {percent(SOLVED)} at lag {far} "
            f"(now {percent(accuracy.mean())}, chance {percent(frame.chance)})"
        )
        said.append(
            f"**{variant}**: {when}. Each step back multiplies the gradient by {factor:.3f}, "
            f"{steps} steps by {left:.1e}: it {fate}."
        )
    if frame.step == 0:
        said.append("Press Play: all networks train together, on the same tasks.")
    return said
