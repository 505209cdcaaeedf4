"""The pictures of a race: the loss of each variant, the standings, and a map of each."""

from __future__ import annotations

import math

import numpy as np

from app.figures.common import class_raster, line, pixels, signed_raster, sure_words
from app.figures.train.curves import horizon
from app.figures.train.decision_map import target_span
from app.plot import Panel
from app.theme import Theme
from core.data.preprocessing import Plane, Prepared
from core.train import RaceFrame

EXPLODED = 100  # times the largest loss before training: what is above it leaves the plot


def bands(
    shown: RaceFrame, latest: RaceFrame, theme: Theme, *, epochs: int, log: bool = True
) -> Panel:
    """The validation loss of each variant: its mean over the seeds, and from best to worst seed."""
    losses = latest.validation_loss  # (V, S, E)
    # A run that explodes would squeeze all others into a flat line.
    top = EXPLODED * np.nanmax(losses[..., 0], initial=0)
    within, cut = losses, {}
    if log and np.nanmax(losses, initial=0) > top:
        within = losses[losses <= top]
        cut = {"range": np.log10([within[within > 0].min(), top]).tolist()}
    left = ~np.isnan(losses).all(axis=1)  # (V, E): where a seed is left
    traces = []
    for v, variant in enumerate(latest.variants):
        colour = theme.series(v)
        x, y = latest.epochs[left[v]], losses[v][:, left[v]]
        low, mean, high = np.nanmin(y, axis=0), np.nanmean(y, axis=0), np.nanmax(y, axis=0)
        traces += [
            line(x, low, variant, colour, width=0, showlegend=False, hoverinfo="skip"),
            line(
                x,
                high,
                variant,
                colour,
                width=0,
                showlegend=False,
                hoverinfo="skip",
                fill="tonexty",
                fillcolor=f"{colour}38",
            ),
            line(x, mean, variant, colour, hovertemplate=f"{variant}: %{{y:.4f}}<extra></extra>"),
        ]
    mark = (
        [
            {
                "type": "line",
                "x0": shown.epoch,
                "x1": shown.epoch,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": theme.ink, "width": 1, "dash": "dot"},
            }
        ]
        if shown.epoch != latest.epoch
        else []
    )
    return Panel(
        title="Validation loss",
        note=f"mean and range of {len(latest.seeds)} seeds"
        + (f" · above {top:.2g} off the plot" if cut else ""),
        alt=f"Validation loss by epoch of {', '.join(latest.variants)}, with the range over "
        f"{len(latest.seeds)} seeds, at epoch {shown.epoch}.",
        data=traces,
        layout=theme.layout(
            x="epoch",
            y="validation loss",
            xaxis={
                "range": [0, horizon(latest.epoch, epochs)],
                "unifiedhovertitle": {"text": "epoch %{x}"},
            },
            yaxis={"type": "log", "tickvals": log_ticks(within), "exponentformat": "e", **cut}
            if log
            else {"rangemode": "tozero"},
            hovermode="x unified",
            showlegend=True,
            shapes=mark,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.02,
                "yanchor": "bottom",
                "traceorder": "normal",
            },
            margin={"l": 62, "r": 8, "t": 30, "b": 34},
        ),
        height=270,
    )


def log_ticks(values: np.ndarray) -> list[float]:
    """Where a log axis over these values, NaN apart, has its marks: each with its whole number."""
    positive = values[values > 0]  # NaN is not
    if not len(positive):
        return [1.0]
    low, high = np.log10([positive.min(), positive.max()])
    first, last = math.floor(low), math.ceil(high)
    steps = (1, 2, 5) if high - low < 2 else (1,)
    stride = math.ceil((last - first + 1) / 8)
    return [step * 10.0**power for power in range(first, last + 1, stride) for step in steps]


def standings(frame: RaceFrame, theme: Theme) -> Panel:
    """The standings by mean validation loss, with the standard deviation over the seeds."""
    rows = [row for row in reversed(frame.standings) if np.isfinite(row.loss)]
    colours = {variant: theme.series(v) for v, variant in enumerate(frame.variants)}
    best = frame.standings[0]
    lost = sum(row.diverged for row in frame.standings)
    leads = f"{best.variant} leads: {best.loss:.3g} ± {best.loss_spread:.2g}"
    note = "; ".join([leads] * bool(rows) + [f"{lost} diverged"] * bool(lost))
    unit, scale = ("%", 100) if frame.metric_name == "accuracy" else ("", 1)
    return Panel(
        title="Standings",
        note=note,
        alt=f"Variants by validation loss. {note}.",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": [row.loss for row in rows],
                "y": [row.variant for row in rows],
                "marker": {"color": [colours[row.variant] for row in rows]},
                "error_x": {
                    "type": "data",
                    "array": [row.loss_spread for row in rows],
                    "color": theme.ink,
                    "thickness": 1.5,
                },
                "customdata": [
                    [row.loss_spread, scale * row.metric, scale * row.metric_spread, row.diverged]
                    for row in rows
                ],
                "hovertemplate": "%{y}: loss %{x:.4f} ± %{customdata[0]:.4f}<br>"
                f"{frame.metric_name} %{{customdata[1]:.3g}} ± %{{customdata[2]:.2g}}{unit}"
                "<br>diverged: %{customdata[3]}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="validation loss (± standard deviation)",
            y="",
            yaxis={"type": "category", "showgrid": False},
            xaxis={"rangemode": "tozero"},
            margin={"l": 84, "r": 12, "t": 6, "b": 34},
        ),
        height=270,
    )


def maps(frame: RaceFrame, prepared: Prepared, plane: Plane, theme: Theme) -> dict[str, Panel]:
    """A small map for each variant, the mean over its seeds, by the panel's name."""
    names = prepared.dataset.class_names
    spans = plane.x_range, plane.y_range
    panels = {}
    for v, variant in enumerate(frame.variants):
        if frame.maps is None:  # of more than two classes
            assert frame.map_classes is not None
            assert frame.map_votes is not None
            votes = np.nan_to_num(frame.map_votes[v])
            raster = class_raster(frame.map_classes[v], votes, *spans, theme, names)
        else:
            middle, reach = (0.0, 1.0) if names else target_span(prepared)
            values = np.nan_to_num(frame.maps[v], nan=middle) - middle
            words = sure_words(names) if names else ()
            raster = signed_raster(values, *spans, theme, limit=reach, words=words)
        row = next(row for row in frame.standings if row.variant == variant)
        note = f"{100 * row.metric:.0f}%" if names else f"R² {row.metric:.2f}"
        if row.diverged:
            note = f"{row.diverged} of {row.seeds} diverged"
        size = raster.index.shape[0]
        axis = {"showticklabels": False, "showgrid": False, "zeroline": False, "title": None}
        panels[f"map {v}"] = Panel(
            title=variant,
            note=note,
            alt=f"Decision map of {variant}, mean over {row.seeds} seeds: {note}.",
            data=[],
            layout=theme.layout(
                x="",
                y="",
                xaxis={"range": list(pixels(plane.x_range, size)), **axis},
                yaxis={"range": list(pixels(plane.y_range, size)), **axis},
                margin={"l": 2, "r": 2, "t": 2, "b": 2},
            ),
            raster=raster,
            height=140,
        )
    return panels


def in_words(frame: RaceFrame) -> list[str]:
    """Which variant leads, how sure that is, and which ones diverged."""
    first, *others = frame.standings
    seeds = len(frame.seeds)
    if not frame.epoch:
        return [f"{len(frame.variants)} variants × {seeds} seeds train together, on the same data."]
    said = []
    if np.isfinite(first.loss):
        what = "the lowest mean validation loss,"
        if _lost(frame):
            what = f"the fewest diverged runs ({first.diverged} of {seeds}) and a mean loss of"
        said.append(
            f"After epoch {frame.epoch}, {first.variant} leads with {what} {first.loss:.3g} ± "
            f"{first.loss_spread:.2g} (standard deviation over the seeds)."
        )
    if others and seeds == 1:
        said.append("One seed per variant proves nothing: another seed could change the order.")
    elif others and np.isfinite(others[0].loss):
        said.append(_against(frame, first.variant, others[0].variant))
    lost = [
        f"{row.variant} ({row.diverged} of {row.seeds})" for row in frame.standings if row.diverged
    ]
    if lost:
        said.append(f"Diverged: {', '.join(lost)}.")
    return said


def _lost(frame: RaceFrame) -> int:
    return sum(row.diverged for row in frame.standings)


def _against(frame: RaceFrame, first: str, second: str) -> str:
    """In how many seeds the first variant has the lower loss; all variants share a seed's data."""
    now = dict(zip(frame.variants, frame.validation_loss[..., -1], strict=True))
    # A run that has diverged loses to one that has not.
    mine, theirs = (np.nan_to_num(now[name], nan=np.inf) for name in (first, second))
    seeds, wins = len(mine), int((mine < theirs).sum())
    if (mine == theirs).all():
        return f"{second} has the same loss in every seed."
    if wins == seeds:
        return f"Its loss is below that of {second} in each of the {seeds} seeds."
    return (
        f"Its loss is below that of {second} in {wins} of {seeds} seeds: which of the two leads "
        "depends on the seed."
    )
