"""What a shift does: maps before and after, the error by layer, accuracy against the change."""

from __future__ import annotations

import numpy as np

from app.figures import tiles
from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.convolution.shift_invariance import Equivariance
from core.percent import percent


def errors(found: list[Equivariance], theme: Theme) -> Panel:
    """How far each layer's maps are from having moved with the image; grey where the step fits."""
    whole = [all(float(step).is_integer() for step in layer.cells) for layer in found]
    values = np.array([layer.error for layer in found], np.float32)
    worst = np.nanmax(values) if np.isfinite(values).any() else 0.0
    note = f"largest {worst:.2f}" if worst > 1e-5 else "none"
    return Panel(
        title="Equivariance error",
        note=note,
        alt="Equivariance error by layer: "
        + ", ".join(f"{layer.layer} {layer.error:.2f}" for layer in found),
        data=[
            {
                "type": "bar",
                "x": [layer.layer for layer in found],
                "y": np.nan_to_num(values),
                "marker": {"color": [theme.muted if fits else theme.negative for fits in whole]},
                "text": [
                    f"{layer.cells[0]:g} right, {layer.cells[1]:g} down in cells of {layer.stride} "
                    f"px"
                    for layer in found
                ],
                "textposition": "none",
                "hovertemplate": "%{x}: %{y:.3f}<br>%{text}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="layer",
            y="error / length",
            xaxis={
                "type": "category",
                "automargin": True,
                "tickangle": -60,
                "nticks": 12,
                "range": [-0.6, len(found) - 0.4],
            },
            yaxis={"range": [0, max(1.0, float(worst) * 1.05)]},
        ),
        height=240,
    )


def accuracy(
    change: str,
    unit: str,
    amounts: tuple[float, ...],
    found: dict[str, np.ndarray],
    now: float,
    theme: Theme,
) -> Panel:
    """Accuracy of each network on held-out digits against the amount of a change."""
    traces = [
        line(
            np.array(amounts, np.float32),
            100 * values,
            name,
            theme.classes[k],
            hovertemplate=f"{name}: %{{y:.1f}}%<extra></extra>",
        )
        | {"mode": "lines+markers"}
        for k, (name, values) in enumerate(found.items())
    ]
    traces.append(
        line(
            np.array([0, amounts[-1]]),
            np.full(2, 10.0),
            "guessing",
            theme.muted,
            dash="dot",
            hoverinfo="skip",
        )
        | {"mode": "lines"}
    )
    return Panel(
        title=f"Accuracy against {change}",
        note="450 held-out digits",
        alt=f"Accuracy on 450 held-out digits against {change}: "
        + "; ".join(
            f"{name} from {percent(v[0])} to {percent(v[-1])}" for name, v in found.items()
        ),
        data=traces,
        layout=theme.layout(
            x=f"{change} ({unit})",
            y="accuracy",
            showlegend=True,
            hovermode="x",
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.02,
                "yanchor": "bottom",
                "font": {"size": 10},
                "bgcolor": "rgba(0,0,0,0)",
            },
            xaxis={"range": [-amounts[-1] * 0.02, amounts[-1] * 1.02]},
            yaxis={"range": [0, 102], "ticksuffix": "%"},
            shapes=[
                {
                    "type": "line",
                    "x0": now,
                    "x1": now,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": theme.ink, "width": 1, "dash": "dot"},
                }
            ],
        ),
        height=240,
        main=True,
    )


def votes(names: tuple[str, ...], found: dict[str, np.ndarray], truth: int, theme: Theme) -> Panel:
    """The probability that each network gives each class, networks side by side."""
    right = sum(int(values.argmax()) == truth for values in found.values())
    return Panel(
        title="Predictions",
        note=f"{right} of {len(found)} right: {names[truth]}",
        alt=f"It is a {names[truth]}. "
        + "; ".join(
            f"{name} says {names[int(values.argmax())]} with {percent(values.max())}"
            for name, values in found.items()
        ),
        data=[
            {
                "type": "bar",
                "name": name,
                "x": list(names),
                "y": 100 * values,
                "marker": {"color": theme.classes[k]},
                "hovertemplate": f"{name}: %{{x}} %{{y:.1f}}%<extra></extra>",
            }
            for k, (name, values) in enumerate(found.items())
        ],
        layout=theme.layout(
            x="class",
            y="probability",
            barmode="group",
            xaxis={"type": "category", "range": [-0.6, len(names) - 0.4], "nticks": 12},
            yaxis={"range": [0, 102], "ticksuffix": "%"},
        ),
        height=240,
    )


def pair(before: np.ndarray, after: np.ndarray, layer: str, theme: Theme) -> Panel:
    """The same map (rows, columns) of the image and of the changed image, on one scale."""
    limit = float(max(np.abs(before).max(), np.abs(after).max()))
    rows, columns = before.shape
    repeat = max(1, 96 // rows)
    both = [
        tiles.signed(tiles.stretched(values, rows * repeat, columns * repeat), limit)
        for values in (before, after)
    ]
    gap = np.full((rows * repeat, repeat), tiles.GAP, np.uint8)
    return Panel(
        title=f"A map of {layer}",
        note="before and after",
        alt=f"A map of {layer} before and after the change, strongest cells {before.max():.2f} and "
        f"{after.max():.2f}.",
        layout=tiles.bare(
            theme,
            rows,
            2 * columns + 1,
            shapes=[
                tiles.box(left, 0, left + columns, rows, theme.grid) for left in (0, columns + 1)
            ],
        ),
        raster=tiles.downwards(
            np.concatenate([both[0], gap, both[1]], axis=1),
            tiles.table(theme),
            size=(rows, 2 * columns + 1),
        ),
        height=190,
    )
