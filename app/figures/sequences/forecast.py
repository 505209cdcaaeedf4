"""A forecast beside simple ones: in validation, beyond the data, by horizon, and the losses."""

from __future__ import annotations

import numpy as np

from app.figures.common import line, typed
from app.plot import Panel
from app.theme import Theme
from core.parsing.columns import counted
from core.percent import percent
from core.sequences.forecast import NAIVE, SEASONAL, Frame
from core.sequences.forecast_errors import WITHIN
from core.sequences.series import Series

SHOWN = 70  # values before the forecast
LABELLED = 4  # dates on an axis: more do not fit on a phone
DASHES = {NAIVE: "dot", SEASONAL: "dash"}


def series(frame: Frame, whole: Series, theme: Theme) -> Panel:
    """The series around one validation window, and what each model forecasts there."""
    horizon = frame.forecasts.shape[1]
    first, end = max(0, frame.start - SHOWN), frame.start + horizon
    values = whole.values[first:end]
    traces = [_known(whole, first, end, theme)]
    traces += _forecasts(frame, frame.forecasts, frame.start, whole, theme)
    (begins,) = whole.labels(frame.start, frame.start + 1)
    return Panel(
        title="A forecast in the validation part",
        note=f"{counted(horizon, 'step')} ahead, from {begins}",
        alt=f"The series {whole.name}, and its next {horizon} values as forecast by "
        f"{', '.join(frame.models)}.",
        data=traces,
        layout=_along_dates(
            whole, first, end, frame.start - 1, np.r_[values, frame.forecasts.ravel()], theme
        ),
        height=260,
        main=True,
    )


def future(frame: Frame, whole: Series, theme: Theme) -> Panel:
    """The end of the series and each model's forecast of what comes after it.

    The band around the best one is as wide as its errors in validation.
    """
    count, horizon = len(whole.values), frame.future.shape[1]
    first, end = max(0, count - SHOWN // 2), count + horizon
    best = frame.models[frame.best]
    ahead = np.arange(count, end)
    low, high = frame.future[frame.best] + frame.band
    words = f"{percent(WITHIN)} of {best}'s errors in validation"
    edge = {"showlegend": False, "width": 0, "mode": "lines", "hoverinfo": "skip"}
    colour = theme.classes[frame.best]
    traces = [
        line(ahead, low, "", colour, **edge),
        line(ahead, high, "", colour, fill="tonexty", fillcolor=f"{colour}33", **edge),
        _known(whole, first, count, theme),
        *_forecasts(frame, frame.future, count, whole, theme, dated=True),
    ]
    reach = np.concatenate([whole.values[first:], frame.future.ravel(), low, high])
    return Panel(
        title="Beyond the data",
        note=f"band: {words}",
        alt=f"The end of the series {whole.name} and {horizon} values beyond it as forecast by "
        f"{', '.join(frame.models)}. {best} ends at {frame.future[frame.best, -1]:.3g}, in a band "
        f"from {low[-1]:.3g} to {high[-1]:.3g}.",
        data=traces,
        # The legend is that of the picture before it.
        layout=_along_dates(whole, first, end, count - 1, reach, theme, most=LABELLED - 1)
        | {"showlegend": False},
        height=260,
    )


def _known(whole: Series, first: int, end: int, theme: Theme) -> dict:
    """The series itself, with the date of each value."""
    dated = whole.moments is not None
    return line(
        np.arange(first, end),
        whole.values[first:end],
        typed(whole.name),
        theme.muted,
        customdata=whole.labels(first, end),
        hovertemplate=("%{customdata}: " if dated else "") + "%{y:.4g}<extra></extra>",
    )


def _forecasts(
    frame: Frame,
    forecasts: np.ndarray,
    start: int,
    whole: Series,
    theme: Theme,
    *,
    dated: bool = False,
) -> list[dict]:
    """Each model's forecast from the value before ``start`` on; ``dated`` puts dates in hovers."""
    horizon = forecasts.shape[1]
    at = np.arange(start - 1, start + horizon)
    dates = whole.labels(start - 1, start + horizon)
    said = "%{customdata}, " if dated and whole.moments is not None else ""
    return [
        line(
            at,
            np.concatenate([whole.values[start - 1 : start], forecast]),
            name,
            theme.classes[model],
            mode="lines",
            dash=DASHES.get(name, "solid"),
            width=2.5,
            customdata=dates,
            hovertemplate=f"{said}{name}: %{{y:.4g}}<extra></extra>",
        )
        for model, (name, forecast) in enumerate(zip(frame.models, forecasts, strict=True))
    ]


def _along_dates(
    whole: Series,
    first: int,
    end: int,
    begins: int,
    reach: np.ndarray,
    theme: Theme,
    most: int = LABELLED,
) -> dict:
    """A layout from ``first`` up to ``end`` with dates below, and a line where a forecast begins.

    The values stand at equal distances, so dates are words at some of them and not an axis.
    """
    pad = 0.08 * float(np.ptp(reach)) or 1.0
    axis: dict = {"range": [first, end], "unifiedhovertitle": {"text": "step %{x}"}}
    if whole.moments is not None:
        # In the middle of equal parts: a word at an end would be cut off.
        parts = np.linspace(first, end, 2 * most + 1)[1::2]
        places = np.unique(parts.round().astype(int))
        labels = whole.labels(first, end)
        axis |= {
            "tickmode": "array",
            "tickvals": places.tolist(),
            "ticktext": [labels[place - first] for place in places],
        }
    return theme.layout(
        x="date" if whole.moments is not None else "step",
        y="value",
        showlegend=True,
        hovermode="x unified",
        xaxis=axis,
        yaxis={"range": [float(reach.min()) - pad, float(reach.max()) + pad]},
        shapes=[
            {
                "type": "line",
                "x0": begins,
                "x1": begins,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": theme.ink, "width": 1, "dash": "dot"},
            }
        ],
        margin={"l": 50, "r": 8, "t": 26, "b": 34},
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
                dash=DASHES.get(name, "solid"),
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
    """Training and validation loss by epoch, on a log axis; a ring at the lowest validation."""
    epoch = np.arange(latest.losses.shape[1])
    now = shown.losses[:, -1]
    values = np.maximum(latest.losses, 1e-9)
    best = int(values[1].argmin())
    return Panel(
        title="Loss",
        note=f"training {now[0]:#.3g}, validation {now[1]:#.3g}",
        alt=f"Mean squared error {now[0]:.3g} in training, {now[1]:.3g} in validation, where it "
        f"was lowest after epoch {best}.",
        data=[
            *(
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
            ),
            {
                "type": "scatter",
                "mode": "markers",
                "x": epoch[best : best + 1],
                "y": values[1, best : best + 1],
                "name": "lowest validation",
                "marker": {"symbol": "circle-open", "size": 10, "color": theme.ink},
                "hovertemplate": "lowest validation, epoch %{x}: %{y:.3g}<extra></extra>",
            },
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
