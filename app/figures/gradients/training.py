"""Deep networks in training: gradients by layer and step, losses, and what each layer does."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.figures.common import line
from app.figures.gradients.scales import (
    colour,
    decades,
    exponents,
    layers_axis,
    layers_ticks,
    said,
)
from app.figures.train.curves import horizon
from app.plot import Panel, Raster
from app.theme import Theme
from core.gradients.recording import Frame
from core.gradients.training import STEPS
from core.percent import bounded_percent
from core.train.history import thin

TALL, LOW = 236, 178  # pixels
COLUMNS = 240  # of a raster: more steps than that are thinned
FAINTEST, STRONGEST = -12.0, 3.0  # exponents of the gradients from paper to full blue
USUAL = -3.0  # exponent of step / weights in runs that still learn, by a rule of thumb
CRISP = 100  # pixels that a raster has at least upwards: the browser smooths what is coarse


def heat(shown: Frame, latest: Frame, place: int, theme: Theme) -> Panel:
    """The gradient of every layer at every step so far, and a mark at the step shown."""
    track, now = latest.tracks[place], shown.tracks[place]
    depth = track.settings.depth
    end = horizon(latest.step, STEPS)
    several = len(latest.tracks) > 1
    first = f"layer 1: {_number(now.latest_gradient[0], 2)}"
    rows = track.gradient if len(track.gradient) else track.first_gradient[None]  # (S, L)
    x, y = (0.5, len(rows) + 0.5), (0.5, depth + 0.5)
    return Panel(
        title=f"{track.name}: gradient by layer and step"
        if several
        else "Gradient by layer and step",
        note=f"overflowed at step {len(now.gradient) + 1}" if now.lost else first,
        alt=f"Length of the gradient of {depth} hidden layers' weights at each step, pale below "
        f"1e-12. At step {shown.step}, {first}.",
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.array([0, end]),
                "y": np.array(y),
                "marker": {"opacity": 0},
                "hoverinfo": "skip",
            }
        ],
        layout=theme.layout(
            x="step",
            y="hidden layer",
            xaxis={"range": [0, end], "showgrid": False, "zeroline": False},
            yaxis={
                "range": list(y),
                **layers_ticks(depth),
                "showgrid": False,
                "zeroline": False,
            },
            shapes=mark(shown, latest, theme),
            margin={"l": 42, "r": 8, "t": 6, "b": 34},
        ),
        raster=Raster(_shades(rows), theme.sequential, x, y, _strengths()),
        height=TALL,
    )


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}" if np.isfinite(value) else "not a finite number"


def _shades(gradient: np.ndarray) -> np.ndarray:
    """Gradients (S, L) as shades, (layers, columns) uint8, the first layer at the bottom."""
    # Where every layer is repeated, the rows of a column stay apart.
    logs = np.nan_to_num(exponents(gradient[thin(len(gradient), COLUMNS)].T), nan=FAINTEST)
    shades = np.clip((logs - FAINTEST) / (STRONGEST - FAINTEST), 0, 1) * 255
    return np.repeat(np.rint(shades).astype(np.uint8), -(-CRISP // gradient.shape[1]), axis=0)


@lru_cache(maxsize=1)
def _strengths() -> tuple[str, ...]:
    """What each shade says."""
    span = np.linspace(FAINTEST, STRONGEST, 256)
    return (
        "gradient below 1e-12",
        *(f"gradient about {10**exponent:.0e}" for exponent in span[1:]),
    )


def losses(shown: Frame, latest: Frame, theme: Theme) -> Panel:
    """Training and validation loss of each network, on a log axis."""
    data, curves = [], []
    several = len(latest.tracks) > 1
    for place, track in enumerate(latest.tracks):
        own, prefix = colour(place, theme), f"{track.name}: " if several else ""
        for label, values, style in (
            ("training", track.train_loss, {"dash": "dot", "width": 1.5}),
            ("validation", track.validation_loss, {}),
        ):
            curves.append(exponents(values))
            data.append(
                line(
                    track.epochs,
                    curves[-1],
                    f"{prefix}{label}",
                    own,
                    **style,
                    customdata=said(values),
                    hovertemplate=f"{prefix}{label} at step %{{x}}: %{{customdata}}<extra></extra>",
                )
            )
    now = ", ".join(f"{t.name} {_number(t.validation_loss[-1], 3)}" for t in shown.tracks)
    return Panel(
        title="Loss",
        note=f"validation {now.removeprefix('A ') if not several else now}",
        alt=f"Training and validation loss by step on a log axis. Validation at step {shown.step}: "
        f"{now}.",
        data=data,
        layout=theme.layout(
            x="step",
            y="loss",
            xaxis={"range": [0, horizon(latest.step, STEPS)]},
            yaxis=decades(curves, most=5),
            shapes=mark(shown, latest, theme),
            showlegend=True,
            legend={
                "x": 1,
                "y": 1.02,
                "xanchor": "right",
                "yanchor": "bottom",
                "orientation": "h",
                "font": {"size": 11},
            },
            margin={"l": 52, "r": 8, "t": 34 if several else 20, "b": 34},
        ),
        height=TALL,
    )


def ratio(shown: Frame, theme: Theme) -> Panel:
    """The size of the last step relative to the weights, in each layer."""
    return _by_layer(
        shown,
        theme,
        [track.ratio[-1:].ravel() for track in shown.tracks],
        title="Last step relative to the weights",
        y="step / weights",
        says="the step is %{customdata} of the weights",
        level=USUAL,
        note="dashed: 1e-3",
    )


def moved(shown: Frame, theme: Theme) -> Panel:
    """How far the weights of each layer are from where they began."""
    return _by_layer(
        shown,
        theme,
        [track.moved for track in shown.tracks],
        title="Distance moved since the start",
        y="distance / initial norm",
        says="moved by %{customdata} of the initial norm",
        note="relative to the initial norm",
    )


def _by_layer(
    shown: Frame,
    theme: Theme,
    values: list[np.ndarray],
    *,
    title: str,
    y: str,
    says: str,
    note: str,
    level: float | None = None,
) -> Panel:
    curves = [exponents(own) for own in values]
    data = [
        line(
            np.arange(1, len(curve) + 1),
            curve,
            track.name,
            colour(place, theme),
            mode="lines",
            customdata=said(own),
            hovertemplate=f"{track.name}, layer %{{x}}: {says}<extra></extra>",
        )
        for place, (track, own, curve) in enumerate(zip(shown.tracks, values, curves, strict=True))
    ]
    first = ", ".join(
        f"{track.name} {own[0]:.1e}"
        for track, own in zip(shown.tracks, values, strict=True)
        if len(own)
    )
    axis = decades([*curves, np.array([-6.0])], most=4)
    depth = max(track.settings.depth for track in shown.tracks)
    return Panel(
        title=title,
        note=note if shown.step else "no step yet",
        alt=f"{title}, by hidden layer on a log axis. Layer 1: {first or 'not started'}.",
        data=data,
        layout=theme.layout(
            x="hidden layer",
            y=y,
            xaxis=layers_axis(depth, exact=True),
            yaxis=axis,
            shapes=[]
            if level is None
            else [
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": level,
                    "y1": level,
                    "line": {"color": theme.muted, "width": 1, "dash": "dash"},
                    "layer": "below",
                }
            ],
            margin={"l": 62, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )


def length(shown: Frame, latest: Frame, theme: Theme) -> Panel:
    """The length of the whole gradient at each step, and where it is clipped."""
    data, curves, limits = [], [], []
    for place, track in enumerate(latest.tracks):
        rows = thin(len(track.length), COLUMNS) if len(track.length) else np.arange(0)
        curves.append(exponents(track.length[rows]))
        data.append(
            line(
                rows + 1,
                curves[-1],
                track.name,
                colour(place, theme),
                mode="lines" if len(rows) > 1 else "markers",
                customdata=said(track.length[rows]),
                hovertemplate=f"{track.name}, step %{{x}}: length %{{customdata}}<extra></extra>",
            )
        )
        if track.settings.clipping:
            limits.append((np.log10(track.settings.clipping), colour(place, theme)))
    shares = {
        track.name: float(np.mean(track.length > track.settings.clipping))
        for track in shown.tracks
        if track.settings.clipping and len(track.length)
    }
    clipped = [f"{name}: {bounded_percent(share)} clipped" for name, share in shares.items()]
    return Panel(
        title="Whole gradient",
        note=clipped[0] if clipped else "before each step" if shown.step else "no step yet",
        alt="Length of the gradient of all weights by step on a log axis. " + "; ".join(clipped),
        data=data,
        layout=theme.layout(
            x="step",
            y="gradient norm",
            xaxis={"range": [0, horizon(latest.step, STEPS)]},
            yaxis=decades(curves, most=4),
            shapes=mark(shown, latest, theme)
            + [
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": level,
                    "y1": level,
                    "line": {"color": tint, "width": 1.5, "dash": "dash"},
                    "layer": "below",
                }
                for level, tint in limits
            ],
            margin={"l": 52, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )


def dead(shown: Frame, latest: Frame, theme: Theme) -> Panel:
    """The share of units that are off for every example, by step."""
    data = [
        line(
            track.epochs,
            100 * track.dead.mean(axis=1),
            track.name,
            colour(place, theme),
            mode="lines" if len(track.epochs) > 1 else "markers",
            hovertemplate=f"{track.name}, step %{{x}}: %{{y:.0f}}% dead<extra></extra>",
        )
        for place, track in enumerate(latest.tracks)
    ]
    now = ", ".join(
        f"{track.name} {bounded_percent(float(track.dead[-1].mean()))}" for track in shown.tracks
    )
    return Panel(
        title="Dead units",
        note=now if len(shown.tracks) > 1 else now.removeprefix("A "),
        alt="Share of units that are off for every example of the data, by step. At step "
        f"{shown.step}: {now}.",
        data=data,
        layout=theme.layout(
            x="step",
            y="share (%)",
            xaxis={"range": [0, horizon(latest.step, STEPS)]},
            yaxis={"range": [-4, 104], "zeroline": False},
            shapes=mark(shown, latest, theme),
            margin={"l": 48, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )


def mark(shown: Frame, latest: Frame, theme: Theme) -> list[dict]:
    """A vertical line at the step shown, while scrubbing."""
    if shown.step == latest.step:
        return []
    return [
        {
            "type": "line",
            "x0": shown.step,
            "x1": shown.step,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": theme.ink, "width": 1, "dash": "dot"},
        }
    ]
