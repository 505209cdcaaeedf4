"""The pictures of "Train a network": the map, the curves, the gradients, and who is mistaken."""

from __future__ import annotations

import numpy as np

from app.figures.common import class_raster, line, pixels, signed_raster, sure_words, typed
from app.plot import Panel
from app.theme import Theme
from core.cache import shared
from core.prepare import Plane, Prepared
from core.train.frame import MAP_SIZE, Frame
from core.train.history import History
from core.train.settings import Settings

TALL, LOW = 300, 180  # pixels
TRAIN, VALIDATION = "training", "validation"
SHAPES = "Circles are learnt from, diamonds are for validation."
MOST_NAMED, LONGEST_KEY = 4, 36  # classes, and letters of their names, above a map


def decision_map(
    frame: Frame, prepared: Prepared, plane: Plane, theme: Theme, *, title: str
) -> Panel:
    """What the network says everywhere in the plane, under the points it learns and is tried on."""
    names = prepared.dataset.class_names
    spans = {"x": plane.x_range, "y": plane.y_range}
    if frame.map_class is not None:
        raster = class_raster(
            frame.map_class, frame.map_confidence, theme=theme, names=names, **spans
        )
    elif names:
        raster = signed_raster(frame.map, theme=theme, words=sure_words(names), **spans)
    else:
        middle, reach = target_span(prepared)
        words = _target_words(prepared)
        raster = signed_raster(frame.map - middle, theme=theme, limit=reach, words=words, **spans)
    data, layout = _places(prepared, plane, theme)
    return Panel(
        title=title,
        note=_score(frame),
        alt=f"Map of the network's output over {plane.x_name} and {plane.y_name} at epoch "
        f"{frame.epoch}, with {len(prepared.raw_train)} training and "
        f"{len(prepared.raw_validation)} validation points. {_score(frame)}.",
        data=data,
        layout=layout,
        raster=raster,
        height=TALL,
        main=True,
    )


# What does not change from frame to frame is made once.
@shared
def _places(prepared: Prepared, plane: Plane, theme: Theme) -> tuple[list[dict], dict]:
    """The points of the data in the plane, and the plot's layout."""
    edges = {"x": pixels(plane.x_range, MAP_SIZE), "y": pixels(plane.y_range, MAP_SIZE)}
    axis = {"constrain": "domain", "showgrid": False, "zeroline": False}
    square = {"scaleanchor": "x"} if len(prepared.dataset.feature_names) == 2 else {}
    layout = theme.layout(
        x=typed(plane.x_name), y=typed(plane.y_name),
        xaxis={"range": list(edges["x"]), **axis},
        yaxis={"range": list(edges["y"]), **axis, **square},
        legend={"orientation": "h", "x": 0.5, "xanchor": "center", "y": 1, "yanchor": "bottom",
                "bgcolor": "rgba(0,0,0,0)", "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    key = _key(prepared, theme)
    if key:
        layout |= {"showlegend": True, "margin": {**layout["margin"], "t": 26}}
    return [*_points(prepared, plane, theme), *key], layout


def _key(prepared: Prepared, theme: Theme) -> list[dict]:
    """Traces without points that name the colours, where they are few enough for one line."""
    names = prepared.dataset.class_names
    colours = theme.classes[: len(names)]
    if not names:
        middle, reach = target_span(prepared)
        names = f"{middle - reach:.3g}", f"{middle + reach:.3g}"
        colours = theme.negative, theme.positive
    if len(names) > MOST_NAMED or sum(map(len, names)) > LONGEST_KEY:
        return []
    return [
        {"type": "scatter", "mode": "markers", "name": typed(name), "x": [None], "y": [None],
         "hoverinfo": "skip", "marker": {"color": colour, "size": 8}}
        for name, colour in zip(names, colours, strict=True)
    ]  # fmt: skip


@shared
def _target_words(prepared: Prepared) -> tuple[str, ...]:
    middle, reach = target_span(prepared)
    name = prepared.dataset.target_name
    return tuple(f"predicted {name} {middle + (i / 127.5 - 1) * reach:.3g}" for i in range(256))


def target_span(prepared: Prepared) -> tuple[float, float]:
    """The middle of the data's targets, and how far they reach from it."""
    low, high = float(prepared.dataset.y.min()), float(prepared.dataset.y.max())
    return (low + high) / 2, max((high - low) / 2, 1e-12)


def _points(prepared: Prepared, plane: Plane, theme: Theme) -> list[dict]:
    """A trace for each class and part: circles are learnt from, diamonds are for validation."""
    names = prepared.dataset.class_names
    crowded = len(prepared.dataset.x) > 500
    shapes = {
        TRAIN: {"size": 5 if crowded else 8, "line": {"width": 1, "color": theme.paper}},
        VALIDATION: {
            "symbol": "diamond", "size": 4 if crowded else 5,
            "line": {"width": 0.5 if crowded else 1.5, "color": theme.ink},
        },
    }  # fmt: skip
    middle, reach = target_span(prepared)
    target = {
        "cmin": middle - reach,
        "cmax": middle + reach,
        "colorscale": theme.scale(theme.diverging),
    }
    traces = []
    for part, raw, y in (
        (TRAIN, prepared.raw_train, prepared.y_train.numpy()),
        (VALIDATION, prepared.raw_validation, prepared.y_validation.numpy()),
    ):
        places = plane.coordinates(raw)
        for k, name in enumerate(names or (prepared.dataset.target_name,)):
            mine, name = y == k if names else np.full(len(y), True), typed(name)
            if names:
                marker = {**shapes[part], "color": theme.classes[k]}
                hover = f"{name}, {part}<br>%{{x:.2f}}, %{{y:.2f}}<extra></extra>"
            else:
                values = y * prepared.target_scale + prepared.target_mean
                marker = {**shapes[part], **target, "color": values,
                          "line": {"width": 1, "color": theme.muted}}  # fmt: skip
                hover = f"{name} %{{marker.color:.3g}}, {part}<extra></extra>"
            traces.append({
                "type": "scatter", "mode": "markers", "name": f"{name}, {part}", "showlegend": False,
                "x": places[mine, 0], "y": places[mine, 1], "marker": marker, "hovertemplate": hover,
            })  # fmt: skip
    return traces


def _score(frame: Frame) -> str:
    """The metric of both parts, as the network of the picture does."""
    train, validation = frame.metrics
    if frame.metric_name == "accuracy":
        return f"accuracy: training {100 * train:.0f} %, validation {100 * validation:.0f} %"
    return f"{frame.metric_name}: training {brief(train)}, validation {brief(validation)}"


def brief(number: float, digits: int = 2) -> str:
    """A number with so many decimals, or where it is huge, as a run that diverges has them, 7e+35."""
    return f"{number:.{digits}f}" if not abs(number) >= 1000 else f"{number:.1e}"


def curves(
    shown: Frame,
    latest: Frame,
    theme: Theme,
    *,
    what: str = "loss",
    log: bool = False,
    epochs: int,
    pinned: History | None = None,
    now: np.ndarray | None = None,
) -> Panel:
    """Training and validation ``what`` (loss or metric) over the epochs, a mark at the one shown.

    ``pinned`` adds the curves of a run that was kept for comparison, in thin dashes. ``now`` (2,)
    are both values of the picture shown, where they are newer than those of its last epoch.
    """
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
            traces.append(line(
                history.epochs, getattr(history, f"{column}_{what}"), f"{part}{suffix}", colour,
                hovertemplate=f"{part}{suffix}: %{{y:.4f}}<extra></extra>", **extra,
            ))  # fmt: skip
    if now is None:
        history = shown.history
        now = [getattr(history, f"{part}_{what}")[-1] for part in ("train", VALIDATION)]
    said = " · ".join(
        f"{part} {brief(value, 3)}" for part, value in zip((TRAIN, VALIDATION), now, strict=True)
    )
    return Panel(
        title=title,
        note=said if what == "loss" else "",
        alt=f"{title} by epoch, at epoch {shown.epoch}: {said}.",
        data=traces,
        layout=theme.layout(
            x="epoch", y="R²" if title == "R²" else title.lower(),
            xaxis={"range": [0, horizon(last, epochs)], "unifiedhovertitle": {"text": "epoch %{x}"}},
            yaxis={"type": "log" if log else "linear", "rangemode": "tozero", "exponentformat": "e"}
            if what == "loss" else {"range": _metric_range(latest)},
            hovermode="x unified", showlegend=what == "loss",
            legend={"x": 1, "y": 1, "xanchor": "right", "yanchor": "top", "bgcolor": "rgba(0,0,0,0)"},
            shapes=_mark(shown, latest, theme),
        ),
        height=LOW,
    )  # fmt: skip


def horizon(epoch: int, epochs: int) -> int:
    """The right end of the epoch axis: it doubles now and then, so that the axis rarely moves."""
    end = 25
    while end <= epoch and end < epochs:
        end *= 2
    return min(end, epochs)


def _metric_range(frame: Frame) -> list[float]:
    if frame.metric_name == "accuracy":
        return [0, 1.04]
    history = frame.history
    lowest = np.nanmin([*history.validation_metric, *history.train_metric, 0.0])
    return [max(float(lowest), -1.0), 1.04]


def _mark(shown: Frame, latest: Frame, theme: Theme) -> list[dict]:
    """A vertical line at the epoch shown, while scrubbing."""
    if shown.epoch == latest.epoch:
        return []
    return [{
        "type": "line", "x0": shown.epoch, "x1": shown.epoch, "y0": 0, "y1": 1, "yref": "paper",
        "line": {"color": theme.ink, "width": 1, "dash": "dot"},
    }]  # fmt: skip


def gradients(frame: Frame, theme: Theme) -> Panel:
    """The length of each layer's gradient in the last step, on a log axis."""
    norms = frame.gradient_norms
    measured = bool(np.isfinite(norms).any())
    layers = [f"{i + 1}" for i in range(len(norms))]
    note = f"first layer {norms[0]:.1e}" if measured else "measured from the first step on"
    shown = np.clip(np.nan_to_num(norms, nan=0.0), 1e-8, 1e3)
    return Panel(
        title="Gradient by layer",
        alt=f"Length of the gradient of each layer's weights: {note}.",
        data=[{
            "type": "bar", "x": layers, "y": shown, "base": 0, "customdata": norms,
            "marker": {"color": theme.classes[2]},
            "hovertemplate": "layer %{x}: %{customdata:.2e}<extra></extra>",
        }] if measured else [],
        layout=theme.layout(
            x="layer", y="gradient norm",
            xaxis={"type": "category", "range": [-0.6, len(norms) - 0.4]},
            yaxis={"type": "log", "range": [-6, 1], "dtick": 2, "exponentformat": "power"},
            margin={"l": 60, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )  # fmt: skip


def mistakes(
    frame: Frame, names: tuple[str, ...], theme: Theme, *, coloured: bool = False
) -> Panel:
    """Which class of the validation points is taken for which.

    ``coloured`` puts the colour that a class has in a map beside its name.
    """
    counts = frame.confusion_validation
    names = tuple(map(typed, names))
    dots = [
        f'<span style="color:{colour}">●</span> {name}' if coloured else name
        for name, colour in zip(names, theme.classes, strict=False)
    ]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    wrong = int(counts.sum() - np.trace(counts))
    note = f"{wrong} of {int(counts.sum())} wrong"
    ticks = {"nticks": 10, "automargin": True, "tickfont": {"size": 10 if len(names) > 7 else 12}}
    return Panel(
        title="Validation mistakes",
        note=note,
        alt=f"Confusion matrix of the validation points: {note}.",
        data=[{
            "type": "heatmap", "z": 100 * shares, "x": list(names), "y": list(names), "zmin": 0, "zmax": 100,
            "colorscale": theme.scale(theme.sequential), "showscale": False, "xgap": 1, "ygap": 1,
            "text": counts, "texttemplate": "%{text}" if len(names) < 7 else "",
            "hovertemplate": "truly %{y}, taken for %{x}: %{text} (%{z:.0f} %)<extra></extra>",
        }],
        layout=theme.layout(
            x="predicted", y="true",
            xaxis={"type": "category", "showgrid": False, **ticks},
            yaxis={"type": "category", "showgrid": False, "autorange": "reversed",
                   "tickvals": list(names), "ticktext": dots, **ticks},
        ),
        height=LOW,
    )  # fmt: skip


def in_words(frame: Frame, settings: Settings) -> str:
    """The gradient from layer to layer and the units that pass nothing on, in a sentence."""
    norms = frame.gradient_norms
    if np.isnan(norms).all():
        return "Press Play, or Step for a single optimiser step."
    words = f"In the last step, the first layer's gradient was {norms[0]:.1e} long"
    if len(norms) > 1:
        words += f" and the last layer's {norms[-1]:.1e}"
    if not norms.any():
        words = "In the last step no weight got a gradient: only other first weights would help"
    silent = sum(int(layer.sum()) for layer in frame.silent)
    units = sum(settings.hidden)
    if silent:
        give = "gives" if silent == 1 else "give"
        words += (
            f"; {silent} of {units} hidden units {give} the same output for every training point"
        )
    return words + "."


def network(
    frame: Frame,
    prepared: Prepared,
    activations: tuple[str, ...],
    theme: Theme,
    *,
    selected: dict | None = None,
) -> Panel:
    """The network itself: units with their maps, links as wide as their weights."""
    names = prepared.dataset.class_names
    inputs = list(prepared.input_names)
    columns = [{"title": "Inputs", "names": inputs, "maps": frame.input_maps}]
    for k, maps in enumerate(frame.unit_maps):
        units = [f"unit {i + 1}" for i in range(len(maps))]
        columns.append({"title": f"{len(maps)} {activations[k]}", "names": units, "maps": maps})
    outputs = list(names) if len(names) > 2 else ["output"]
    maps = _output_maps(frame, prepared)
    columns.append({"title": "Output", "names": outputs, "maps": maps})
    hidden = ", ".join(str(len(maps)) for maps in frame.unit_maps) or "no"
    alt = (
        f"The network: {len(prepared.input_names)} inputs, hidden layers of {hidden} units, "
        f"{len(outputs)} outputs. The arrow keys walk over its units and weights, Enter chooses one."
    )
    weights = sum(weight.size for weight in frame.weights) + sum(bias.size for bias in frame.biases)
    return Panel(
        title="Network",
        note=f"{weights:,} weights and biases; click one to change it",
        alt=alt,
        diagram={
            "columns": columns, "weights": list(frame.weights), "biases": list(frame.biases),
            "colours": theme.diverging,
            "negative": theme.negative, "positive": theme.positive, "ink": theme.ink,
            "muted": theme.muted, "paper": theme.paper, "grid": theme.grid,
            "selected": selected, "height": TALL, "alt": alt,
        },
        height=TALL,
    )  # fmt: skip


def _output_maps(frame: Frame, prepared: Prepared) -> np.ndarray:
    """The map of each output as bytes, ``(outputs, rows, columns)``, 128 for zero."""
    if frame.map_class is not None:
        count = len(prepared.dataset.class_names)
        wins = frame.map_class[None] == np.arange(count)[:, None, None]
        return (128 + 127 * wins * frame.map_confidence[None]).astype(np.uint8)
    middle, reach = (0.0, 1.0) if prepared.dataset.class_names else target_span(prepared)
    small = frame.map[None, ::2, ::2]
    return np.clip((small - middle) / reach * 127 + 128, 1, 255).astype(np.uint8)
