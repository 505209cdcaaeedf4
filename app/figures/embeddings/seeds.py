"""How large each group looks on each of some maps."""

from __future__ import annotations

from collections.abc import Mapping

from app.figures.embeddings.points import short
from app.plot import Panel
from app.theme import Theme
from core.embeddings.geometry import Spread

MOST = 20  # groups


def sizes(spreads: Mapping[str, Spread], theme: Theme) -> Panel:
    """The radius of each group, a bar for each map."""
    first = next(iter(spreads.values()))
    names = [short(name, 18) for name in first.names[:MOST]]
    return Panel(
        title="Apparent size of each group",
        note="all three maps show the same vectors",
        alt="The radius of each group on each map: "
        + "; ".join(
            f"{name} " + ", ".join(f"{one.sizes[at]:.2f}" for one in spreads.values())
            for at, name in enumerate(first.names[:MOST])
        ),
        data=[
            {
                "type": "bar",
                "x": names,
                "y": one.sizes[:MOST],
                "name": name,
                "marker": {"color": theme.classes[at + 1]},
                "hovertemplate": "%{x}: radius %{y:.2f}<extra>" + name + "</extra>",
            }
            for at, (name, one) in enumerate(spreads.items())
        ],
        layout=theme.layout(
            x="",
            y="radius on the map",
            barmode="group",
            showlegend=True,
            xaxis={"type": "category", "nticks": MOST, "automargin": True},
            yaxis={"rangemode": "tozero"},
            margin={"l": 52, "r": 8, "t": 6, "b": 30},
        ),
        height=210,
    )
