"""How small vectors can become: recall against bytes, and which items lose neighbours."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.embeddings.dimensions import FIRST, REDUCE, STORE, Compression, Curves, Measured

TALL, LOW = 330, 200  # pixels


def recall_by_size(curves: Curves, now: Measured, how: Compression, theme: Theme) -> Panel:
    """Recall against bytes for every way to store; what is chosen as a large dot."""
    traces = []
    for (reduce, store), (size, recall) in curves.items():
        chosen = (reduce, store) == (how.reduce, how.store)
        traces.append(
            line(
                size,
                recall,
                f"{store}, {reduce}",
                theme.classes[STORE.index(store)],
                dash="dot" if reduce == FIRST else "solid",
                width=3 if chosen else 1.5,
                hovertemplate=f"{store}, {reduce}: %{{x}} bytes, recall %{{y:.2f}}<extra></extra>",
            )
        )
    largest = max(float(size.max()) for size, _ in curves.values())
    said = f"{now.size:g} bytes: {100 * now.recall:.0f}% of the true {now.near} nearest"
    return Panel(
        title=f"Recall@{now.near} against bytes",
        note=said,
        alt=f"Recall by bytes per vector for {len(REDUCE) * len(STORE)} ways; {said}.",
        data=[
            *traces,
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.array([now.size]),
                "y": np.array([now.recall]),
                "name": "chosen",
                "showlegend": False,
                "marker": {
                    "size": 14,
                    "color": theme.classes[STORE.index(how.store)],
                    "line": {"width": 2, "color": theme.ink},
                },
                "hovertemplate": f"{said}<extra></extra>",
            },
        ],
        layout=theme.layout(
            x="bytes per vector",
            y="share still found",
            showlegend=True,
            xaxis={
                "type": "log",
                "range": [-0.05, float(np.log10(largest * 1.3))],
                "tickvals": [4**i for i in range(8)],
                "ticktext": [f"{4**i:,}" for i in range(8)],
            },
            yaxis={"range": [0, 1.04]},
            hovermode="closest",
            legend={
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "top",
                "orientation": "v",
                "bgcolor": "rgba(0,0,0,0)",
            },
            margin={"l": 44, "r": 8, "t": 8, "b": 36},
        ),
        height=TALL,
        main=True,
    )


def along_axes(shares: np.ndarray, now: Measured, theme: Theme) -> Panel:
    """How much of the vectors' squares lies along the first principal axes."""
    running = np.concatenate([[0], np.cumsum(shares)]).astype(np.float32)
    at = min(now.dimensions, len(shares))
    half = int(np.searchsorted(running, 0.5))
    said = f"{at} have {100 * running[at]:.0f}%"
    return Panel(
        title="Variance of the first principal components",
        note=said,
        alt=f"Share of the squared length by number of components: {said}; half of it is in "
        f"{half}.",
        data=[
            line(
                np.arange(len(running)),
                running,
                "share",
                theme.positive,
                hovertemplate="%{x} axes: %{y:.2f}<extra></extra>",
            )
        ],
        layout=theme.layout(
            x="principal components",
            y="share of the squared length",
            yaxis={"range": [0, 1.04]},
            xaxis={"range": [0, len(running) - 1]},
            shapes=[
                {
                    "type": "line",
                    "x0": at,
                    "x1": at,
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": theme.ink, "width": 1, "dash": "dot"},
                }
            ],
            margin={"l": 44, "r": 8, "t": 8, "b": 34},
        ),
        height=LOW - 40,
    )


def losers(now: Measured, theme: Theme) -> Panel:
    """How many things keep how many of their true nearest."""
    counts = np.bincount(now.kept, minlength=now.near + 1).astype(np.float32)
    said = f"all {now.near} kept by {100 * counts[now.near] / counts.sum():.0f}%"
    return Panel(
        title="True neighbours kept",
        note=said,
        alt=f"Items by the number of their {now.near} nearest neighbours still found; {said}.",
        data=[
            {
                "type": "bar",
                "x": np.arange(now.near + 1),
                "y": counts,
                "marker": {"color": theme.positive},
                "hovertemplate": "%{y} items keep %{x}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x=f"of {now.near}",
            y="things",
            xaxis={"range": [-0.6, now.near + 0.6], "dtick": 1},
            margin={"l": 44, "r": 8, "t": 8, "b": 34},
        ),
        height=LOW - 40,
    )
