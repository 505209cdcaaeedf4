"""Maps of the top units under the text, all units to pick from, and what can be read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.figures.sequences.heat import GATES, here, named
from app.plot import Panel, Raster
from app.theme import Theme
from core.cache import shared
from core.sequences.cells import SIGNALS, Trace
from core.sequences.units import Match

ROWS = 10  # units that are shown
COLUMNS = 60  # characters that are shown
TURN = 20  # characters by which they move on
ROW = 11  # pixels
CRISP = (4, 6)  # pixels of a value, down and across: the browser smooths what is coarse
BLANKS = {" ": "·", "\n": "↵"}


def window_at(step: int, length: int) -> slice:
    """The characters around ``step`` that are shown; they move on seldom, so that axes stay put."""
    first = (step + TURN // 2) // TURN * TURN - COLUMNS // 2
    first = max(0, min(first, length - COLUMNS))
    return slice(first, min(first + COLUMNS, length))


def rows_of(ranking: Sequence[Match], chosen: int) -> list[int]:
    """The units that come first, and the one chosen by its place even where it comes later."""
    first = [match.unit for match in ranking[:ROWS]]
    return first if chosen < ROWS else [*first[:-1], ranking[chosen].unit]


def signal_map(
    done: Trace, signal: str, text: str, theme: Theme, *, units: Sequence[int], step: int
) -> Panel:
    """One signal of some units, the first on top, one column a character."""
    shown = window_at(step, len(text))
    values = done.signals[signal][shown][:, units[::-1]].T  # the first row lies at the low end
    gate = signal in GATES
    limit = 1.0 if signal != "c" else max(1.0, float(np.abs(done.signals[signal][:, units]).max()))
    if gate:
        index, colours = np.rint(values * 255), theme.sequential
    else:
        index, colours = np.rint((values / limit + 1) * 127.5), theme.diverging
    name = SIGNALS[done.kind][signal]
    ends = (shown.start + 0.5, shown.stop + 0.5)
    return Panel(
        title=f"{signal} · {name}",
        note=f"mean {values.mean():.2f}" if gate else f"−{limit:.1f} to {limit:.1f}",
        alt=f"{name} of {len(units)} units over characters {shown.start + 1} to {shown.stop}: from "
        f"{values.min():.2f} to {values.max():.2f}, mean {values.mean():.2f}.",
        layout=theme.layout(
            x="",
            y="unit",
            xaxis={
                "range": list(ends),
                "showgrid": False,
                "title": None,
                "tickvals": list(range(shown.start + 1, shown.stop + 1)),
                "ticktext": [BLANKS.get(c, named(c)) for c in text[shown]],
                "tickangle": 0,
                "tickfont": {"family": "monospace", "size": 12, "color": theme.ink},
            },
            yaxis={
                "range": [len(units) + 0.5, 0.5],
                "showgrid": False,
                "tickvals": list(range(1, len(units) + 1)),
                "ticktext": [str(unit + 1) for unit in units],
                "tickfont": {"size": 9},
                "title": None,
            },
            margin={"l": 34, "r": 6, "t": 2, "b": 20},
            shapes=[here(step, theme)],
        ),
        raster=Raster(
            np.clip(index, 0, 255).astype(np.uint8).repeat(CRISP[0], 0).repeat(CRISP[1], 1),
            colours,
            ends,
            (len(units) + 0.5, 0.5),
            says(0.0 if gate else -limit, limit),
            columns=_repeated(
                [f"{i + 1} “{named(text[i])}”" for i in range(shown.start, shown.stop)], CRISP[1]
            ),
            rows=_repeated([f"unit {unit + 1}" for unit in units[::-1]], CRISP[0]),
        ),
        height=ROW * len(units) + 24,
        width=13 * COLUMNS,
    )


def _repeated(names: Sequence[str], times: int) -> tuple[str, ...]:
    return tuple(name for name in names for _ in range(times))


@shared
def says(low: float, high: float) -> tuple[str, ...]:
    """What each colour of a heat map means."""
    return tuple(f"{value:.2f}" for value in np.linspace(low, high, 256))


def overview(ranking: Sequence[Match], done: Trace, unit: int, name: str, theme: Theme) -> Panel:
    """All units, by their number: how closely they follow the property and how much they vary."""
    matches = sorted(ranking, key=lambda match: match.unit)
    correlation = np.array([match.correlation for match in matches])
    spread = done.memory.std(axis=0)
    chosen = np.arange(len(matches)) == unit
    reach = max(0.1, float(np.abs(correlation).max())) * 1.08
    return Panel(
        title=f"All {len(matches)} units",
        note="click one",
        alt=f"Correlation with “{name}” and standard deviation of the memory of {len(matches)} "
        f"units. Unit {unit + 1}: {correlation[unit]:+.2f} and {spread[unit]:.2f}.",
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": correlation,
                "y": spread,
                "customdata": np.arange(1, len(matches) + 1),
                "marker": {
                    "size": np.where(chosen, 13, 6),
                    "color": [theme.negative if one else theme.positive for one in chosen],
                    "line": {"width": 1, "color": theme.paper},
                },
                "hovertemplate": "unit %{customdata}: correlation %{x:+.2f}, standard deviation "
                "%{y:.2f}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x=f"correlation with “{name}”",
            y="standard deviation",
            xaxis={"range": [-reach, reach]},
            yaxis={"range": [0, max(0.1, float(spread.max())) * 1.08]},
            margin={"l": 48, "r": 8, "t": 6, "b": 34},
        ),
        height=190,
        clicks=True,
    )


def models(bits: Mapping[str, float], theme: Theme) -> Panel:
    """Bits per character of a book that no model has read, the worst on top."""
    names = sorted(bits, key=lambda name: bits[name])
    return Panel(
        title="A novel that none of them has read",
        note="bits per character; fewer are better",
        alt="Bits per character: "
        + ", ".join(f"{name} {bits[name]:.2f}" for name in names[::-1])
        + ".",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": [bits[name] for name in names],
                "y": list(range(len(names))),
                "customdata": [f"{name}: {bits[name]:.2f}" for name in names],
                "marker": {
                    "color": [
                        theme.positive if name in SIGNALS else theme.negative for name in names
                    ]
                },
                "hovertemplate": "%{customdata} bits per character<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="bits per character",
            y="",
            xaxis={"range": [0, max(bits.values()) * 1.02]},
            yaxis={
                "showgrid": False,
                "tickvals": list(range(len(names))),
                "ticktext": [f"{name} {bits[name]:.2f}" for name in names],
                "range": [-0.6, len(names) - 0.4],
            },
            bargap=0.3,
            margin={"l": 190, "r": 8, "t": 4, "b": 34},
        ),
        height=250,
    )


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
