"""The plane: D's output everywhere, G's points with their gradients, and a grid of noise."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.figures.common import line, pixels, signed_raster
from app.figures.gans.columns import axis, said
from app.plot import Panel
from app.theme import Theme
from core.gans.distributions import SPAN, Column
from core.gans.frame import MAP, Frame
from core.gans.narration import covered
from core.percent import bounded_percent

TALL = 316  # pixels
LONGEST = 0.7  # of an arrow, in the data's units: where the slope is without end
LAYERS = ("arrows", "best D")
Columns = tuple[Column, Column] | None  # those of a learner's table that the axes stand for

WORDS = tuple(f"D says {100 * i / 255:.0f}% real" for i in range(256))
HEIGHTS = tuple(f"{100 * i / 255:.0f}% of the range of D's scores" for i in range(256))


def discriminator_map(
    frame: Frame,
    real: np.ndarray,
    theme: Theme,
    *,
    layers: tuple[str, ...] = LAYERS,
    title: str = "D's output",
    columns: Columns = None,
) -> Panel:
    """D's map under real and fake points, G's gradient as arrows, the best possible border."""
    raster = signed_raster(
        2 * frame.map.astype(np.float32) - 1,
        SPAN,
        SPAN,
        theme,
        limit=1.0,
        words=WORDS if frame.reads else HEIGHTS,
    )
    data = [
        _points(real, "real", theme.positive, theme, columns),
        _points(frame.fake, "fake", theme.negative, theme, columns),
    ]
    if "best D" in layers and frame.optimal is not None:
        data.append(_border(frame.optimal, theme))
    if "arrows" in layers:
        data.append(arrows(frame, theme))
    latest = frame.history
    right = (
        f"D classifies {bounded_percent(latest.real_accuracy[-1])} of real and "
        f"{bounded_percent(latest.fake_accuracy[-1])} of fake points correctly"
    )
    return Panel(
        title=title,
        note=" · ".join(["blue real, orange fake", *(sign.name for sign in frame.signs)]),
        alt=f"The plane with {len(real)} real and {len(frame.fake)} generated points over the "
        f"discriminator's map at iteration {frame.step}. {right}.",
        data=data,
        layout=axes(theme, columns),
        raster=raster,
        height=TALL,
        main=True,
    )


def sheet(frame: Frame, real: np.ndarray, theme: Theme, *, columns: Columns = None) -> Panel:
    """G's output for a whole grid of noise, over the real points."""
    found = frame.coverage
    note = covered(found) if found else "all cells hold the same share of the noise"
    return Panel(
        title="G's mapping of the noise",
        note=note,
        alt=f"The generator's image of a grid of noise over the real points; {note}.",
        data=[
            _points(real, "real", theme.positive, theme, columns, size=4),
            line(
                frame.sheet[:, 0],
                frame.sheet[:, 1],
                "G applied to a grid of noise",
                theme.negative,
                width=1,
                hoverinfo="skip",
            ),
        ],
        layout=axes(theme, columns),
        height=TALL,
    )


def axes(theme: Theme, columns: Columns = None) -> dict:
    """The layout of the plane, with the names and numbers of a learner's own columns."""
    layout = square(theme)
    if columns is None:
        return layout
    own = zip(("xaxis", "yaxis"), columns, strict=True)
    return {**layout, **{name: {**layout[name], **axis(column)} for name, column in own}}


@lru_cache(maxsize=4)
def square(theme: Theme) -> dict:
    """The layout of the plane."""
    axis = {
        "range": list(pixels(SPAN, MAP)),
        "constrain": "domain",
        "showgrid": False,
        "zeroline": False,
    }
    return theme.layout(
        x="x1",
        y="x2",
        xaxis=axis,
        yaxis={**axis, "scaleanchor": "x"},
        hovermode="closest",
        margin={"l": 40, "r": 6, "t": 6, "b": 32},
    )


def _points(
    places: np.ndarray, name: str, colour: str, theme: Theme, columns: Columns, size: int = 6
) -> dict:
    own = {} if columns is None else {"customdata": said(places, columns)}
    numbers = "%{customdata}" if own else "%{x:.2f}, %{y:.2f}"
    return {
        **own,
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": places[:, 0],
        "y": places[:, 1],
        "marker": {"size": size, "color": colour, "line": {"width": 0.7, "color": theme.paper}},
        "hovertemplate": f"{name}: {numbers}<extra></extra>",
    }


def arrows(frame: Frame, theme: Theme) -> dict:
    """All arrows as one line, with gaps: along the gradient, the longer the steeper."""
    tails = frame.fake[: len(frame.generator_gradient)]
    strength = np.linalg.norm(frame.generator_gradient, axis=1, keepdims=True)
    # A slope of 1 gets half of the longest arrow; flat places show hardly any, as they should.
    reach = LONGEST * frame.generator_gradient / (1 + strength)
    tips = tails + reach
    barb = 0.3 * reach
    turned = np.stack([-barb[:, 1], barb[:, 0]], axis=1) * 0.6
    gap = np.full_like(tips, np.nan)
    path = np.stack([tails, tips, gap, tips - barb + turned, tips, tips - barb - turned, gap], 1)
    flat = path.reshape(-1, 2).astype(np.float32)  # (arrows, 7, 2) -> (7·arrows, 2)
    return line(
        flat[:, 0], flat[:, 1], "descent direction of G", theme.ink, width=1.2, hoverinfo="skip"
    )


def _border(optimal: np.ndarray, theme: Theme) -> dict:
    """Where the best possible D is at one half: dots wherever two neighbours lie on both sides."""
    axis = np.linspace(*SPAN, MAP, dtype=np.float32)
    above = optimal.astype(np.float32) - 0.5
    dots = []
    for along in (0, 1):
        low, high = (above[:-1], above[1:]) if along == 0 else (above[:, :-1], above[:, 1:])
        rows, columns = np.nonzero(low * high < 0)
        share = low[rows, columns] / (low[rows, columns] - high[rows, columns])
        step = share * (axis[1] - axis[0])
        x, y = axis[columns], axis[rows]
        dots.append(np.stack([x, y + step] if along == 0 else [x + step, y], axis=1))
    places = np.concatenate(dots).astype(np.float32)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "best D: 50%",
        "x": places[:, 0],
        "y": places[:, 1],
        "marker": {"size": 2.5, "color": theme.ink},
        "hovertemplate": "here p = q: the best possible D outputs 50%<extra></extra>",
    }
