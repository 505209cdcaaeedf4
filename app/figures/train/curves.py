"""The curves of loss and metric, and the gradients of each layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.train.frame import Frame
from core.train.history import History, Measured, brief

HEIGHT = 180  # pixels
TRAIN, VALIDATION, MEAN = "training", "validation", "validation, 5-epoch mean"


def curves(
    shown: Measured,
    latest: Measured,
    theme: Theme,
    *,
    what: str = "loss",
    log: bool = False,
    epochs: int,
    pinned: History | None = None,
    now: np.ndarray | None = None,
    mean: np.ndarray | None = None,
    marks: Mapping[str, int] | None = None,
) -> Panel:
    """Training and validation ``what`` (loss or metric) over the epochs, a mark at the one shown.

    ``pinned`` adds the curves of a run that was kept for comparison, in thin dashes. ``now`` (2,)
    are both values of the picture shown, where they are newer than those of its last epoch.
    ``mean`` adds the running mean of the validation values, and ``marks`` named epochs.
    """
    named = marks or {}
    title = latest.metric_name.capitalize() if what == "metric" else "Loss"
    colours = ((TRAIN, theme.muted), (VALIDATION, theme.positive))
    last = latest.epoch if pinned is None else max(latest.epoch, int(pinned.epochs[-1]))
    traces = []
    for history, extra, suffix in (
        (pinned, {"width": 1.5, "dash": "dash"}, ", pinned"),
        (latest.history, {}, ""),
    ):
        if history is None:
            continue
        for part, colour in colours:
            column = "train" if part == TRAIN else part
            traces.append(
                line(
                    history.epochs,
                    getattr(history, f"{column}_{what}"),
                    f"{part}{suffix}",
                    colour,
                    hovertemplate=f"{part}{suffix}: %{{y:.4f}}<extra></extra>",
                    **extra,
                )
            )
    if mean is not None:
        hover = f"{MEAN}: %{{y:.4f}}<extra></extra>"
        traces.append(
            line(
                latest.history.epochs,
                mean,
                MEAN,
                theme.ink,
                width=1.5,
                dash="dot",
                hovertemplate=hover,
            )
        )
    both: Iterable[float]
    if now is None:
        both = [getattr(shown.history, f"{part}_{what}")[-1] for part in ("train", VALIDATION)]
    else:
        both = now
    said = " · ".join(
        f"{part} {brief(value, 3)}" for part, value in zip((TRAIN, VALIDATION), both, strict=True)
    )
    return Panel(
        title=title,
        note=said if what == "loss" else "",
        alt=f"{title} by epoch, at epoch {shown.epoch}: {said}."
        + "".join(f" Marked: {name}, epoch {epoch}." for name, epoch in named.items()),
        data=traces,
        layout=theme.layout(
            x="epoch",
            y="R²" if title == "R²" else title.lower(),
            xaxis={
                "range": [0, horizon(last, epochs)],
                "unifiedhovertitle": {"text": "epoch %{x}"},
            },
            yaxis={"type": "log" if log else "linear", "rangemode": "tozero", "exponentformat": "e"}
            if what == "loss"
            else {"range": _metric_range(latest)},
            hovermode="x unified",
            showlegend=what == "loss",
            legend={
                "x": 1,
                "y": 1,
                "xanchor": "right",
                "yanchor": "top",
                "bgcolor": "rgba(0,0,0,0)",
            },
            shapes=_mark(shown, latest, theme) + [_line(epoch, theme) for epoch in named.values()],
            annotations=[
                _name(name, epoch, theme, to_the_left=2 * epoch > horizon(last, epochs))
                for name, epoch in named.items()
            ],
        ),
        height=HEIGHT,
    )


def horizon(epoch: int, epochs: int) -> int:
    """The right end of the epoch axis: it doubles now and then, so that the axis rarely moves."""
    end = 25
    while end <= epoch and end < epochs:
        end *= 2
    return min(end, epochs)


def _metric_range(frame: Measured) -> list[float]:
    if frame.metric_name == "accuracy":
        return [0, 1.04]
    history = frame.history
    lowest = np.nanmin([*history.validation_metric, *history.train_metric, 0.0])
    return [max(float(lowest), -1.0), 1.04]


def marks(frame: Frame) -> dict[str, int]:
    """The epochs that the verdict of a frame speaks of, by what they are."""
    named = {}
    if frame.verdict.name == "overfit" and frame.verdict.since is not None:
        named["overfit since"] = frame.verdict.since
    if frame.kept is not None:
        named["weights of"] = frame.kept
    return named


def _mark(shown: Measured, latest: Measured, theme: Theme) -> list[dict]:
    """A vertical line at the epoch shown, while scrubbing."""
    return [] if shown.epoch == latest.epoch else [_line(shown.epoch, theme)]


def _line(epoch: int, theme: Theme) -> dict:
    return {
        "type": "line",
        "x0": epoch,
        "x1": epoch,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": theme.ink, "width": 1, "dash": "dot"},
    }


def _name(name: str, epoch: int, theme: Theme, *, to_the_left: bool) -> dict:
    """The name of a marked epoch, beside the foot of its line."""
    return {
        "x": epoch,
        "xref": "x",
        "xanchor": "right" if to_the_left else "left",
        "y": 0.02,
        "yref": "paper",
        "yanchor": "bottom",
        "text": f"{name} epoch {epoch}",
        "showarrow": False,
        "font": {"size": 11, "color": theme.ink},
    }


def gradients(frame: Frame, theme: Theme) -> Panel:
    """The length of each layer's gradient in the last step, on a log axis."""
    norms = frame.gradient_norms
    measured = bool(np.isfinite(norms).any())
    layers = [f"{i + 1}" for i in range(len(norms))]
    note = f"first layer {norms[0]:.1e}" if measured else "measured after the first step"
    shown = np.clip(np.nan_to_num(norms, nan=0.0), 1e-8, 1e3)
    return Panel(
        title="Gradient by layer",
        alt=f"Length of the gradient of each layer's weights: {note}.",
        data=[
            {
                "type": "bar",
                "x": layers,
                "y": shown,
                "base": 0,
                "customdata": norms,
                "marker": {"color": theme.classes[2]},
                "hovertemplate": "layer %{x}: %{customdata:.2e}<extra></extra>",
            }
        ]
        if measured
        else [],
        layout=theme.layout(
            x="layer",
            y="gradient norm",
            xaxis={"type": "category", "range": [-0.6, len(norms) - 0.4]},
            yaxis={"type": "log", "range": [-6, 1], "dtick": 2, "exponentformat": "power"},
            margin={"l": 60, "r": 8, "t": 6, "b": 34},
        ),
        height=HEIGHT,
    )
