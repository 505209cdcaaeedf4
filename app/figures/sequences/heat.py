"""The text, coloured by one unit, that unit along it, and the characters that may follow."""

from __future__ import annotations

import unicodedata
from html import escape

import numpy as np

from app.figures.common import line
from app.plot import Panel
from app.theme import Theme
from core.percent import percent
from core.sequences.cells import SIGNALS, Trace

UNIT = 190  # pixels
ENDS = (1.05, 1.6, 2.5, 4.0, 6.0, 10.0, 16.0, 25.0, 60.0, 200.0, 600.0)  # of an axis of values
GATES = "iforz"
SHOWN = {" ": "space", "\n": "line break", "\t": "tab"}


def named(character: str) -> str:
    """A character as a learner can read it; an invisible one by its name."""
    if character in SHOWN:
        return SHOWN[character]
    marks = unicodedata.category(character)[0] in "LNPS"  # letters, numbers, punctuation, signs
    return character if marks else unicodedata.name(character, f"U+{ord(character):04X}").lower()


def reach(values: np.ndarray) -> tuple[float, float]:
    """The smallest and largest value: an LSTM's cell may be far from zero along the whole text."""
    return float(values.min()), float(values.max())


def _end(value: float) -> float:
    """Where an axis ends for a value: one of few places, since a new axis is slow to draw."""
    return next(end for end in ENDS if value <= end)


def unit_lines(
    done: Trace,
    text: str,
    unit: int,
    step: int,
    theme: Theme,
    *,
    clicks: bool = True,
    free: Trace | None = None,
) -> dict[str, Panel]:
    """One unit along the text, its gates and its memory each on their own axis; a click chooses.

    ``free`` has its signals with no unit held; the picture draws its memory from there.
    """
    gates = [signal for signal in GATES if signal in done.signals]
    rest = [signal for signal in done.signals if signal not in GATES]
    drawn = _lines(done, text, unit, step, theme, rest, clicks=clicks)
    if free:
        drawn.data.append(
            line(
                np.arange(1, len(text) + 1),
                free.memory[:, unit],
                "unchanged",
                theme.ink,
                width=1.5,
                dash="dot",
                hovertemplate="unchanged: %{y:.3f}<extra></extra>",
            )
        )
    values = np.concatenate([trace["y"] for trace in drawn.data])
    drawn.layout["yaxis"]["range"] = [-_end(-values.min()), _end(values.max())]
    panels = {"unit": drawn}
    if gates:
        panels["gates"] = _lines(done, text, unit, step, theme, gates, clicks=clicks)
        panels["gates"].layout["yaxis"]["range"] = [-0.02, 1.02]
    return panels


def _lines(
    done: Trace,
    text: str,
    unit: int,
    step: int,
    theme: Theme,
    signals: list[str],
    *,
    clicks: bool,
) -> Panel:
    """Some signals of one unit along the text."""
    names = SIGNALS[done.kind]
    order = list(names)
    values = np.stack([done.signals[signal][:, unit] for signal in signals])
    whose = " at “%{customdata}”"  # said once, by the first of the lines
    what = "Gates" if signals[0] in GATES else "Memory"
    return Panel(
        title=f"{what} of unit {unit + 1}",
        note="click a character" if clicks else "",
        alt=f"{', '.join(names[signal] for signal in signals)} of unit {unit + 1} over {len(text)} "
        f"characters, from {values.min():.2f} to {values.max():.2f}.",
        data=[
            line(
                np.arange(1, len(text) + 1),
                values[number],
                f"{signal} {names[signal].split()[0]}",
                theme.classes[order.index(signal)],
                width=2.5 if signal in "ch" else 1.5,
                hovertemplate=f"{signal} = %{{y:.3f}}{'' if number else whose}<extra></extra>",
                customdata=[named(c) for c in text],
            )
            for number, signal in enumerate(signals)
        ],
        layout=theme.layout(
            x="character",
            y="value",
            hovermode="x unified",
            showlegend=True,
            xaxis={"range": [0.5, len(text) + 0.5], "showgrid": False},
            legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 11}},
            margin={"l": 44, "r": 8, "t": 22, "b": 34},
            shapes=[here(step, theme)],
        ),
        height=UNIT,
        clicks=clicks,
    )


def here(step: int, theme: Theme) -> dict:
    """The line that marks a character."""
    return {
        "type": "line",
        "x0": step + 1,
        "x1": step + 1,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.ink, "width": 1, "dash": "dot"},
    }


def next_characters(
    shares: np.ndarray,
    vocabulary: str,
    theme: Theme,
    *,
    note: str = "",
    title: str = "Next",
    truth: str = "",
    most: int = 10,
    height: int = UNIT,
    free: np.ndarray | None = None,
) -> Panel:
    """The likeliest next characters as bars; the true one stands out.

    ``free`` has the probabilities with nothing held, which are marked.
    """
    best = np.argsort(-shares, kind="stable")[:most]
    names = [f"“{named(vocabulary[i])}”" for i in best]
    return Panel(
        title=title,
        note=note,
        alt="Most likely next characters: "
        + ", ".join(
            f"{name} {percent(shares[i])}" for name, i in zip(names[:5], best, strict=False)
        )
        + ".",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": shares[best[::-1]],
                "y": np.arange(len(best)),
                "customdata": [
                    f"{name}: {percent(shares[i], 2)}"
                    for name, i in zip(names[::-1], best[::-1], strict=True)
                ],
                "marker": {
                    "color": [
                        theme.negative if vocabulary[i] == truth else theme.positive
                        for i in best[::-1]
                    ]
                },
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            *(
                []
                if free is None
                else [
                    {
                        "type": "scatter",
                        "mode": "markers",
                        "x": free[best[::-1]],
                        "y": np.arange(len(best)),
                        "marker": {
                            "symbol": "line-ns",
                            "size": 11,
                            "line": {"width": 2, "color": theme.ink},
                        },
                        "customdata": [percent(free[i], 2) for i in best[::-1]],
                        "hovertemplate": "unchanged: %{customdata}<extra></extra>",
                    }
                ]
            ),
        ],
        layout=theme.layout(
            x="probability" if free is None else "probability; mark: before these settings",
            y="",
            xaxis={"range": [0, 1.02]},
            yaxis={"showgrid": False, "showticklabels": False, "range": [-0.6, len(best) - 0.4]},
            # No ticks: new words of an axis are plotly's to draw, new annotations are painted.
            annotations=[
                {
                    "xref": "paper",
                    "x": 0,
                    "xanchor": "right",
                    "y": at,
                    "text": name,
                    "showarrow": False,
                    "font": {"size": 12, "color": theme.ink},
                }
                for at, name in enumerate(names[::-1])
            ],
            margin={"l": 76, "r": 8, "t": 4, "b": 34},
        ),
        height=height,
    )


def coloured_text(
    text: str,
    values: np.ndarray,
    step: int,
    theme: Theme,
    *,
    ends: tuple[float, float],
    whose: str = "",
) -> str:
    """The text as HTML, each character on a ground of its value's colour; ``step`` is framed.

    The colours run between the ``ends``; with ``whose``, a line below says what they stand for.
    """
    low, high = ends
    share = (values - low) / max(high - low, 1e-9)
    place = np.clip(np.rint(share * 255), 0, 255).astype(int)
    table = theme.diverging_map
    parts = []
    for i, (character, at) in enumerate(zip(text, place, strict=True)):
        red, green, blue = table[at]
        frame = f"outline:2px solid {theme.ink};" if i == step else ""
        shown = "↵\n" if character == "\n" else escape(character)
        parts.append(
            f'<span title="{i + 1}: {values[i]:.2f}" '
            f'style="background:rgb({red},{green},{blue});{frame}">{shown}</span>'
        )
    key = ""
    if whose:
        ground = ["rgb({},{},{})".format(*table[end]) for end in (0, 255)]
        key = (
            f'<div style="font-size:0.8rem;color:{theme.muted};margin-top:2px">Coloured by '
            f"{whose}: "
            f'<span style="background:{ground[0]};color:{theme.ink}">&nbsp;{low:z.2f}&nbsp;</span> '
            f"to "
            f'<span style="background:{ground[1]};color:{theme.ink}">&nbsp;{high:z.2f}&nbsp;</span>'
            "</div>"
        )
    return (
        f'<div style="font-family:monospace;font-size:0.82rem;line-height:1.45;color:{theme.ink};'
        f'white-space:pre-wrap;overflow-wrap:anywhere">{"".join(parts)}</div>{key}'
    )
