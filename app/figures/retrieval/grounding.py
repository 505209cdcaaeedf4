"""The basis of an answer: its sentences, and whether there is enough evidence for one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.figures.common import line, typed
from app.plot import Panel
from app.theme import Theme
from core.percent import percent
from core.retrieval.answerability import Gate, rates
from core.retrieval.grounding import Grounded, Right

SHOWN = 8  # sentences
LONGEST = 60  # characters of a sentence on its bar


def sentences(done: Grounded, known: bool, theme: Theme) -> Panel:
    """The sentences of the hits by their score; those of the answer in blue."""
    shown = done.candidates[:SHOWN]
    quoted = len(done.answer) if known else 0
    scores = np.array([sentence.score for sentence in shown])
    places = np.arange(len(shown))[::-1]
    texts = [f"[{one.source}] {typed(_short(one.text))}" for one in shown]
    best = f"The best is “{_short(shown[0].text)}” with {scores[0]:.2f}." if shown else ""
    return Panel(
        title="Retrieved sentences",
        note=f"{len(done.candidates)} in all; blue: the answer" if known else "none quoted",
        alt=f"{len(done.candidates)} sentences ranked by their score for the question. {best}",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": scores,
                "y": places,
                "text": texts,
                "textposition": "inside",
                "insidetextanchor": "start",
                "textangle": 0,
                "constraintext": "none",
                "cliponaxis": False,
                "textfont": {"color": theme.ink, "size": 12},
                "marker": {
                    "color": [
                        _faint(theme.positive) if at < quoted else theme.grid
                        for at in range(len(shown))
                    ]
                },
                "hovertext": [f"source {one.source}, score {one.score:.3f}" for one in shown],
                "hoverinfo": "text",
            }
        ],
        layout=theme.layout(
            x="score",
            y="",
            xaxis={"range": [0, 1.02]},
            yaxis={"visible": False, "range": [len(shown) - SHOWN - 0.6, max(len(shown), 1) - 0.4]},
            margin={"l": 6, "r": 6, "t": 6, "b": 34},
            bargap=0.15,
        ),
        height=270,
        main=True,
    )


def gate(measured: Gate, own: float, theme: Theme) -> Panel:
    """The evidence of all labelled questions and of this one, and the threshold between them."""
    rows = [
        ("not in the handbook", measured.unanswered, theme.negative, 0.0),
        ("in the handbook", measured.answered, theme.positive, 1.0),
    ]
    data = []
    for name, pairs, colour, height in rows:
        questions, found = zip(*pairs, strict=True)
        # Points that would overlap move apart by their order, the same each time.
        spread = height + 0.5 * ((np.arange(len(found)) * 0.618) % 1 - 0.5)
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.array(found),
                "y": spread,
                "name": name,
                "marker": {"size": 7, "color": colour, "opacity": 0.75},
                "text": questions,
                "hovertemplate": "%{text}<br>evidence %{x:.2f}<extra></extra>",
            }
        )
    ends = np.full(2, measured.threshold)
    data += [
        line(
            ends,
            np.array([-0.5, 1.5]),
            "threshold",
            theme.ink,
            dash="dash",
            mode="lines",
            hoverinfo="skip",
        ),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [own],
            "y": [0.5],
            "name": "your question",
            "marker": {"symbol": "star", "size": 16, "color": theme.ink},
            "hovertemplate": "your question: %{x:.2f}<extra></extra>",
        },
    ]
    side = "above" if own >= measured.threshold else "below"
    return Panel(
        title="Is it in the documents?",
        note=f"{own:.2f}, {side} the threshold {measured.threshold:.2f}",
        alt=f"Evidence of {len(measured.answered)} questions that the handbook answers and "
        f"{len(measured.unanswered)} that it does not. Your question has {own:.2f}, {side} the "
        f"threshold of {measured.threshold:.2f}.",
        data=data,
        layout=theme.layout(
            x="evidence of the retrieved chunks",
            y="",
            hovermode="closest",
            xaxis={"range": [-0.02, 1.02]},
            yaxis={
                "range": [-0.5, 1.5],
                "tickvals": [0, 1],
                "ticktext": ["not in", "in"],
                "showgrid": False,
                "zeroline": False,
            },
            margin={"l": 46, "r": 6, "t": 6, "b": 34},
        ),
        height=270,
    )


def errors(measured: Gate, theme: Theme) -> Panel:
    """Both errors against the threshold: what is gained on one side is lost on the other."""
    thresholds = np.linspace(0, 1, 101)
    answered = np.array([found for _, found in measured.answered])
    unanswered = np.array([found for _, found in measured.unanswered])
    refused, made_up = rates(answered, unanswered, thresholds)
    return Panel(
        title="Two kinds of error",
        note=f"here {percent(measured.refused)} refused, {percent(measured.made_up)} made up",
        alt=f"Wrong refusals increase with the threshold, unfounded answers decrease. At the "
        f"threshold, they are {percent(measured.refused)} and {percent(measured.made_up)}.",
        data=[
            line(
                thresholds,
                100 * refused,
                "refused, but covered",
                theme.positive,
                hovertemplate="threshold %{x:.2f}: %{y:.0f}% refused<extra></extra>",
            ),
            line(
                thresholds,
                100 * made_up,
                "answered, but not covered",
                theme.negative,
                hovertemplate="threshold %{x:.2f}: %{y:.0f}% answered<extra></extra>",
            ),
            line(
                np.full(2, measured.threshold),
                np.array([0.0, 100.0]),
                "threshold",
                theme.ink,
                dash="dash",
                mode="lines",
                hoverinfo="skip",
                showlegend=False,
            ),
        ],
        layout=theme.layout(
            x="threshold",
            y="share of questions",
            showlegend=True,
            xaxis={"range": [0, 1]},
            yaxis={"range": [0, 102], "ticksuffix": "%"},
            margin={"l": 52, "r": 8, "t": 24, "b": 34},
        ),
        height=220,
    )


def quoted(right: Mapping[str, Right], count: int, theme: Theme) -> Panel:
    """How often the hits have the passage that is the answer, and the answer quotes it, by kind."""
    kinds = list(right)
    parts = {"in the chunks": (0, theme.muted), "in the answer": (1, theme.positive)}
    return Panel(
        title="Is the right passage found?",
        note=f"the answer quotes {count} sentence{'s' * (count > 1)}",
        alt="Share of labelled questions whose right passage is in the chunks, and in the answer: "
        + ", ".join(
            f"{kind} {percent(share.found)} and {percent(share.quoted)}"
            for kind, share in right.items()
        )
        + ".",
        data=[
            {
                "type": "bar",
                "x": kinds,
                "y": np.array([100 * right[kind][at] for kind in kinds]),
                "name": name,
                "marker": {"color": colour},
                "text": [percent(right[kind][at]) for kind in kinds],
                "textposition": "outside",
                "cliponaxis": False,
                "textfont": {"color": theme.ink},
                "hovertemplate": f"%{{x}}, {name}: %{{y:.0f}}%<extra></extra>",
            }
            for name, (at, colour) in parts.items()
        ],
        layout=theme.layout(
            x="kind of question",
            y="share of questions",
            showlegend=True,
            yaxis={"range": [0, 115], "ticksuffix": "%"},
            bargap=0.35,
            margin={"l": 52, "r": 8, "t": 24, "b": 34},
        ),
        height=220,
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.45)"
