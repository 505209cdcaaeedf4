"""Skip-gram in training: the map of the words, their neighbours, and how well groups separate."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.figures.common import line
from app.figures.embeddings.learn.curves import curves, moment
from app.plot import Panel
from app.theme import Theme
from core.cache import shared
from core.embeddings.recall import same_group_by_chance
from core.embeddings.skip_gram import ANALOGIES, NEIGHBOURS, Frame
from core.embeddings.toy_corpus import GROUP_OF, GROUPS
from core.percent import percent

TALL = 305  # pixels
REACH = 0.95  # of the map: the vectors have length 1, and their mean is taken off
ABOVE = 0.075  # from a point to its name, on the map
NAMED = 1  # words of each group that are always named
WORDS = tuple(GROUP_OF)
PLACES = {word: place for place, word in enumerate(WORDS)}


def word_map(frame: Frame, word: str, theme: Theme) -> Panel:
    """All words of groups in their principal plane; one of them with its neighbours."""
    at = PLACES[word]
    near = frame.neighbours[at]
    named = {at, *near.tolist(), *_named()}
    spokes = np.full((3 * len(near), 2), np.nan, np.float32)
    spokes[0::3], spokes[1::3] = frame.places[at], frame.places[near]
    said = f"{100 * frame.purity[-1]:.0f}% of neighbours belong to the same group"
    return Panel(
        title="Words by their contexts",
        note=said,
        alt=f"Map of {len(WORDS)} words in {len(GROUPS)} groups at step {frame.step}; {said}.",
        data=[
            line(spokes[:, 0], spokes[:, 1], "neighbours", theme.muted, width=1, hoverinfo="skip"),
            {
                "type": "scatter",
                "mode": "markers",
                "x": frame.places[:, 0],
                "y": frame.places[:, 1],
                "text": _hover(),
                "name": "words",
                "marker": {"size": 8, "color": _colours(theme)},
                "hovertemplate": "%{text}<extra></extra>",
            },
        ],
        layout=spread(theme, REACH)
        | {
            "annotations": [
                {
                    "text": f"{WORDS[i]}",
                    "x": float(frame.places[i, 0]),
                    "y": float(frame.places[i, 1]) + ABOVE,
                    "showarrow": False,
                    "font": {
                        "size": 14 if i == at else 11,
                        "color": theme.ink if i == at or i in near else theme.muted,
                    },
                }
                for i in sorted(named)
            ]
        },
        height=TALL,
        clicks=True,
        main=True,
    )


def neighbours(frame: Frame, word: str, theme: Theme) -> Panel:
    """The nearest words to the chosen one by cosine, in all dimensions."""
    at = PLACES[word]
    rows = np.arange(NEIGHBOURS, 0, -1)
    colours = _colours(theme)
    near = frame.neighbours[at]
    names = [WORDS[i] for i in near]
    own = sum(GROUP_OF[name] == GROUP_OF[word] for name in names)
    return Panel(
        title=f"Nearest to “{word}”",
        note=f"{own} of {NEIGHBOURS} are {GROUP_OF[word]}",
        alt=f"The words nearest to {word}: {', '.join(names)}.",
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "y": rows,
                "x": frame.cosines[at].clip(0, 1),
                "marker": {"color": [colours[i] for i in near]},
                "width": 0.5,
                "hovertemplate": "cosine %{x:.2f}<extra></extra>",
            }
        ],
        layout=theme.layout(
            x="cosine",
            y="",
            xaxis={"range": [0, 1.02]},
            yaxis={"range": [0.4, NEIGHBOURS + 0.9], "showticklabels": False, "showgrid": False},
            annotations=[
                {
                    "text": f"{name}  {value:.2f}",
                    "x": 0,
                    "y": float(row) + 0.42,
                    "xanchor": "left",
                    "showarrow": False,
                    "font": {"size": 12, "color": theme.ink},
                }
                for name, value, row in zip(names, frame.cosines[at], rows, strict=True)
            ],
            margin={"l": 8, "r": 8, "t": 8, "b": 34},
            hovermode="closest",
        ),
        height=TALL,
    )


def losses(frame: Frame, latest: Frame, negatives: int, theme: Theme) -> Panel:
    """The loss on the pairs just learnt and on held-out ones."""
    coin = (1 + negatives) * float(np.log(2))
    return curves(
        latest.steps,
        {"training": latest.train, "validation": latest.validation},
        moment(frame.step, latest.step),
        theme,
        title="Loss",
        y="loss of a pair",
        top=1.15 * max(coin, float(latest.validation.max())),
        note=f"validation {frame.validation[-1]:.2f}",
        level=(f"guessing: {coin:.2f}", coin),
    )


def purity(frame: Frame, latest: Frame, theme: Theme) -> Panel:
    """The share of neighbours of the same group, beside neighbours drawn at random."""
    chance = same_group_by_chance(tuple(GROUP_OF.values()))
    return curves(
        latest.steps,
        {"of 5": latest.purity},
        moment(frame.step, latest.step),
        theme,
        title="Neighbours of the same group",
        y="share",
        top=1.05,
        note=f"{100 * frame.purity[-1]:.0f}%, by chance {100 * chance:.0f}%",
        level=("chance", chance),
    )


def in_words(first: Frame, frame: Frame) -> list[str]:
    """How good the vectors are, with the numbers just measured."""
    now, chance = float(frame.purity[-1]), same_group_by_chance(tuple(GROUP_OF.values()))
    better = now > chance + 3 * np.sqrt(chance * (1 - chance) / (5 * len(WORDS)))
    said = [
        f"Of each word's 5 nearest words, {percent(now)} belong to its own group; before training "
        f"it was {percent(first.purity[0])}, and chance is {percent(chance)}. "
        + (
            "The model never saw the groups, only which words occur together."
            if better
            else "So far, this is no clear difference from chance."
        ),
        " ".join(
            f"For {a} − {b} + {c}, “{answer}” has rank {rank}."
            for (a, b, c, answer), rank in zip(ANALOGIES, frame.ranks, strict=True)
        ),
    ]
    if len(frame.steps) > 1:
        gap = float(frame.validation[-1] - frame.train[-1])
        best = int(frame.validation.argmin())
        lowest = float(frame.validation[best])
        said.append(
            f"The loss is {frame.train[-1]:.2f} in training and {frame.validation[-1]:.2f} on "
            f"held-out sentences, {abs(gap):.2f} {'higher' if gap > 0 else 'lower'}."
        )
        if frame.validation[-1] > 1.05 * lowest:
            said[-1] += (
                f" It has been as low as {lowest:.2f} there, at step {frame.steps[best]:.0f}"
            )
            said[-1] += (
                ": since then, only the training pairs have become more likely, a sign of "
                "memorising."
                if frame.train[-1] < frame.train[best]
                else "."
            )
    return said


@lru_cache(maxsize=1)
def _named() -> tuple[int, ...]:
    """The words that always have names: the first of each group, and all words of analogies."""
    first = [PLACES[word] for words in GROUPS.values() for word in words[:NAMED]]
    return (*first, *(PLACES[word] for word in ("man", "woman")))


@lru_cache(maxsize=1)
def _hover() -> list[str]:
    return [f"{word} ({group})" for word, group in GROUP_OF.items()]


@lru_cache(maxsize=2)
def _colours(theme: Theme) -> list[str]:
    groups = list(GROUPS)
    return [theme.classes[groups.index(group)] for group in GROUP_OF.values()]


@shared
def spread(theme: Theme, reach: float) -> dict:
    """The layout of a map whose places lie within ``reach`` of the middle."""
    axis = {"range": [-reach, reach], "zeroline": False}
    return theme.layout(
        x="along the principal plane",
        y="across",
        xaxis=axis,
        yaxis=axis,
        hovermode="closest",
        margin={"l": 40, "r": 6, "t": 6, "b": 34},
    )
