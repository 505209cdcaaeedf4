"""Two towers in training: images and captions on one map, and the table of all their cosines."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.figures import tiles
from app.figures.common import line, pixels, signed_raster
from app.figures.embeddings.learn.curves import curves, moment
from app.figures.embeddings.learn.words import spread
from app.plot import Panel
from app.theme import Theme
from core.embeddings.contrastive import DIRECTIONS, SHOWN, VALIDATION, Frame, Pairs
from core.embeddings.scenes import RGB
from core.percent import percent

TALL = 305  # pixels
REACH = 1.05  # of the map: the vectors have length 1, and their mean is taken off


def pair_map(frame: Frame, pairs: Pairs, theme: Theme) -> Panel:
    """Held-out images (dots) and captions (diamonds) on one map, with a line for each pair."""
    links = np.full((3 * SHOWN, 2), np.nan, np.float32)
    links[0::3], links[1::3] = frame.images, frame.texts
    apart = float(np.linalg.norm(frame.images - frame.texts, axis=1).mean())
    said = f"dots: images, diamonds: captions; a pair is {apart:.2f} apart on this map"
    colours = [f"rgb{RGB[scene.colour]}" for scene in pairs.scenes[:SHOWN]]
    return Panel(
        title="Images and captions",
        note=said,
        alt=f"Map of {SHOWN} held-out images and their captions at step {frame.step}; {said}.",
        data=[
            line(links[:, 0], links[:, 1], "pairs", theme.grid, width=1, hoverinfo="skip"),
            _dots(
                frame.images,
                colours,
                [f"picture of {scene.colour} {scene.shape}" for scene in pairs.scenes[:SHOWN]],
                "circle",
                theme,
            ),
            _dots(frame.texts, colours, list(pairs.texts[:SHOWN]), "diamond", theme),
        ],
        layout=spread(theme, REACH),
        height=TALL,
        main=True,
    )


def cosines(frame: Frame, pairs: Pairs, theme: Theme) -> Panel:
    """The cosine of each caption (row) and image (column); true pairs lie on the diagonal."""
    values = frame.cosines.astype(np.float32)
    own = float(np.diag(values).mean())
    others = float((values.sum() - np.trace(values)) / (SHOWN * (SHOWN - 1)))
    said = f"own {own:.2f}, others {others:.2f} on average"
    span = (0.0, SHOWN - 1.0)
    # The first caption on top, as one reads.
    grown = tiles.stretched(values[::-1], 4 * SHOWN, 4 * SHOWN)  # so that edges stay sharp
    raster = signed_raster(grown, span, span, theme, words=_words())
    edge = list(pixels(span, SHOWN))
    axis = {
        "range": edge,
        "constrain": "domain",
        "showgrid": False,
        "zeroline": False,
        "showticklabels": False,
    }
    return Panel(
        title="Cosine of every caption with every image",
        note=said,
        alt=f"Table of {SHOWN} captions by {SHOWN} images at step {frame.step}: {said}.",
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
        layout=theme.layout(
            x=f"{SHOWN} held-out images",
            y="their captions",
            xaxis=axis,
            yaxis={**axis, "scaleanchor": "x"},
            margin={"l": 26, "r": 6, "t": 6, "b": 28},
        ),
        raster=raster,
        height=TALL,
    )


def losses(frame: Frame, latest: Frame, theme: Theme) -> Panel:
    """The loss of the batches just learnt, and of the validation pairs."""
    chance = float(np.log(VALIDATION))
    return curves(
        latest.steps,
        {"training": latest.train, "validation": latest.validation},
        moment(frame.step, latest.step),
        theme,
        title="InfoNCE loss",
        y="loss",
        note=f"validation {frame.validation[-1]:.2f}",
        top=1.2 * max(chance, float(latest.validation.max())),
        level=(f"guessing among {VALIDATION}: {chance:.2f}", chance),
    )


def recalls(frame: Frame, latest: Frame, chance: float, theme: Theme) -> Panel:
    """How often the first answer fits, in both directions, on validation pairs."""
    now = {name: frame.recalls[name][-1] for name in DIRECTIONS}
    return curves(
        latest.steps,
        latest.recalls,
        moment(frame.step, latest.step),
        theme,
        title="Recall@1 on validation pairs",
        y="share",
        top=1.05,
        level=("chance", chance),
        note=" · ".join(f"{name} {100 * value:.0f}%" for name, value in now.items()),
    )


def in_words(frame: Frame, chance: float, batch: int) -> list[str]:
    """How good the towers are, with the numbers just measured; ``batch`` pairs are in a batch."""
    first, second = (float(frame.recalls[name][-1]) for name in DIRECTIONS)
    better = min(first, second) > chance + 2 * np.sqrt(chance * (1 - chance) / VALIDATION)
    said = [
        f"Among {VALIDATION} held-out pictures, the first result fits the caption in "
        f"{percent(first)} of cases, and the first caption fits the picture in "
        f"{percent(second)} (by chance {percent(chance)}). Every fitting result counts as "
        f"correct.",
        f"Training only asks each picture to find its caption among the {batch - 1} others of its "
        "batch, and each caption its picture. "
        + (
            "It is never told about colours or shapes."
            if better
            else "So far, both directions are not clearly better than chance."
        ),
        "In all dimensions, the mean of the images shown and the mean of their captions are "
        f"{frame.gap:.2f} apart (the modality gap). The loss depends only on differences between "
        "cosines, so the two sets need not overlap.",
    ]
    if len(frame.steps) > 1:
        best = int(frame.validation.argmin())
        now, lowest = float(frame.validation[-1]), float(frame.validation[best])
        said.append(
            f"The loss is {frame.train[-1]:.2f} in training and {now:.2f} in validation"
            + (f", where it has been {lowest:.2f}" if now > 1.15 * lowest else "")
            + (
                f": since step {frame.steps[best]:,.0f}, only the training pairs have become "
                "easier, a sign of memorising."
                if now > 1.15 * lowest and frame.train[-1] < frame.train[best]
                else "."
            )
            + f" The two are different tasks: a batch has {batch} captions, validation has "
            f"{VALIDATION}."
        )
    return said


def _dots(
    places: np.ndarray, colours: list[str], texts: list[str], symbol: str, theme: Theme
) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": places[:, 0],
        "y": places[:, 1],
        "text": texts,
        "marker": {
            "size": 10,
            "color": colours,
            "symbol": symbol,
            "line": {"width": 0.7, "color": theme.paper},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(f"cosine {i / 127.5 - 1:.2f}" for i in range(256))
