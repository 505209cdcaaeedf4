"""The settings of a trained model that reads a text: the cell, the unit, the held signal.

Left out: the text itself, which is no knob.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.cache import shared
from core.knobs import Knobs, choice, slider, switch
from core.sequences.build_assets import UNITS, shipped
from core.sequences.cells import SIGNALS, Held, Trace, trace
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES

LONGEST = 600  # characters of a text that are read
NOTHING = "nothing"
ONE, TOGETHER = "the unit", "all units together"
WRITTEN = {
    "A story": (
        "The clockmaker hid the silver key (nobody knew why) under the bridge. "
        '"Who took it?" asked Mira.\nIn the market there were seven birds, a cold wind and two '
        'voices. "Look behind you!" whispered the old sailor. "It was here yesterday."\n'
        "That night, the queen followed the black cat (as always) by the river."
    ),
    "An endless quote": (
        'Mira said, "We should go home now, the wind will turn, nobody will believe us, '
        "I have never seen it before, it was here yesterday, look behind you, wait for me"
    ),
    "A long aside": (
        "Anna carried a letter (so they say, it rained again, the door stood open, it was very "
        "late, nobody knew why, as always) to the harbour. Then Anna sold a small boat."
    ),
}


@dataclass(frozen=True)
class Reading(Knobs):
    """Which model reads, which unit is looked at, and which signal is held at another value."""

    cell: str = choice(
        "LSTM",
        KINDS[::-1],
        label="Cell",
        help="All three were trained on the same stories and have the same number of units.",
        group="Look",
    )
    property: str = choice(
        "after a space",
        PROPERTIES,
        label="Find units that track",
        help="Ranks all units by how closely they correlate with this property in the text.",
        group="Look",
    )
    rank: int = slider(
        1,
        low=1,
        high=UNITS,
        label="Unit, by rank",
        help="Rank 1 is the unit that tracks the property most closely.",
        group="Look",
    )
    colour: str = choice(
        ONE,
        (ONE, TOGETHER),
        label="Colour the text by",
        help="Together: a weighted sum of all units, with weights fitted on another story.",
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
        """What is held, of ``unit`` or of all; None where nothing is, or this cell has no such."""
        if self.held not in SIGNALS[self.cell]:
            return None
        return Held(self.held, self.value, None if self.everywhere else unit, self.start - 1)


PRESETS: dict[str, Reading] = {
    "Gates of an LSTM": Reading(),
    "Gates of a GRU": Reading(cell="GRU"),
    "Brackets": Reading(cell="GRU", property="inside brackets", step=48),
    "Quotes": Reading(cell="GRU", property="inside quotes", step=80),
    "Quotes, all together": Reading(property="inside quotes", colour=TOGETHER, step=80),
    "No gates": Reading(cell="RNN"),
    "Forget everything": Reading(held="f", value=0.0, everywhere=True),
    "Brackets, unit removed": Reading(
        cell="GRU", property="inside brackets", held="h", value=0.0, step=48
    ),
}


@dataclass(frozen=True)
class Stepping(Knobs):
    """Which unit of which cell is looked at, at which character."""

    cell: str = choice("LSTM", KINDS[::-1], label="Cell")
    unit: int = slider(
        5, low=1, high=UNITS, label="Unit", help="The view Gates finds units that track a property."
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
        130,
        low=2,
        high=LONGEST,
        label="After character",
        help="The position of the prediction. Up to the second-to-last character.",
    )
    target: str = choice(LIKELIEST, (LIKELIEST, TRUE), label="Why")


MATTERED: dict[str, InfluenceSettings] = {
    "The most likely": InfluenceSettings(),
    "The true character": InfluenceSettings(step=100, target=TRUE),
    "In speech": InfluenceSettings(step=85),
    "Why the bracket closes": InfluenceSettings(step=288, target=TRUE),
}


@shared
def read(kind: str, text: str, held: Held | None = None) -> Trace:
    """All signals of a shipped model along a text. Shared: not to be changed."""
    model = shipped(kind)
    return trace(model.recurrent, model.one_hot(model.encode(text)), held)


@shared
def glance(kind: str, text: str) -> Trace:
    """The hidden states alone, from torch's own layer, in a fraction of the time."""
    model = shipped(kind)
    x = model.one_hot(model.encode(text))
    with torch.inference_mode():
        hidden, _ = model.recurrent(x)
    return Trace(kind, x.numpy(), {"h": hidden.numpy()})


def predictions(kind: str, done: Trace) -> np.ndarray:
    """The probability of each next character after each step: (steps, vocabulary) float32."""
    with torch.inference_mode():
        return shipped(kind).readout(torch.tensor(done.hidden)).softmax(dim=1).numpy()


def bits(kind: str, done: Trace, text: str) -> np.ndarray:
    """How many bits each character of a text cost, given those before it: (steps - 1,)."""
    shares = predictions(kind, done)[:-1]
    codes = shipped(kind).encode(text)[1:].numpy()
    return -np.log2(np.maximum(shares[np.arange(len(codes)), codes], 1e-12))
