"""Why three measures of nearness differ, and the cosines of some texts with one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.figures.embeddings.points import words
from app.plot import Panel
from app.theme import Theme
from core.embeddings.neighbours import COSINE, DOT, EUCLID, Found, same_length

MARKS = {COSINE: ("circle-open", 15, 0), EUCLID: ("square", 7, 1), DOT: ("triangle-up", 9, 2)}


def reasons(
    cosines: np.ndarray,
    lengths: np.ndarray,
    found: Sequence[Found],
    texts: Sequence[str],
    theme: Theme,
    *,
    height: int,
) -> Panel:
    """All items by length and cosine with the query; the nearest of each measure marked."""
    low, high = float(lengths.min()), float(lengths.max())
    room = max((high - low) * 0.08, 0.05)
    marked = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": one.measure,
            "x": lengths[one.rows],
            "y": cosines[one.rows],
            "marker": {
                "symbol": symbol,
                "size": size,
                "color": theme.classes[at],
                "line": {"width": 2 if at == 0 else 0},
            },
            "text": [words(texts[row]) for row in one.rows],
            "hovertemplate": "%{text}<br>length %{x:.3f}, cosine %{y:.3f}<extra>near by "
            f"{one.measure}</extra>",
        }
        for one in found
        for symbol, size, at in [MARKS[one.measure]]
    ]
    same = (
        "all have the same length" if same_length(lengths) else f"lengths {low:.2f} to {high:.2f}"
    )
    return Panel(
        title="Why the measures differ",
        note=same,
        alt="Each item by the length of its vector and its cosine with the query; the nearest by "
        f"cosine, Euclidean distance and dot product are marked. {same}.",
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": lengths,
                "y": cosines,
                "name": "all",
                "showlegend": False,
                "marker": {"size": 5, "color": theme.grid},
                "hoverinfo": "skip",
            },
            *marked,
        ],
        layout=theme.layout(
            x="length of the vector",
            y="cosine with the query",
            xaxis={"range": [low - room, high + room]},
            showlegend=True,
            hovermode="closest",
            margin={"l": 52, "r": 8, "t": 6, "b": 34},
        ),
        height=height,
    )


def matrix(cosines: np.ndarray, texts: Sequence[str], theme: Theme) -> Panel:
    """The cosine of each text (few) with each; blue is near, orange is opposite."""
    count = len(texts)
    shorts = [words(text).replace("<br>", " ") for text in texts]
    pairs = [
        [f"{one}<br>{other}<br>cosine {cosines[r, c]:.3f}" for c, other in enumerate(shorts)]
        for r, one in enumerate(shorts)
    ]
    ticks = {
        "tickvals": list(range(count)),
        "ticktext": [f"{at + 1}" for at in range(count)],
        "showgrid": False,
        "zeroline": False,
    }
    return Panel(
        title="Pairwise cosines",
        note="cosine",
        alt="The cosines of the chosen texts: "
        + "; ".join(
            f"{r + 1} with {c + 1} {cosines[r, c]:.2f}" for r in range(count) for c in range(r)
        ),
        data=[
            {
                "type": "heatmap",
                "z": [[round(float(value), 4) for value in row] for row in cosines],
                "zmin": -1,
                "zmax": 1,
                "colorscale": theme.scale(theme.diverging_map),
                "showscale": False,
                "xgap": 1,
                "ygap": 1,
                "hovertext": pairs,
                "hovertemplate": "%{hovertext}<extra></extra>",
                "text": [[f"{value:.2f}" for value in row] for row in cosines],
                "texttemplate": "%{text}",
            }
        ],
        layout=theme.layout(
            x="text",
            y="text",
            xaxis={**ticks, "constrain": "domain"},
            yaxis={**ticks, "scaleanchor": "x", "range": [count - 0.5, -0.5]},
            margin={"l": 40, "r": 8, "t": 6, "b": 34},
        ),
        height=340,
    )
