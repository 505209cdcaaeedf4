"""The settings of a trained model that reads a text: the cell, the unit, the held signal.

Left out: the text itself, which is no knob.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.cache import shared
from core.knobs import Knobs, choice, slider, switch
from core.nn.random_streams import generator
from core.sequences.build_assets import UNITS, shipped
from core.sequences.cells import SIGNALS, Held, Trace, trace
from core.sequences.sampling import sample
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES

WRITES = 240  # characters that a model goes on with
LONGEST = 600  # characters of a text that are read
MOST_UNITS = max(UNITS.values())
NOTHING = "nothing"
ONE, TOGETHER = "the unit", "all units together"
CORRELATION, REMOVAL, VARIANCE = "correlation", "hold test", "variance"
WRITTEN = {
    "A story": (
        "The old captain folded the letter and put it back into his coat. "
        '"You should not have come," he said, without turning round. "The boat leaves at seven, '
        'and there will not be another before the spring."\n\n'
        "She looked at the harbour (it was nearly dark by now) and said nothing for a long time. "
        'Then she laughed. "I was never going to take the boat," she answered. '
        '"I only wanted to see whether you would."'
    ),
    "An endless quote": (
        '"I have told you all that I know," said the girl, "and I shall tell it again if you like, '
        "for it is not a long story, and there is nothing in it that I am ashamed of; I was in the "
        "garden when the carriage came, and I saw the two men who got out of it, and one of them "
        "had a letter in his hand"
    ),
    "A long aside": (
        "My aunt sold the house (it had been too large for her ever since the children went away, "
        "and the roof let in the rain, as she told everybody who came to look at it) and moved "
        "to the village. She was very happy there."
    ),
    "Wrapped lines": (
        "The road went down through the wood to the river, and it was there\n"
        "that they found the first of the tracks. They were very small, and\n"
        "quite fresh, and led straight into the water. My friend knelt down\n"
        "and looked at them for a minute or two without saying a single word."
    ),
    "German": (
        "Der Nachbar nahm seinen Hut und ging ohne ein Wort aus dem Zimmer. Es war schon dunkel, "
        "und der Wind kam kalt vom Wasser herauf. Niemand wusste, wohin er wollte."
    ),
}


@dataclass(frozen=True)
class Reading(Knobs):
    """Which model reads, which unit is looked at, and which signal is held at another value."""

    cell: str = choice(
        "LSTM",
        KINDS[::-1],
        label="Cell",
        help="All three have read the same books and have about as many parameters.",
        group="Look",
    )
    property: str = choice(
        "inside quotes",
        PROPERTIES,
        label="Property",
        help="Something in the text that a unit may track.",
        group="Look",
    )
    by: str = choice(
        CORRELATION,
        (CORRELATION, REMOVAL, VARIANCE),
        label="Rank units by",
        help="Correlation with the property; the bits that the text costs more with the unit held "
        "at its mean; or how much the unit's memory varies.",
        group="Look",
    )
    rank: int = slider(
        1,
        low=1,
        high=MOST_UNITS,
        label="Unit, by rank",
        help="Rank 1 comes first in the chosen order. A number beyond the last unit selects it.",
        group="Look",
    )
    colour: str = choice(
        ONE,
        (ONE, TOGETHER),
        label="Colour the text by",
        help="Together: a weighted sum of all units, with weights fitted on a book.",
        group="Look",
    )
    step: int = slider(
        100,
        low=1,
        high=LONGEST,
        label="Character",
        help="The character to inspect. A number beyond the text's end selects the last one.",
        group="Look",
    )
    held: str = choice(
        NOTHING,
        (NOTHING, "i", "f", "g", "o", "c", "r", "z", "n", "h"),
        label="Hold",
        help="Input, forget, candidate, output and cell of an LSTM; reset, update and candidate of "
        "a GRU; hidden state of all three.",
        group="Hold",
    )
    value: float = slider(
        0.0,
        low=-1.0,
        high=1.0,
        step=0.1,
        label="at",
        help="0 removes the unit or closes the gate; 1 opens a gate.",
        group="Hold",
        when=lambda chosen: chosen.held != NOTHING,
    )
    everywhere: bool = switch(
        False,
        label="Hold in all units",
        help="If off, only in the selected unit.",
        group="Hold",
        when=lambda chosen: chosen.held != NOTHING,
    )
    start: int = slider(
        1,
        low=1,
        high=LONGEST,
        label="From character",
        group="Hold",
        when=lambda chosen: chosen.held != NOTHING,
    )

    def hold(self, unit: int) -> Held | None:
        """What to hold, in ``unit`` or in all; None for nothing or a signal this cell lacks."""
        if self.held not in SIGNALS[self.cell]:
            return None
        return Held(self.held, self.value, None if self.everywhere else unit, self.start - 1)


PRESETS: dict[str, Reading] = {
    "A unit for quotes": Reading(),
    "Quotes in a GRU": Reading(cell="GRU"),
    "No gates": Reading(cell="RNN"),
    "Quotes, all together": Reading(colour=TOGETHER),
    "New words": Reading(property="after a space"),
    "Brackets are too rare": Reading(property="inside brackets", step=190),
    "Forget everything": Reading(held="f", value=0.0, everywhere=True),
    "One unit removed": Reading(property="after a space", held="h", value=0.0),
}


@dataclass(frozen=True)
class Stepping(Knobs):
    """Which unit of which cell is looked at, at which character."""

    cell: str = choice("LSTM", KINDS[::-1], label="Cell")
    unit: int = slider(
        5,
        low=1,
        high=MOST_UNITS,
        label="Unit",
        help="The view Gates finds units that track a property.",
    )
    step: int = slider(
        60,
        low=1,
        high=LONGEST,
        label="Character",
        help="A number beyond the text's end selects the last one.",
    )


STEPPING: dict[str, Stepping] = {
    "LSTM": Stepping(),
    "GRU": Stepping(cell="GRU", unit=34),
    "RNN": Stepping(cell="RNN", unit=81),
    "The first step": Stepping(step=1),
}
LIKELIEST, TRUE = "the most likely character", "the character that follows"


@dataclass(frozen=True)
class InfluenceSettings(Knobs):
    """Which prediction is traced back."""

    step: int = slider(
        200,
        low=2,
        high=LONGEST,
        label="After character",
        help="The position of the prediction. Up to the second-to-last character.",
    )
    target: str = choice(TRUE, (LIKELIEST, TRUE), label="Why")


MATTERED: dict[str, InfluenceSettings] = {
    "Why the quote closes": InfluenceSettings(),
    "The most likely": InfluenceSettings(target=LIKELIEST),
    "Inside a word": InfluenceSettings(step=61),
    "After the second quote": InfluenceSettings(step=345),
}


@shared
def read(kind: str, text: str, held: Held | None = None) -> Trace:
    """All signals of a shipped model along a text. Shared: not to be changed."""
    model = shipped(kind)
    return trace(model.recurrent, model.one_hot(model.encode(text)), held)


def predictions(kind: str, done: Trace) -> np.ndarray:
    """The probability of each next character after each step: (steps, vocabulary) float32."""
    with torch.inference_mode():
        return shipped(kind).readout(torch.tensor(done.hidden)).softmax(dim=1).numpy()


def bits(kind: str, done: Trace, text: str) -> np.ndarray:
    """How many bits each character of a text cost, given those before it: (steps - 1,)."""
    shares = predictions(kind, done)[:-1]
    codes = shipped(kind).encode(text)[1:].numpy()
    return -np.log2(np.maximum(shares[np.arange(len(codes)), codes], 1e-12))


@shared
def continuation(kind: str, start: str) -> str:
    """What a shipped model writes after ``start``: ``WRITES`` characters, always the same."""
    rng = generator(0, "samples")
    return sample(shipped(kind), start, WRITES, rng, temperature=0.6)
