"""Simple sentences from a grammar, for words that get their meaning from their contexts.

    >>> sentences(3000, seed=0)[0]
    ['the', 'flute', 'sounds', 'loud']

Ten groups of words, and each group has sentences of its own. People are a cross of three things
(royal or not, old or young, he or she), and each side of it has its own sentences too, so that
differences between people can be added and taken away.

Left out: grammar worth the name, and words that mean two things.

Reference: Firth 1957, "A synopsis of linguistic theory" (the company that a word keeps).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

PEOPLE = {
    "king": ("royal", "grown", "he"),
    "queen": ("royal", "grown", "she"),
    "prince": ("royal", "young", "he"),
    "princess": ("royal", "young", "she"),
    "man": ("common", "grown", "he"),
    "woman": ("common", "grown", "she"),
    "boy": ("common", "young", "he"),
    "girl": ("common", "young", "she"),
}
GROUPS: dict[str, tuple[str, ...]] = {
    "people": tuple(PEOPLE),
    "animals": ("dog", "cat", "horse", "cow", "sheep", "goat", "wolf", "bear", "fox", "rabbit"),
    "food": ("bread", "cheese", "apple", "soup", "cake", "rice", "salad", "egg", "potato", "plum"),
    "vehicles": ("car", "bus", "train", "bicycle", "boat", "lorry", "tram", "ferry"),
    "weather": ("rain", "snow", "wind", "storm", "fog", "hail", "frost", "thunder"),
    "instruments": ("piano", "violin", "flute", "drum", "guitar", "trumpet", "harp", "cello"),
    "clothes": ("coat", "hat", "shirt", "scarf", "jacket", "sock", "glove", "jumper"),
    "colours": ("red", "blue", "green", "yellow", "black", "white", "brown", "grey"),
    "jobs": ("doctor", "teacher", "baker", "farmer", "nurse", "pilot", "sailor", "builder"),
    "places": ("kitchen", "garden", "forest", "river", "market", "harbour", "village", "park"),
}
GROUP_OF = {word: group for group, words in GROUPS.items() for word in words}

# A word in capitals stands for any of its group. PERSON words stand for whoever has that side.
TEMPLATES = (
    "the hungry ANIMALS runs away",
    "we feed the ANIMALS every morning",
    "the ANIMALS sleeps under a tree",
    "a wild ANIMALS barks or growls at the ANIMALS",
    "the tail of the ANIMALS is long",
    "we cook FOOD with FOOD for dinner",
    "they eat fresh FOOD for lunch",
    "this FOOD tastes sweet",
    "a plate of FOOD and a slice of FOOD",
    "buy some FOOD at the PLACES",
    "the VEHICLES is late again",
    "we travel by VEHICLES to the PLACES",
    "the driver stops the VEHICLES",
    "take the VEHICLES or the VEHICLES home",
    "passengers wait for the VEHICLES",
    "tomorrow there will be WEATHER",
    "the WEATHER came at night",
    "after the WEATHER came WEATHER",
    "the forecast warns of heavy WEATHER",
    "cold WEATHER lasted for days",
    "they play the INSTRUMENTS in the band",
    "the INSTRUMENTS sounds loud",
    "a concert for INSTRUMENTS and INSTRUMENTS",
    "practise the INSTRUMENTS with the music teacher",
    "tune the INSTRUMENTS before the concert",
    "he puts on a COLOURS CLOTHES",
    "she puts on a COLOURS CLOTHES",
    "wash the CLOTHES and the CLOTHES",
    "a warm CLOTHES made of wool",
    "the CLOTHES has a hole in it",
    "paint the wall COLOURS",
    "mix COLOURS with COLOURS paint",
    "the sky turned COLOURS",
    "a bright COLOURS colour like COLOURS",
    "the JOBS works all day",
    "she trained to be a JOBS",
    "he trained to be a JOBS",
    "ask the JOBS or the JOBS for help",
    "a skilled JOBS earns good wages",
    "they walk to the PLACES",
    "meet me in the PLACES near the PLACES",
    "it is quiet in the PLACES today",
    "behind the PLACES lies the PLACES",
)
# For each side of a person, sentences about whoever has it; {} is the person.
SIDES: dict[str, tuple[str, ...]] = {
    "royal": (
        "the {} wears a golden crown",
        "the {} lives in the palace",
        "servants bow to the {}",
        "the royal throne of the {} is in the palace",
        "guards of the crown protect the {}",
    ),
    "common": (
        "the {} lives in a small flat",
        "the {} greets the neighbours in the street",
        "the ordinary {} takes a walk down the street",
        "neighbours know the {} from the flat upstairs",
    ),
    "grown": (
        "the {} pays taxes and votes",
        "the {} reads the newspaper",
        "the old {} has a serious meeting",
        "the {} signs letters after the meeting",
    ),
    "young": (
        "the {} plays with a toy",
        "the {} does homework for school",
        "the young {} climbs trees and giggles",
        "the {} brings a toy to school",
    ),
    "he": (
        "the {} says he is tired",
        "the {} shaved and he trimmed his moustache",
        "he is a {} and his uncle is too",
        "the {} himself said that his voice is deep",
    ),
    "she": (
        "the {} says she is tired",
        "the {} braided her hair and she wears earrings",
        "she is a {} and her aunt is too",
        "the {} herself said that her voice is high",
    ),
}
SHARE = 0.4  # of sentences that are about people: their sides take more of them to tell apart


def sentences(count: int, seed: int) -> list[list[str]]:
    """``count`` sentences as lists of words, drawn at random."""
    rng = np.random.default_rng(seed)
    people = list(PEOPLE)
    made = []
    for _ in range(count):
        if rng.random() < SHARE:
            person = people[rng.integers(len(people))]
            side = PEOPLE[person][rng.integers(3)]
            forms = SIDES[side]
            text = forms[rng.integers(len(forms))].format(person)
        else:
            text = TEMPLATES[rng.integers(len(TEMPLATES))]
        made.append([_word(slot, rng) for slot in text.split()])
    return made


def _word(slot: str, rng: np.random.Generator) -> str:
    words = GROUPS.get(slot.lower(), ()) if slot.isupper() else ()
    return words[rng.integers(len(words))] if words else slot


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """All words: those of the groups first, in their order, then the rest by the alphabet."""
    rest = {
        word
        for text in (*TEMPLATES, *(form for forms in SIDES.values() for form in forms))
        for word in text.split()
        if word != "{}" and not word.isupper()
    }
    return (*GROUP_OF, *sorted(rest - set(GROUP_OF)))
