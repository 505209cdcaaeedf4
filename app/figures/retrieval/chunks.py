"""Chunks on the text itself, and how long they are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

import numpy as np

from app.plot import Panel
from app.theme import Theme
from core.parsing.pdf import PAGE_END
from core.percent import percent
from core.retrieval.chunks import Chunk, Document

MOST = 30_000  # characters of a document that are shown


def text(document: Document, chunks: Sequence[Chunk], theme: Theme) -> str:
    """The document as HTML, escaped: each chunk in a colour, striped where two overlap.

    A small number stands where a chunk begins. ``chunks`` are the document's own, in order.
    """
    end = min(len(document.text), MOST)
    edges = sorted({0, end} | {min(at, end) for c in chunks for at in (c.start, c.end)})
    parts = []
    for start, stop in pairwise(edges):
        over = [i for i, chunk in enumerate(chunks) if chunk.start <= start < chunk.end]
        begun = [i for i in over if chunks[i].start == start]
        numbers = "".join(
            f'<sup style="color:{theme.ink};font-weight:700"> {i + 1} </sup>' for i in begun
        )
        words = escape(document.text[start:stop].replace(PAGE_END, "\n"))
        parts.append(f'{numbers}<span style="{_paint(over, theme)}">{words}</span>')
    more = f"<p>Only the first {MOST:,} characters are shown.</p>" * (len(document.text) > MOST)
    return (
        '<div style="white-space:pre-wrap;line-height:1.55;font-size:0.92em;height:430px;'
        f'overflow-y:auto;padding-right:8px" tabindex="0">{"".join(parts)}</div>{more}'
    )


def _paint(over: Sequence[int], theme: Theme) -> str:
    """The CSS of a stretch that these chunks hold: none, one, or several in stripes."""
    strength = "66" if theme.name == "dark" else "40"  # the alpha of CSS
    shades = [f"{theme.classes[i % 3]}{strength}" for i in over]
    if not shades:
        return f"color:{theme.muted}"
    if len(shades) == 1:
        return f"background:{shades[0]}"
    stops = ",".join(f"{shade} {6 * i}px {6 * (i + 1)}px" for i, shade in enumerate(shades[:4]))
    return f"background:repeating-linear-gradient(135deg,{stops})"


def lengths(chunks: Sequence[Chunk], theme: Theme) -> Panel:
    """How many chunks have how many words."""
    words = np.array([len(chunk.text.split()) for chunk in chunks])
    counts, edges = np.histogram(words, bins=min(24, max(int(np.ptp(words)), 1)))
    middle = (edges[:-1] + edges[1:]) / 2
    return Panel(
        title="Words per chunk",
        note=f"{words.min()} to {words.max()}, median {np.median(words):.0f}",
        alt=f"{len(chunks)} chunks have {words.min()} to {words.max()} words, median "
        f"{np.median(words):.0f}.",
        data=[
            {
                "type": "bar",
                "x": middle,
                "y": counts,
                "width": np.diff(edges),
                "marker": {"color": theme.positive},
                "customdata": [f"{a:.0f} to {b:.0f} words" for a, b in pairwise(edges)],
                "hovertemplate": "%{customdata}: %{y} chunks<extra></extra>",
            }
        ],
        layout=theme.layout(x="words", y="chunks", bargap=0.04),
        height=210,
    )


def passages(held: np.ndarray, theme: Theme) -> Panel:
    """How much of each known answer the best chunk holds, (questions,) from 0 to 1, sorted."""
    ordered = np.sort(held)
    return Panel(
        title="Known answers in one chunk",
        note=f"{percent(float(np.mean(held >= 0.999)))} of {len(held)} in one chunk",
        alt=f"Of {len(held)} known answers, {np.sum(held >= 0.999)} lie in one chunk; the worst "
        f"has {percent(ordered[0])} of its letters in one.",
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "x": np.arange(1, len(held) + 1),
                "y": 100 * ordered,
                "fill": "tozeroy",
                "line": {"color": theme.classes[2], "shape": "hvh", "width": 2},
                "fillcolor": f"{theme.classes[2]}40",
                "hovertemplate": "answer %{x}: %{y:.0f}% in one chunk<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="known answers, worst first",
            y="share in one chunk",
            yaxis={"range": [0, 105], "ticksuffix": "%"},
        ),
        height=210,
    )
