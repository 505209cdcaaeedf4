"""A forecast beside its baselines: the series, the errors by horizon, the losses."""

from __future__ import annotations

import numpy as np

from app.figures.common import line, typed
from app.plot import Panel
from app.theme import Theme
from core.percent import percent
from core.sequences.forecast import NAIVE, Frame
from core.sequences.series import Series

SHOWN = 70  # values before the forecast
NO_BETTER = 0.95  # share of the last value's error from which a forecast is no better
OUTSIDE = 0.2  # share of the validation part outside the training range that the text mentions


def series(frame: Frame, whole: Series, cut: int, theme: Theme) -> Panel:
    """The series around one validation window, and what each model forecasts there."""
    horizon = frame.forecasts.shape[1]
    first = max(0, frame.start - SHOWN)
    at = np.arange(first, frame.start + horizon)
    values = whole.values[first : frame.start + horizon]
    future = np.arange(frame.start - 1, frame.start + horizon)
    last = whole.values[frame.start - 1]
    traces = [
        line(at, values, typed(whole.name), theme.muted, hovertemplate="%{y:.3g}<extra></extra>")
    ]
    for model, (name, forecast) in enumerate(zip(frame.models, frame.forecasts, strict=True)):
        traces.append(
            line(
                future,
                np.concatenate([[last], forecast]),
                name,
                theme.classes[model],
                mode="lines",
                dash="dot" if name == NAIVE else "solid",
                width=2.5,
                hovertemplate=f"{name}: %{{y:.3g}}<extra></extra>",
            )
        )
    reach = np.concatenate([values, frame.forecasts.ravel()])
    pad = 0.08 * float(np.ptp(reach)) or 1.0
    return Panel(
        title="A forecast in the validation part",
        note=f"{horizon} steps ahead, from step {frame.start}",
        alt=f"The series {whole.name}, and its next {horizon} values as forecast by "
        f"{', '.join(frame.models)}.",
        data=traces,
        layout=theme.layout(
            x="step",
            y="value",
            showlegend=True,
            hovermode="x unified",
            xaxis={"range": [first, frame.start + horizon]},
            yaxis={"range": [float(reach.min()) - pad, float(reach.max()) + pad]},
            shapes=[
                {
                    "type": "line",
                    "x0": frame.start - 1,
                    "x1": frame.start - 1,
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": theme.ink, "width": 1, "dash": "dot"},
                }
            ],
            margin={"l": 50, "r": 8, "t": 26, "b": 34},
        ),
        height=260,
        main=True,
    )


def errors(frame: Frame, theme: Theme) -> Panel:
    """The mean absolute error of each model by how far ahead it forecasts."""
    ahead = np.arange(1, frame.errors.shape[1] + 1)
    means = frame.errors.mean(axis=1)
    return Panel(
        title="Error by horizon",
        note="mean absolute, validation",
        alt="Mean absolute error: "
        + ", ".join(f"{n} {e:.3g}" for n, e in zip(frame.models, means, strict=True))
        + ".",
        data=[
            line(
                ahead,
                values,
                name,
                theme.classes[model],
                mode="lines+markers",
                dash="dot" if name == NAIVE else "solid",
                hovertemplate=f"{name}, %{{x}} ahead: %{{y:.3g}}<extra></extra>",
            )
            for model, (name, values) in enumerate(zip(frame.models, frame.errors, strict=True))
        ],
        layout=theme.layout(
            x="steps ahead",
            y="mean absolute error",
            xaxis={"range": [0.5, len(ahead) + 0.5]},
            yaxis={"range": [0, 1.1 * float(frame.errors[1:].max()) or 1.0]},
            margin={"l": 56, "r": 8, "t": 8, "b": 34},
        ),
        height=250,
    )


def losses(shown: Frame, latest: Frame, theme: Theme, *, epochs: int) -> Panel:
    """Training and validation loss by epoch, on a log axis."""
    epoch = np.arange(latest.losses.shape[1])
    now = shown.losses[:, -1]
    values = np.maximum(latest.losses, 1e-9)
    return Panel(
        title="Loss",
        note=f"training {now[0]:#.3g}, validation {now[1]:#.3g}",
        alt=f"Mean squared error {now[0]:.3g} in training, {now[1]:.3g} in validation.",
        data=[
            line(
                epoch,
                curve,
                name,
                colour,
                hovertemplate=f"{name} in epoch %{{x}}: %{{y:.3g}}<extra></extra>",
            )
            for name, curve, colour in (
                ("training", values[0], theme.positive),
                ("validation", values[1], theme.negative),
            )
        ],
        layout=theme.layout(
            x="epoch",
            y="mean squared error (log)",
            showlegend=True,
            xaxis={"range": [0, max(10, min(epochs, 10 * -(-len(epoch) // 10)))]},
            yaxis={
                "type": "log",
                "dtick": "D2",
                "range": [float(np.log10(values.min())) - 0.2, float(np.log10(values.max())) + 0.2],
            },
            margin={"l": 56, "r": 8, "t": 24, "b": 34},
        ),
        height=250,
    )


def in_words(frame: Frame, beyond: float = 0.0) -> list[str]:
    """Which model forecasts best, and what that means.

    ``beyond`` is the share of the validation part that lies outside all that training has seen.
    """
    means = dict(zip(frame.models, frame.errors.mean(axis=1), strict=True))
    cell, linear, naive = frame.models
    best = min(means, key=means.__getitem__)
    said = [
        f"Mean absolute error over the horizon in validation: {cell} {means[cell]:.3g}, linear fit "
        f"{means[linear]:.3g}, last value {means[naive]:.3g}. Best now: {best}."
    ]
    if frame.step == 0:
        said.append("Press Play to train: the network has not learnt anything yet.")
    if means[naive] == 0:
        said.append("The series does not change here: repeating the last value is always correct.")
        return said
    share, share_linear = (means[name] / means[naive] for name in (cell, linear))
    if min(share, share_linear) > NO_BETTER:
        said.append(
            f"The {cell} has {percent(share)} of the error of repeating the last value, the linear "
            f"fit {percent(share_linear)}. If the future is unpredictable, as in a random "
            "walk, no model does better."
        )
    elif frame.step and share > NO_BETTER:
        said.append(
            f"The {cell} has {percent(share)} of the error of repeating the last value so far. It "
            f"can improve: the linear fit has {percent(share_linear)}."
        )
    elif frame.step:
        said.append(
            f"The {cell} has {percent(share)} of the error of repeating the last value and "
            f"{percent(share / max(share_linear, 1e-9))} of that of a linear fit."
        )
    if beyond > OUTSIDE:
        said.append(
            f"{percent(beyond)} of the validation part lies outside the range of the training "
            "data: a network has not learnt what to do there, while a linear fit extrapolates."
        )
    return said
