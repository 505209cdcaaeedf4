"""Search with the two towers: pictures for texts, or texts for a picture.

Left out: the towers (two_tower.py).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from core.data.images import Picture
from core.embeddings import scenes, two_tower
from core.embeddings.recall import top
from core.embeddings.scenes import WORDS, Scene
from core.embeddings.two_tower import HELD_OUT, encode_texts
from core.knobs import Knobs, choice, slider

IMAGES, TEXTS = DIRECTIONS = ("text finds images", "image finds texts")
HELD, OWN = PICTURES = ("held out", "another")
EXAMPLES: dict[str, tuple[str, ...]] = {
    "say it all": (
        "a large blue disc on a plain ground",
        "a small pink star on stripes",
        "a big purple square on a dotted ground",
    ),
    "leave things out": ("a star", "a turquoise shape", "a chequered background"),
    "other words": ("a tiny golden plus", "a huge violet hoop", "a crimson circle"),
    "never seen together": ("a red star", "a blue ring", "a purple disc"),
    "what it cannot know": (
        "a star that is not red",
        "a red disc and a blue square",
        "a red ground with a shape",
    ),
}


@dataclass(frozen=True)
class Search(Knobs):
    """The direction of the search and its question."""

    direction: str = choice(IMAGES, DIRECTIONS, label="Direction")
    examples: str = choice(
        "say it all",
        EXAMPLES,
        label="Texts below yours",
        help="Three more texts to compare with yours.",
        when=lambda chosen: chosen.direction == IMAGES,
    )
    picture: str = choice(
        HELD,
        PICTURES,
        label="Picture",
        help="Use one of the held-out pictures, or your own: drawn, uploaded or photographed.",
        when=lambda chosen: chosen.direction == TEXTS,
    )
    number: int = slider(
        8,
        low=1,
        high=HELD_OUT,
        label="Held-out picture",
        when=lambda chosen: chosen.direction == TEXTS and chosen.picture == HELD,
    )


PRESETS: dict[str, Search] = {
    "Say it all": Search(),
    "Leave things out": Search(examples="leave things out"),
    "Other words": Search(examples="other words"),
    "Never seen together": Search(examples="never seen together"),
    "What it cannot know": Search(examples="what it cannot know"),
    "Image finds texts": Search(direction=TEXTS),
}


@dataclass(frozen=True, eq=False)
class Hits:
    """For each text its best held-out pictures: ``places`` and ``scores`` (texts, k), best first.

    ``fit`` (texts, k) says which have all that the text asks for, ``all_that_fit`` (texts,) how
    many of all held-out pictures do. To a text that asks for nothing, such as one of unknown words,
    none fits.
    """

    texts: tuple[str, ...]
    places: np.ndarray
    scores: np.ndarray
    fit: np.ndarray
    all_that_fit: np.ndarray


def pictures_for(texts: tuple[str, ...], k: int) -> Hits:
    """The k best held-out pictures for each text."""
    cosines = encode_texts(texts) @ two_tower.space(two_tower.PICTURES).vectors.T
    places = top(cosines, k)
    asks = np.array([bool(scenes.asked(text)) for text in texts])
    fit = scenes.fitting(texts, two_tower.held_out().scenes) & asks[:, None]
    return Hits(
        texts=texts,
        places=places,
        scores=np.take_along_axis(cosines, places, axis=1),
        fit=np.take_along_axis(fit, places, axis=1),
        all_that_fit=fit.sum(axis=1),
    )


@dataclass(frozen=True, eq=False)
class CaptionMatches:
    """The towers' results for a picture.

    ``texts`` are its best captions with their cosines; ``guesses`` has for each attribute the
    probability of each value, by the softmax of the cosines with "a red shape" and the like.
    """

    texts: tuple[str, ...]
    scores: np.ndarray
    guesses: dict[str, dict[str, float]]


def texts_for(picture: Picture, k: int, temperature: float = 0.1) -> CaptionMatches:
    """The k best of the held-out captions for a picture, each wording once, and what is on it."""
    vector = two_tower.encode_images([picture])[0]
    captions = tuple(dict.fromkeys(two_tower.held_out().texts))
    cosines = encode_texts(captions) @ vector
    best = top(cosines[None], k)[0]
    guesses = {}
    for attribute, values in WORDS.items():
        logits = encode_texts([f"a {words[0]} shape" for words in values.values()]) @ vector
        powers = np.exp((logits - logits.max()) / temperature)
        guesses[attribute] = dict(zip(values, (powers / powers.sum()).tolist(), strict=True))
    return CaptionMatches(tuple(captions[place] for place in best), cosines[best], guesses)


def best_cosine(picture: Picture) -> tuple[float, float]:
    """The cosine of the nearest held-out caption with a picture, and the share of held-out
    pictures whose nearest caption is no nearer."""
    captions = encode_texts(tuple(dict.fromkeys(two_tower.held_out().texts)))
    best = float((captions @ two_tower.encode_images([picture])[0]).max())
    theirs = two_tower.scores().max(axis=0)  # (captions, pictures) -> (pictures,)
    return best, float((theirs <= best).mean())


def matched(told: CaptionMatches, scene: Scene) -> list[str]:
    """The attributes of a scene whose likeliest value is the right one."""
    return [
        field.name
        for field in fields(Scene)
        if max(told.guesses[field.name], key=told.guesses[field.name].__getitem__)
        == getattr(scene, field.name)
    ]
