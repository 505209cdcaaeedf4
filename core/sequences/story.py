"""Endless small stories for character models, generated so that the project may ship them.

They contain things that a recurrent network can track: speech in quotation marks, asides in
brackets, lists, and lines of about the same length.

Left out: sense. Words and sentences come from a small grammar, drawn at random.
"""

from __future__ import annotations

import textwrap

import numpy as np

WIDTH = 48  # characters of a line, at most

NAMES = [
    "Anna",
    "Ben",
    "Clara",
    "David",
    "Emil",
    "Flora",
    "Greta",
    "Hugo",
    "Iris",
    "Jakob",
    "Karl",
    "Lena",
    "Mira",
    "Nora",
    "Oskar",
    "Paula",
    "Quentin",
    "Rosa",
    "Simon",
    "Tom",
    "Ursula",
    "Vera",
    "Walter",
    "Xaver",
    "Yara",
    "Zoe",
]
TRADES = ["the baker", "the old sailor", "the clockmaker", "the gardener", "the queen", "the judge"]
THINGS = [
    "a red kite",
    "the silver key",
    "a small boat",
    "the broken clock",
    "a basket of plums",
    "the blue lantern",
    "a letter",
    "the black cat",
]
PLACES = [
    "by the river",
    "in the market",
    "on the hill",
    "under the bridge",
    "near the old mill",
    "at the harbour",
]
DEEDS = ["found", "carried", "painted", "lost", "hid", "followed", "wanted", "sold", "repaired"]
TIMES = [
    "In the morning",
    "That night",
    "After the rain",
    "Once more",
    "On the third day",
    "Before dawn",
]
SAYINGS = [
    "I have never seen it before",
    "It was here yesterday",
    "Who took it",
    "We should go home now",
    "The wind will turn",
    "Nobody will believe us",
    "Wait for me",
    "Look behind you",
]
VOICES = ["said", "asked", "whispered", "shouted", "answered"]
ASIDES = [
    "nobody knew why",
    "it was very late",
    "the door stood open",
    "as always",
    "so they say",
    "it rained again",
]
SIGNS = ["a bell", "seven birds", "a cold wind", "the smell of bread", "far music", "two voices"]


def sentence(rng: np.random.Generator) -> str:
    """One sentence; of speech, with an aside, of a list, or plain."""

    def one(words: list[str]) -> str:
        return words[int(rng.integers(len(words)))]

    person = one(NAMES if rng.random() < 0.5 else TRADES)
    deed, thing, place = one(DEEDS), one(THINGS), one(PLACES)
    kind = rng.random()
    # Speech and asides are made of the same words as the rest: only the signs around them tell.
    news = f"{one(NAMES)} {one(DEEDS)} {one(THINGS)} {one(PLACES)}"
    saying = one(SAYINGS) if rng.random() < 0.3 else news
    if kind < 0.35:
        mark = one([",", "!", "?"])
        text = f'"{saying}{mark}" {one(VOICES)} {person}.'
        return text if rng.random() < 0.6 else f'{text} "{one(SAYINGS)}."'
    if kind < 0.6:
        aside = one(ASIDES) if rng.random() < 0.3 else news
        return f"{_capital(person)} {deed} {thing} ({aside}) {place}."
    if kind < 0.75:
        first, second, third = (SIGNS[i] for i in rng.permutation(len(SIGNS))[:3])
        return f"{_capital(place)} there were {first}, {second} and {third}."
    when = one(TIMES) if rng.random() < 0.7 else f"In {rng.integers(1700, 2000)}"
    return f"{when}, {person} {deed} {thing} {place}."


def story(characters: int, seed: int) -> str:
    """At least so many characters of paragraphs, in lines of at most ``WIDTH``."""
    rng = np.random.default_rng(seed)
    paragraphs: list[str] = []
    length = 0
    while length < characters:
        sentences = [sentence(rng) for _ in range(int(rng.integers(3, 7)))]
        paragraphs.append(textwrap.fill(" ".join(sentences), WIDTH))
        length += len(paragraphs[-1]) + 1
    return "\n".join(paragraphs)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
