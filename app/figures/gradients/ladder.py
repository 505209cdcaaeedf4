"""The ladder of fixes: the first layer's gradient in each network, and the loss that follows."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.figures.gradients.scales import decades, exponents, layers_axis, said
from app.figures.gradients.training import LOW, TALL, mark
from app.figures.train.curves import horizon
from app.plot import Panel
from app.theme import Theme
from core.gradients.recording import Frame
from core.gradients.training import STEPS


def rungs(frame: Frame, theme: Theme, *, what: str) -> Panel:
    """A bar for each network: the first layer's gradient, or the validation loss, on a log axis."""
    tracks = frame.tracks[::-1]
    colours = [theme.classes[len(tracks) - 1 - place] for place in range(len(tracks))]
    if what == "gradient":
        title, unit = "Gradient of the first layer", "gradient norm"
        values = np.array([track.latest_gradient[0] for track in tracks])
    else:
        title, unit = "Validation loss", "loss"
        values = np.array([track.validation_loss[-1] for track in tracks])
    logs = exponents(values)
    axis = decades([logs, np.array([-2.0])], most=5)
    bottom = axis["range"][0]
    told = ", ".join(
        f"{track.name} {value:.1e}" for track, value in zip(tracks, values, strict=True)
    )
    return Panel(
        title=title,
        note="for the first batch" if what == "gradient" and not frame.step else "log axis",
        alt=f"{title} of each network on a log axis: {told}.",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "base": bottom,
                "x": np.nan_to_num(logs - bottom),
                "y": [track.name for track in tracks],
                "marker": {"color": colours},
                "customdata": said(values),
                "text": [f"{value:.2g}" for value in values],
                "textposition": "auto",
                "hovertemplate": "%{y}: %{customdata}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x=unit,
            y="",
            xaxis=axis,
            yaxis={"type": "category", "showgrid": False},
            margin={"l": 128, "r": 10, "t": 6, "b": 34},
        ),
        height=TALL,
    )


def losses(shown: Frame, latest: Frame, theme: Theme) -> Panel:
    """The validation loss of every rung by step."""
    curves = [exponents(track.validation_loss) for track in latest.tracks]
    data = [
        line(
            track.epochs,
            curve,
            track.name,
            theme.classes[place],
            customdata=said(track.validation_loss),
            hovertemplate=f"{track.name}, step %{{x}}: %{{customdata}}<extra></extra>",
        )
        for place, (track, curve) in enumerate(zip(latest.tracks, curves, strict=True))
    ]
    best = min(shown.tracks, key=lambda track: track.validation_loss[-1])
    return Panel(
        title="Validation loss by step",
        note=f"lowest: {best.name}",
        alt=f"Validation loss of each network by step on a log axis; lowest: {best.name}.",
        data=data,
        layout=theme.layout(
            x="step",
            y="loss",
            xaxis={"range": [0, horizon(latest.step, STEPS)]},
            yaxis=decades([*curves, np.array([-3.0])], most=5),
            shapes=mark(shown, latest, theme),
            margin={"l": 52, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )


def gradients(shown: Frame, theme: Theme) -> Panel:
    """The gradient of every layer in every rung, in the last step or for the first batch."""
    curves = [exponents(track.latest_gradient) for track in shown.tracks]
    data = [
        line(
            np.arange(1, len(curve) + 1),
            curve,
            track.name,
            theme.classes[place],
            mode="lines",
            customdata=said(track.latest_gradient),
            hovertemplate=f"{track.name}, layer %{{x}}: %{{customdata}}<extra></extra>",
        )
        for place, (track, curve) in enumerate(zip(shown.tracks, curves, strict=True))
    ]
    axis = decades([*curves, np.array([-8.0])], most=5)
    return Panel(
        title="Gradient by layer",
        note="colours as above",
        alt="Length of each layer's gradient in the last step, for each network, on a log axis.",
        data=data,
        layout=theme.layout(
            x="hidden layer",
            y="gradient norm",
            xaxis=layers_axis(shown.tracks[0].settings.depth, exact=True),
            yaxis=axis,
            margin={"l": 52, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )
