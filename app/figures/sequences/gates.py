"""What can be read from a model: for each property the best unit, and all units together."""

from __future__ import annotations

from collections.abc import Mapping

from app.plot import Panel
from app.theme import Theme
from core.sequences.cells import SIGNALS
from core.sequences.units import Match


def bars(found: Mapping[str, tuple[Match, float]], kind: str, chosen: str, theme: Theme) -> Panel:
    """Two bars for each property, from 0 to 1: the size of the correlation with it."""
    names = list(found)[::-1]
    best = [found[name][0] for name in names]
    sums = [max(0.0, found[name][1]) for name in names]
    places = list(range(len(names)))
    signals = SIGNALS[kind]
    return Panel(
        title=f"Properties readable from the {kind}",
        note="size of the correlation",
        alt="Correlation of the best unit, and of all units together: "
        + "; ".join(
            f"{name} {abs(one.correlation):.2f}, {both:.2f}"
            for name, one, both in zip(names[::-1], best[::-1], sums[::-1], strict=True)
        )
        + ".",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "name": "all units together",
                "x": sums,
                "y": places,
                "marker": {"color": theme.negative},
                "hovertemplate": "all units together: %{x:.2f}<extra></extra>",
            },
            {
                "type": "bar",
                "orientation": "h",
                "name": "the best unit",
                "x": [abs(one.correlation) for one in best],
                "y": places,
                "marker": {"color": theme.positive},
                "customdata": [
                    f"{signals[one.signal]} of unit {one.unit + 1}: {one.correlation:+.2f}"
                    for one in best
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        ],
        layout=theme.layout(
            x="correlation",
            y="",
            showlegend=True,
            xaxis={"range": [0, 1]},
            yaxis={
                "showgrid": False,
                "tickvals": places,
                "ticktext": [f"<b>{name}</b>" if name == chosen else name for name in names],
                "range": [-0.6, len(names) - 0.4],
            },
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1,
                "yanchor": "bottom",
                "traceorder": "reversed",
                "font": {"size": 11},
            },
            bargap=0.3,
            margin={"l": 116, "r": 8, "t": 22, "b": 34},
        ),
        height=220,
    )
