"""A stack of linear layers and its single matrix; with an activation in between; both trained."""

from __future__ import annotations

import numpy as np

from app.figures.activations.colours import colour, veil
from app.figures.common import line, pixels, signed_raster, sure_words
from app.plot import Panel
from app.theme import Theme
from core.activations.linear import Collapse
from core.activations.settings import Settings
from core.cache import shared
from core.data.preprocessing import Plane, Prepared
from core.percent import bounded_percent
from core.train.race import RaceFrame
from core.train.race_frame import RACE_MAP_SIZE

HEIGHT = 188  # pixels
UNDECIDED = 0.25  # an output of 1 is certain, of 0 undecided
LOSS = 1.5  # guessing costs 0.69; what starts higher falls into the frame at once


def collapse_maps(collapse: Collapse, settings: Settings, theme: Theme) -> dict[str, Panel]:
    """Four maps of outputs over the inputs: each pair should be compared, and has one scale."""
    linear = float(np.abs(collapse.stack).max())
    bent = float(np.abs(collapse.bent).max())
    layers = f"{settings.stack_layers} linear layer{'s' if settings.stack_layers > 1 else ''}"
    missed = bounded_percent(collapse.remaining_share)
    w1, w2 = collapse.matrix
    return {
        "stack": _map(
            collapse.stack,
            linear,
            collapse,
            theme,
            layers,
            f"{collapse.weights:,} weights",
        ),
        "single": _map(
            collapse.single,
            linear,
            collapse,
            theme,
            f"{w1:.2f}·x1 {_signed(w2)}·x2 {_signed(collapse.bias)}",
            f"off by {collapse.difference:.0e}",
        ),
        "bent": _map(
            collapse.bent,
            bent,
            collapse,
            theme,
            f"With {settings.between} in between",
            "",
        ),
        "plane": _map(
            collapse.plane,
            bent,
            collapse,
            theme,
            "Best-fitting plane",
            f"misses {missed}",
        ),
    }


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'} {abs(number):.2f}"


def _map(
    values: np.ndarray, limit: float, collapse: Collapse, theme: Theme, title: str, note: str
) -> Panel:
    limit = max(limit, 1e-12)  # a stack that outputs only zeros
    span = (float(collapse.axis[0]), float(collapse.axis[-1]))
    words = tuple(f"output {(i / 127.5 - 1) * limit:.2g}" for i in range(256))
    return Panel(
        title=title,
        note=note,
        alt=f"Map of the output over x1 and x2. {title}. {note}",
        data=[_ground(span, span)],
        layout=_square(span, span, len(collapse.axis), ("x1", "x2"), theme),
        raster=signed_raster(values, span, span, theme, limit=limit, words=words),
        height=HEIGHT,
    )


def _ground(x: tuple[float, float], y: tuple[float, float]) -> dict:
    """A trace that shows nothing: plotly draws no axes for a figure without one."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": np.array(x),
        "y": np.array(y),
        "marker": {"opacity": 0},
        "hoverinfo": "skip",
    }


def _square(
    x: tuple[float, float],
    y: tuple[float, float],
    size: int,
    names: tuple[str, str],
    theme: Theme,
) -> dict:
    axis = {"constrain": "domain", "showgrid": False, "zeroline": False, "nticks": 5}
    return theme.layout(
        x=names[0],
        y=names[1],
        xaxis={"range": list(pixels(x, size)), **axis},
        yaxis={"range": list(pixels(y, size)), "scaleanchor": "x", **axis},
    )


# --- The same stack trained ---------------------------------------------------------------------


def race_loss(shown: RaceFrame, latest: RaceFrame, epochs: int, theme: Theme) -> Panel:
    """The validation loss of each activation: mean over the seeds, in the band of all of them."""
    data = []
    for name, losses in zip(latest.variants, latest.validation_loss, strict=True):
        own = colour(name, theme)
        low, high = losses.min(axis=0), losses.max(axis=0)  # NaN where one has diverged: a gap
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "line": {"width": 0},
                "x": np.concatenate([latest.epochs, latest.epochs[::-1]]),
                "y": np.concatenate([high, low[::-1]]),
                "fill": "toself",
                "fillcolor": veil(own, 0.2),
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
        data.append(
            line(
                latest.epochs,
                losses.mean(axis=0),
                name,
                own,
                hovertemplate=f"{name}, epoch %{{x}}: loss %{{y:.3f}}<extra></extra>",
            )
        )
    mark = (
        []
        if shown.epoch == latest.epoch
        else [
            {
                "type": "line",
                "x0": shown.epoch,
                "x1": shown.epoch,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": theme.ink, "width": 1, "dash": "dot"},
            }
        ]
    )
    values = ", ".join(f"{one.variant} {one.loss:.2f}" for one in shown.standings)
    return Panel(
        title="Validation loss",
        note=f"mean and range of {len(latest.seeds)} seeds",
        alt=f"Validation loss by epoch. At epoch {shown.epoch}: {values}.",
        data=data,
        layout=theme.layout(
            x="epoch",
            y="loss",
            xaxis={"range": [0, epochs], "dtick": epochs // 4},
            yaxis={"range": [0, LOSS]},
            shapes=mark,
            showlegend=True,
            legend={
                "x": 0.99,
                "y": 1,
                "xanchor": "right",
                "yanchor": "top",
                "font": {"color": theme.ink},
                "bgcolor": "rgba(0,0,0,0)",
            },
        ),
        height=HEIGHT,
    )


def race_map(
    frame: RaceFrame, variant: str, prepared: Prepared, plane: Plane, theme: Theme
) -> Panel:
    """The outputs of the networks with one activation, below the points of the first seed."""
    names = prepared.dataset.class_names
    assert frame.maps is not None  # of two classes there are
    standing = next(one for one in frame.standings if one.variant == variant)
    left = standing.diverged < standing.seeds
    said = f"{bounded_percent(standing.metric)} correct" if left else "diverged"
    values = np.nan_to_num(frame.maps[frame.variants.index(variant)])
    if left and np.abs(values).max() < UNDECIDED:
        said += ", undecided everywhere"
    data, layout = _places(prepared, plane, theme)
    return Panel(
        title=f"{'Trained' if frame.epoch else 'Not trained yet,'} with {variant}",
        note=said,
        alt=f"Decision map of the networks with {variant} at epoch {frame.epoch}: {said}.",
        data=data,
        layout=layout,
        raster=signed_raster(
            values,
            plane.x_range,
            plane.y_range,
            theme,
            words=sure_words(names),
        ),
        height=HEIGHT,
    )


# The points never change during a race, and travel once when they are the same objects.
@shared
def _places(prepared: Prepared, plane: Plane, theme: Theme) -> tuple[list[dict], dict]:
    places = plane.coordinates(prepared.raw_validation)
    data = []
    for k, name in enumerate(prepared.dataset.class_names):
        mine = prepared.y_validation.numpy() == k
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": places[mine, 0],
                "y": places[mine, 1],
                "marker": {
                    "size": 5,
                    "color": theme.classes[k],
                    "line": {"width": 1, "color": theme.paper},
                },
                "hovertemplate": f"{name}, validation<br>%{{x:.2f}}, %{{y:.2f}}<extra></extra>",
            }
        )
    names = (plane.x_name, plane.y_name)
    return data, _square(plane.x_range, plane.y_range, RACE_MAP_SIZE, names, theme)
