"""What a question found: its place among the chunks, the places by each method, the chunks' text.

A hit has the same colour in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from app.figures.common import typed
from app.plot import Panel
from app.theme import Theme
from core.parsing.pdf import PAGE_END
from core.percent import percent
from core.retrieval.bm25 import folded, tokens
from core.retrieval.chunks import Chunk
from core.retrieval.search import Hit, Library, Ranking

ORDER = ("dense", "hybrid", "BM25")  # the sum of two rankings stands between them


def colours(hits: Sequence[Hit], theme: Theme) -> dict[int, str]:
    """The colour of each hit, by its place in the library."""
    return {hit.index: theme.classes[place % len(theme.classes)] for place, hit in enumerate(hits)}


def where(chunk: Chunk) -> str:
    """Document and page or heading of a chunk."""
    return " › ".join(filter(None, (chunk.document, chunk.under)))


def chunk_map(
    library: Library, vector: np.ndarray, question: str, hits: Sequence[Hit], theme: Theme
) -> Panel:
    """All chunks on their two principal components, the question, and lines to what was found."""
    plane = library.plane
    x, y = plane.points.T
    asked = plane.place(vector)
    found = [hit.index for hit in hits]
    # Each line is question, hit, and a gap.
    lines = np.full((2, len(found), 3), np.nan)
    lines[:, :, 0] = asked[:, None]
    lines[:, :, 1] = plane.points[found].T
    hover = [_hover(chunk) for chunk in library.chunks]
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": x,
            "y": y,
            "text": hover,
            "name": "chunks",
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"size": 6, "color": theme.muted, "opacity": 0.4},
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": lines[0].ravel(),
            "y": lines[1].ravel(),
            "name": "to the hits",
            "hoverinfo": "skip",
            "line": {"color": theme.ink, "width": 1, "dash": "dot"},
        },
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": x[found],
            "y": y[found],
            "name": "hits",
            "text": [str(place) for place in range(1, len(found) + 1)],
            "textfont": {"color": "#FFFFFF", "size": 11},
            "customdata": [
                f"{hover[hit.index]}<br>cosine {hit.stages['dense']:.3f}, "
                f"BM25 {hit.stages['BM25']:.2f}"
                for hit in hits
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
            "marker": {
                "size": 17,
                "color": list(colours(hits, theme).values()),
                "line": {"color": theme.paper, "width": 1},
            },
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": asked[:1],
            "y": asked[1:],
            "name": "question",
            "text": [_wrapped(question)],
            "hovertemplate": "%{text}<extra>question</extra>",
            "marker": {
                "size": 17,
                "symbol": "star",
                "color": theme.ink,
                "line": {"color": theme.paper, "width": 1},
            },
        },
    ]
    return Panel(
        title="Map of the chunks",
        note=f"★ your question · keeps {percent(plane.share)} of the variance",
        alt=f"{len(library)} chunks on their two principal components, and lines from the question "
        f"to the chunks found ({len(hits)}).",
        data=data,
        layout=theme.layout(
            x="first principal component", y="second", margin={"l": 40, "r": 8, "t": 6, "b": 34}
        ),
        height=310,
        main=True,
    )


def places(
    rankings: Mapping[str, Sequence[Hit]], ranking: Ranking, method: str, theme: Theme, top: int
) -> Panel:
    """The first chunks of each method, and where the other methods have them."""
    coloured = colours(rankings[method], theme)
    shown = {hit.index: hit for name in ORDER for hit in rankings[name]}
    below = top + 1  # the line for everything after the first k
    data = []
    for index, hit in shown.items():
        ranks = [int(ranking.places[name][index]) for name in ORDER]
        y = [rank if 0 < rank <= top else below for rank in ranks]
        hit_too = index in coloured
        colour = coloured.get(index, theme.muted)
        said = [f"rank {rank}" if rank else "not found: no search word in common" for rank in ranks]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [0, 1, 2],
                "y": y,
                "name": typed(where(hit.chunk)),
                "customdata": said,
                "hovertemplate": f"{typed(where(hit.chunk))}<br>%{{customdata}}<extra></extra>",
                "line": {"color": colour, "width": 3 if hit_too else 1},
                "marker": {"size": 11 if hit_too else 7, "color": colour},
                "opacity": 1 if hit_too else 0.5,
            }
        )
    data.reverse()  # the first hit on top
    return Panel(
        title="Rank by each method",
        note="colours: the hits on the map",
        alt=f"For each of the first {top} chunks of dense, hybrid and BM25, its rank by the "
        f"others.",
        data=data,
        layout=theme.layout(
            x="ranked by",
            y="place",
            xaxis={
                "tickvals": [0, 1, 2],
                "ticktext": list(ORDER),
                "range": [-0.25, 2.25],
                "showgrid": False,
            },
            yaxis={
                "range": [below + 0.5, 0.5],
                "tickvals": [*range(1, top + 1), below],
                "ticktext": [*map(str, range(1, top + 1)), "later"],
            },
        ),
        height=310,
    )


def cards(
    hits: Sequence[Hit], method: str, question: str, coloured: Mapping[int, str], theme: Theme
) -> str:
    """The hits of one method as HTML with the question's words marked; all text escaped."""
    if not hits:
        return f'<p style="color:{theme.muted}">This method finds nothing.</p>'
    return "".join(
        _card(place, hit, method, set(tokens(question)), coloured, theme)
        for place, hit in enumerate(hits, start=1)
    )


def marked(text: str, words: set[str], theme: Theme) -> str:
    """A text as HTML, escaped, with these words (folded, see bm25.py) marked."""
    style = f"background:{theme.classes[4]}55;color:inherit;border-radius:3px;font-weight:600"
    return "".join(
        f'<mark style="{style}">{escape(part)}</mark>' if folded(part) in words else escape(part)
        for part in re.split(r"(\w+)", text)
    )


def _card(
    place: int, hit: Hit, method: str, words: set[str], coloured: Mapping[int, str], theme: Theme
) -> str:
    edge = coloured.get(hit.index, theme.grid)
    text = hit.chunk.text.replace(PAGE_END, "\n")
    body = re.sub(r"#{1,6} [^\n]*(\n+|$)", "", text) or text
    return (
        f'<details class="dlp-hit" style="border-left:5px solid {edge};padding:2px 0 2px '
        f'8px;margin:0 0 8px">'
        f'<summary style="cursor:pointer;list-style:none">'
        f"<b>{place}. {escape(where(hit.chunk))}</b><br>"
        f'<span style="color:{theme.muted};font-size:0.85em">{_scores(hit, method)}</span>'
        f'<div class="short" '
        f'style="display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;'
        f'overflow:hidden;font-size:0.9em">{marked(_from_first(body, words), words, theme)}'
        "</div></summary>"
        f'<div style="white-space:pre-wrap;font-size:0.9em;margin-top:4px">'
        f"{marked(text, words, theme)}</div></details>"
    )


def _from_first(text: str, words: set[str], before: int = 60, seen: int = 110) -> str:
    """The text from a little before the first of the words, where that is too far in to be seen."""
    first = next((m.start() for m in re.finditer(r"\w+", text) if folded(m[0]) in words), 0)
    if first < seen:
        return text
    return "… " + text[first - before :].partition(" ")[2]


def _scores(hit: Hit, method: str) -> str:
    stages = hit.stages
    said = {
        "dense": f"cosine {stages['dense']:.3f} (rank {stages['dense rank']})",
        "BM25": f"BM25 {stages['BM25']:.2f} (rank {stages['BM25 rank']})"
        if stages["BM25 rank"]
        else "no search word in common",
        "hybrid": f"fused {stages['hybrid']:.4f} (rank {stages['hybrid rank']})",
    }
    own = said.pop(method)
    rest = (
        said.values() if method == "hybrid" else (said["BM25" if method == "dense" else "dense"],)
    )
    return " · ".join([f"<b>{own}</b>", *rest])


def _hover(chunk: Chunk) -> str:
    start = " ".join(chunk.text.lstrip("# ").split())[:150]
    return f"<b>{typed(where(chunk))}</b><br>{_wrapped(start)}…"


def _wrapped(text: str, width: int = 50) -> str:
    """A text in lines, escaped for a hover."""
    return re.sub(rf"(.{{1,{width}}})(?:\s+|$)", r"\1<br>", typed(text)).removesuffix("<br>")
