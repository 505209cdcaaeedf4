"""Recall by k, by kind of question and by way of cutting, and each question's rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.figures.common import line
from app.plot import Panel, Raster
from app.theme import Theme
from core.percent import percent
from core.retrieval.chunking_grid import AXES
from core.retrieval.evaluate import ALL, DEEPEST, answered, of_kind, recall
from core.retrieval.evaluation_questions import KINDS

Places = Mapping[str, np.ndarray]
METHODS = ("dense", "BM25", "hybrid")
CELL = 12  # pixels of a question in the picture of each
_LIMITS = (1, 3, 5, 10)  # the shade of a question by its rank


def colour_of(method: str, theme: Theme) -> str:
    """Each method's colour in all pictures of this view."""
    return theme.classes[{"dense": 1, "BM25": 0, "hybrid": 2}[method]]


def by_k(places: Places, top: int, theme: Theme) -> Panel:
    """Recall by the number of retrieved chunks."""
    k = np.arange(1, DEEPEST + 1)
    curves = {name: np.array([recall(found, int(n)) for n in k]) for name, found in places.items()}
    return Panel(
        title="Recall by k",
        note=" · ".join(f"{name} {percent(curve[top - 1])}" for name, curve in curves.items())
        + f" at {top}",
        alt=f"Share of questions whose right chunk is among the first k. At {top}: "
        + ", ".join(f"{name} {percent(curve[top - 1])}" for name, curve in curves.items())
        + ".",
        data=[
            line(
                k,
                100 * curve,
                name,
                colour_of(name, theme),
                hovertemplate=f"{name}: %{{y:.0f}}% at k = %{{x}}<extra></extra>",
            )
            for name, curve in curves.items()
        ],
        layout=theme.layout(
            x="k, chunks returned",
            y="questions found",
            yaxis={"range": [0, 103], "ticksuffix": "%"},
            xaxis={"range": [0.7, DEEPEST + 0.3], "tickvals": k},
            shapes=[
                {
                    "type": "line",
                    "x0": top,
                    "x1": top,
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": theme.ink, "width": 1, "dash": "dot"},
                }
            ],
            showlegend=True,
            margin={"l": 54, "r": 8, "t": 26, "b": 36},
        ),
        height=250,
        main=True,
    )


def by_kind(places: Places, top: int, theme: Theme) -> Panel:
    """Recall at k for each kind of question: where meaning wins, and where words do."""
    kinds = (*KINDS, ALL)
    shares = {
        name: [recall(found[of_kind(kind)], top) for kind in kinds]
        for name, found in places.items()
    }
    return Panel(
        title=f"Recall at {top} by kind of question",
        alt="; ".join(
            f"{kind}: " + ", ".join(f"{name} {percent(shares[name][i])}" for name in shares)
            for i, kind in enumerate(kinds)
        )
        + ".",
        data=[
            {
                "type": "bar",
                "x": np.arange(len(kinds)),
                "y": 100 * np.array(share),
                "name": name,
                "marker": {"color": colour_of(name, theme)},
                "text": [f"{100 * value:.0f}" for value in share],
                "textposition": "outside",
                "constraintext": "none",
                "cliponaxis": False,
                "textfont": {"size": 10},
                "hovertemplate": f"{name}: %{{y:.0f}}%<extra></extra>",
            }
            for name, share in shares.items()
        ],
        layout=theme.layout(
            x="",
            y="questions found",
            barmode="group",
            xaxis={
                "tickvals": np.arange(len(kinds)),
                "showgrid": False,
                "tickangle": 0,
                "ticktext": [f"{kind}<br>{of_kind(kind).sum()} questions" for kind in kinds],
                "title": None,
                "tickfont": {"size": 10},
            },
            yaxis={"range": [0, 112], "ticksuffix": "%"},
            margin={"l": 54, "r": 8, "t": 6, "b": 36},
        ),
        height=250,
    )


def each(places: Places, theme: Theme) -> Panel:
    """Every question as a column: a fuller colour means a better rank, for each method."""
    kinds = [question.kind for question in answered()]
    order = [i for kind in KINDS for i, own in enumerate(kinds) if own == kind]
    rows = list(METHODS[::-1])  # the first row lies at the low end
    found = np.array([places[name][order] for name in rows])
    level = np.select([(found > 0) & (found <= limit) for limit in _LIMITS], [4, 3, 2, 1], 0)
    picks = np.array([16, 70, 120, 180, 255])
    edges = np.cumsum([0, *(kinds.count(kind) for kind in KINDS)])
    return Panel(
        title="Each question",
        note="full colour: right chunk first · fainter: in the first 3, 5, 10 · none: later or not "
        "found",
        alt="For each question and method, whether the right chunk comes first, in the first 3, 5 "
        "or 10, or later.",
        data=[],
        layout=theme.layout(
            x="",
            y="",
            xaxis={
                "range": [0.5, len(order) + 0.5],
                "showgrid": False,
                "title": None,
                "tickvals": (edges[:-1] + edges[1:] + 1) / 2,
                "ticktext": list(KINDS),
            },
            yaxis={
                "range": [0.5, 3.5],
                "tickvals": [1, 2, 3],
                "ticktext": rows,
                "showgrid": False,
                "title": None,
            },
            margin={"l": 56, "r": 8, "t": 4, "b": 24},
            shapes=[
                {
                    "type": "line",
                    "x0": x + 0.5,
                    "x1": x + 0.5,
                    "y0": 0.5,
                    "y1": 3.5,
                    "line": {"color": theme.ink, "width": 1},
                }
                for x in edges[1:-1]
            ],
        ),
        raster=Raster(
            # Each cell is many pixels, so that its edges stay sharp.
            np.repeat(np.repeat(level, CELL, 0), CELL, 1).astype(np.uint8),
            theme.sequential[picks],
            (0.5, len(order) + 0.5),
            (0.5, 3.5),
            ("later or not found", "rank 6 to 10", "rank 4 or 5", "rank 2 or 3", "first"),
            columns=tuple(answered()[i].text for i in order for _ in range(CELL)),
            rows=tuple(name for name in rows for _ in range(CELL)),
        ),
        height=130,
    )


def sweep(
    measured: Mapping[str, Places],
    now: str,
    top: int,
    theme: Theme,
    *,
    what: str,
    ticks: Sequence[str],
) -> Panel:
    """Recall at k over ways of cutting, by their names; ``now`` is the name of the one on screen,
    ``ticks`` are they in short."""
    names = list(measured)
    at = np.arange(len(names))
    shares = {
        method: np.array([recall(places[method], top) for places in measured.values()])
        for method in METHODS
    }
    marks = [
        {
            "type": "line",
            "x0": place,
            "x1": place,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": theme.ink, "width": 1, "dash": "dot"},
        }
        for place, name in enumerate(names)
        if name == now
    ]
    return Panel(
        title=f"Recall at {top} by {what}",
        note="dotted: current setting" if marks else "",
        alt="; ".join(
            f"{name}: " + ", ".join(f"{method} {percent(shares[method][i])}" for method in METHODS)
            for i, name in enumerate(names)
        )
        + ".",
        data=[
            {
                **line(at, 100 * share, method, colour_of(method, theme)),
                "mode": "lines+markers",
                "text": names,
                "hovertemplate": f"{method}, %{{text}}: %{{y:.0f}}%<extra></extra>",
            }
            for method, share in shares.items()
        ],
        layout=theme.layout(
            x=AXES[what],
            y="questions found",
            xaxis={
                "tickvals": at,
                "ticktext": [name.replace("\n", "<br>") for name in ticks],
                "range": [-0.3, len(names) - 0.7],
                "tickangle": 0,
                "tickfont": {"size": 10},
            },
            yaxis={"ticksuffix": "%"},
            shapes=marks,
            margin={"l": 54, "r": 8, "t": 6, "b": 66 if what == "way of cutting" else 40},
        ),
        height=250,
    )


def table(rows: Sequence) -> str:
    """Recall and MRR by kind and method, as a Markdown table; the best of a kind in bold."""
    said = [
        "| questions | method | recall@1 | recall@3 | recall@5 | recall@10 | MRR |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        kin = [other for other in rows if other.kind == row.kind]
        cells = []
        for name in ("recall_1", "recall_3", "recall_5", "recall_10", "mrr"):
            value = getattr(row, name)
            text = f"{value:.3f}" if name == "mrr" else f"{percent(value)}"
            cells.append(f"**{text}**" if value == max(getattr(o, name) for o in kin) else text)
        said.append(f"| {row.kind} ({row.questions}) | {row.method} | {' | '.join(cells)} |")
    return "\n".join(said)
