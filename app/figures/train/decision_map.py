"""The map of the network's output everywhere, with the data on it."""

from __future__ import annotations

import numpy as np

from app.figures.common import class_raster, pixels, signed_raster, sure_words, typed
from app.figures.train.curves import TRAIN, VALIDATION
from app.plot import Panel
from app.theme import Theme
from core.cache import shared
from core.data.preprocessing import Plane, Prepared
from core.train.frame import MAP_SIZE, Frame
from core.train.history import brief

HEIGHT = 300  # pixels
MOST_NAMED, LONGEST_KEY = 4, 36  # classes, and letters of their names, above a map
MANY = 10  # classes: more than these have a key below the map
LINE, IN_A_LINE, LETTERS = 19, 3, 14  # pixels, names and letters of a name in that key


def decision_map(
    frame: Frame, prepared: Prepared, plane: Plane, theme: Theme, *, title: str
) -> Panel:
    """The network's output everywhere in the plane, below the training and validation points."""
    names = prepared.dataset.class_names
    spans = plane.x_range, plane.y_range
    if frame.map is None:  # of more than two classes
        assert frame.map_class is not None
        assert frame.map_confidence is not None
        raster = class_raster(frame.map_class, frame.map_confidence, *spans, theme, names)
    elif names:
        raster = signed_raster(frame.map, *spans, theme, words=sure_words(names))
    else:
        middle, reach = target_span(prepared)
        words = _target_words(prepared)
        raster = signed_raster(frame.map - middle, *spans, theme, limit=reach, words=words)
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
        height=HEIGHT + (LINE * -(-len(names) // IN_A_LINE) if len(names) > MANY else 0),
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
        x=typed(plane.x_name),
        y=typed(plane.y_name),
        xaxis={"range": list(edges["x"]), **axis},
        yaxis={"range": list(edges["y"]), **axis, **square},
        legend={
            "orientation": "h",
            "x": 0.5,
            "xanchor": "center",
            "y": 1,
            "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    key = _key(prepared, theme)
    if len(key) > MANY:
        below = {"y": -0.12, "yanchor": "top", "font": {"size": 10}}
        layout |= {"showlegend": True, "legend": {**layout["legend"], **below}}
    elif key:
        layout |= {"showlegend": True, "margin": {**layout["margin"], "t": 26}}
    return [*_points(prepared, plane, theme), *key], layout


def _key(prepared: Prepared, theme: Theme) -> list[dict]:
    """Traces without points that name the colours: few in a line above, many in lines below."""
    names = prepared.dataset.class_names
    colours = theme.class_colours(len(names))
    if not names:
        middle, reach = target_span(prepared)
        names = f"{middle - reach:.3g}", f"{middle + reach:.3g}"
        colours = theme.negative, theme.positive
    if len(names) > MANY:
        names = tuple(n if len(n) <= LETTERS else f"{n[: LETTERS - 1]}…" for n in names)
    elif len(names) > MOST_NAMED or sum(map(len, names)) > LONGEST_KEY:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": typed(name),
            "x": [None],
            "y": [None],
            "hoverinfo": "skip",
            "marker": {"color": colour, "size": 8},
        }
        for name, colour in zip(names, colours, strict=True)
    ]


@shared
def _target_words(prepared: Prepared) -> tuple[str, ...]:
    middle, reach = target_span(prepared)
    name = prepared.dataset.target_name
    return tuple(f"predicted {name} {middle + (i / 127.5 - 1) * reach:.3g}" for i in range(256))


def target_span(prepared: Prepared) -> tuple[float, float]:
    """The middle of the data's targets, and their largest distance from it."""
    low, high = float(prepared.dataset.y.min()), float(prepared.dataset.y.max())
    return (low + high) / 2, max((high - low) / 2, 1e-12)


def _points(prepared: Prepared, plane: Plane, theme: Theme) -> list[dict]:
    """A trace for each class and part: circles are learnt from, diamonds are for validation."""
    names = prepared.dataset.class_names
    crowded = len(prepared.dataset.x) > 500
    shapes: dict[str, dict] = {
        TRAIN: {"size": 5 if crowded else 8, "line": {"width": 1, "color": theme.paper}},
        VALIDATION: {
            "symbol": "diamond",
            "size": 4 if crowded else 5,
            "line": {"width": 0.5 if crowded else 1.5, "color": theme.ink},
        },
    }
    middle, reach = target_span(prepared)
    target = {
        "cmin": middle - reach,
        "cmax": middle + reach,
        "colorscale": theme.scale(theme.diverging),
    }
    traces = []
    colours = theme.class_colours(len(names))
    for part, raw, y in (
        (TRAIN, prepared.raw_train, prepared.y_train.numpy()),
        (VALIDATION, prepared.raw_validation, prepared.y_validation.numpy()),
    ):
        places = plane.coordinates(raw)
        for k, name in enumerate(names or (prepared.dataset.target_name,)):
            mine, name = y == k if names else np.full(len(y), True), typed(name)
            if names:
                marker = {**shapes[part], "color": colours[k]}
                hover = f"{name}, {part}<br>%{{x:.2f}}, %{{y:.2f}}<extra></extra>"
            else:
                values = y * prepared.target_scale + prepared.target_mean
                marker = {
                    **shapes[part],
                    **target,
                    "color": values,
                    "line": {"width": 1, "color": theme.muted},
                }
                hover = f"{name} %{{marker.color:.3g}}, {part}<extra></extra>"
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": f"{name}, {part}",
                    "showlegend": False,
                    "x": places[mine, 0],
                    "y": places[mine, 1],
                    "marker": marker,
                    "hovertemplate": hover,
                }
            )
    return traces


def _score(frame: Frame) -> str:
    """The metric of both parts, as the network of the picture does."""
    train, validation = frame.metrics
    if frame.metric_name == "accuracy":
        return f"accuracy: training {100 * train:.0f}%, validation {100 * validation:.0f}%"
    return f"{frame.metric_name}: training {brief(train)}, validation {brief(validation)}"
