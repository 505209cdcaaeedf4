"""What text and image find in one another: pictures in rows, captions as bars, and the mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from PIL import Image

from app.figures import tiles
from app.figures.common import pixels, signed_raster, typed
from app.plot import Panel
from app.theme import Theme
from core.data.shapes import SIZE
from core.embeddings import two_tower
from core.embeddings.text_and_image import CaptionMatches, Hits

STEP = SIZE + 4  # raster pixels from one picture to the next
HEAD = 18  # above each row, for its text
TALL = 400  # pixels
PAPER = 255  # the colour of what is between the pictures


def pictures(hits: Hits, theme: Theme) -> Panel:
    """A row of pictures for each text, best first, with their cosines, framed where they fit."""
    rows, columns = hits.places.shape
    high = STEP + HEAD
    images, colours = _all_held_out()
    board = np.full((rows * high, columns * STEP), PAPER, np.uint8)
    words, frames = [], []
    for row, column in np.ndindex(rows, columns):
        top, left = row * high + HEAD, column * STEP + 2
        board[top : top + SIZE, left : left + SIZE] = images[hits.places[row, column]]
        if hits.fit[row, column]:
            frames.append(
                tiles.box(left - 1, top - 1, left + SIZE + 1, top + SIZE + 1, theme.positive, 3)
            )
        words.append(
            _text(f"{hits.scores[row, column]:.2f}", left + SIZE / 2, top - 4.5, 10, theme)
        )
    for row, text in enumerate(hits.texts):
        label = _text(typed(text), 2, row * high + 5, 13, theme) | {"xanchor": "left"}
        words.append(label | {"font": {"size": 13, "color": theme.ink}})
    said = f"framed: fits ({int(hits.fit.sum())} of {hits.fit.size})"
    return Panel(
        title="Nearest held-out pictures",
        note=said,
        alt=f"For each of {rows} texts the {columns} nearest pictures; {said}.",
        layout=tiles.bare(theme, *board.shape, annotations=words, shapes=frames),
        raster=tiles.downwards(board, np.concatenate([colours[:PAPER], [_rgb(theme.paper)]])),
        height=TALL,
        main=True,
    )


def matrix(hits: Hits, cosines: np.ndarray, theme: Theme) -> Panel:
    """Each text with the best pictures of all texts: ``cosines`` (texts, pictures)."""
    rows, columns = cosines.shape
    spans = (0.0, columns - 1.0), (0.0, rows - 1.0)
    # Repeated cells keep their edges when the browser makes them larger.
    grown = tiles.stretched(cosines[::-1], 16 * rows, 16 * columns)
    raster = signed_raster(grown, *spans, theme, words=_cosine_words())
    raster = replace(raster, x=pixels(spans[0], columns), y=pixels(spans[1], rows))
    names = [_short(text) for text in hits.texts]
    axis = {"showgrid": False, "zeroline": False}
    return Panel(
        title="Cosines × 100",
        note="columns: the best two of each row",
        alt=f"Table of {rows} texts by {columns} pictures; the highest cosine is "
        f"{cosines.max():.2f}.",
        layout=theme.layout(
            x="pictures",
            y="",
            xaxis={**axis, "range": list(pixels(spans[0], columns)), "showticklabels": False},
            yaxis={
                **axis,
                "range": list(pixels(spans[1], rows)),
                "tickvals": list(range(rows)),
                "ticktext": names[::-1],
                "automargin": True,
            },
            annotations=[
                {
                    "text": f"{100 * cosines[row, column]:.0f}".replace("-", "−"),
                    "x": column,
                    "y": rows - 1 - row,
                    "showarrow": False,
                    "font": {"size": 10, "color": theme.ink},
                }
                for row, column in np.ndindex(rows, columns)
            ],
            margin={"l": 8, "r": 6, "t": 6, "b": 26},
        ),
        data=[
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.zeros(1),
                "y": np.zeros(1),
                "marker": {"size": 1, "opacity": 0},
                "hoverinfo": "skip",
            }
        ],
        raster=raster,
        height=180,
    )


def mistakes(shares: Mapping[str, float], theme: Theme) -> Panel:
    """How often the first picture has an attribute wrong, over all held-out captions."""
    values = np.array(list(shares.values()), np.float32)
    worst = max(shares, key=shares.__getitem__)
    return Panel(
        title="Errors of the first picture",
        note=f"most often the {worst}",
        alt="; ".join(f"{name} wrong in {100 * value:.1f}%" for name, value in shares.items())
        + ".",
        data=[
            {
                "type": "bar",
                "x": list(shares),
                "y": 100 * values,
                "marker": {"color": theme.negative},
                "width": 0.55,
                "hovertemplate": "%{x} wrong in %{y:.1f}%<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="",
            y="% of held-out captions",
            yaxis={"range": [0, max(3.0, 125 * float(values.max()))]},
            annotations=[
                {
                    "text": f"{100 * value:.1f}%",
                    "x": name,
                    "y": 100 * float(value),
                    "yanchor": "bottom",
                    "showarrow": False,
                    "font": {"size": 11, "color": theme.ink},
                }
                for name, value in shares.items()
            ],
            margin={"l": 44, "r": 6, "t": 8, "b": 26},
        ),
        height=TALL,
    )


def asked_with(seen: np.ndarray, theme: Theme, note: str) -> Panel:
    """The picture as its tower gets it."""
    index, colours = indexed(seen)
    return Panel(
        title="Query picture",
        note=note,
        alt=f"The query picture: {note}.",
        layout=tiles.bare(theme, *index.shape),
        raster=tiles.downwards(index, colours),
        height=300,
        main=True,
    )


def captions(told: CaptionMatches, fit: Sequence[bool] | None, theme: Theme) -> Panel:
    """The nearest captions; where the truth is known, those that fit in blue, others in orange."""
    count = len(told.texts)
    rows = np.arange(count, 0, -1)
    marks = [True] * count if fit is None else list(fit)
    note = "cosines" if fit is None else f"{sum(marks)} of {count} fit"
    return Panel(
        title="Nearest captions",
        note=note,
        alt=f"The captions nearest to the picture: {'; '.join(told.texts)}.",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "y": rows,
                "x": told.scores.clip(0, 1),
                "width": 0.35,
                "marker": {"color": [theme.positive if mark else theme.negative for mark in marks]},
                "hovertemplate": "cosine %{x:.3f}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="cosine",
            y="",
            xaxis={"range": [0, 1.02]},
            yaxis={"range": [0.4, count + 0.9], "showticklabels": False, "showgrid": False},
            annotations=[
                {
                    "text": f"{score:.2f}  {'' if mark else '✗ '}{text}",
                    "x": 0,
                    "y": float(row) + 0.4,
                    "xanchor": "left",
                    "showarrow": False,
                    "font": {"size": 12, "color": theme.ink},
                }
                for text, score, mark, row in zip(told.texts, told.scores, marks, rows, strict=True)
            ],
            margin={"l": 8, "r": 8, "t": 6, "b": 34},
        ),
        height=300,
    )


def guesses(told: CaptionMatches, attribute: str, theme: Theme) -> Panel:
    """How sure the towers are of each value of an attribute, without training for it."""
    values = told.guesses[attribute]
    best = max(values, key=values.__getitem__)
    return Panel(
        title=attribute.capitalize(),
        note=f"{best}, {100 * values[best]:.0f}%",
        alt=f"Most likely {attribute}: {best} with {100 * values[best]:.0f}%.",
        data=[
            {
                "type": "bar",
                "x": list(values),
                "y": np.array(list(values.values()), np.float32),
                "marker": {"color": theme.positive},
                "hovertemplate": "%{x}: %{y:.2f}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="",
            y="probability",
            yaxis={"range": [0, 1.04]},
            xaxis={"tickangle": -40, "dtick": 1},
            margin={"l": 44, "r": 6, "t": 8, "b": 46},
        ),
        height=190,
    )


@lru_cache(maxsize=1)
def _all_held_out() -> tuple[np.ndarray, np.ndarray]:
    """All held-out pictures in the same colours: index (pictures, SIZE, SIZE) and (256, 3)."""
    pixels = two_tower.held_out().pixels
    # (pictures, SIZE, SIZE, 3) -> (pictures · SIZE, SIZE, 3), one below the other
    index, colours = indexed(pixels.reshape(-1, SIZE, 3))
    return index.reshape(-1, SIZE, SIZE), colours


def indexed(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A picture (rows, columns, 3) uint8 in 255 colours: its index and colours (256, 3)."""
    small = Image.fromarray(image).quantize(PAPER, dither=Image.Dither.NONE)
    found = np.array(small.getpalette(), np.uint8).reshape(-1, 3)  # (3·k,) -> (k, 3)
    colours = np.zeros((PAPER + 1, 3), np.uint8)
    colours[: len(found)] = found
    return np.asarray(small), colours


def _text(text: str, x: float, y: float, size: int, theme: Theme) -> dict:
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "font": {"size": size, "color": theme.muted},
    }


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.uint8)


def _short(text: str, most: int = 34) -> str:
    return typed(text if len(text) <= most else text[: most - 1] + "…")


@lru_cache(maxsize=1)
def _cosine_words() -> tuple[str, ...]:
    return tuple(f"cosine {i / 127.5 - 1:.2f}" for i in range(256))
