"""Which units can be read: the correlation of each with a property of the text.

Left out: causes. The model need not use a unit that correlates with being inside quotes: to test
that, hold it at another value and see what changes.

Reference: Karpathy et al. 2015, "Visualizing and Understanding Recurrent Networks".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.sequences.cells import Trace


def inside_quotes(text: str) -> np.ndarray:
    """1 from an opening quotation mark up to the closing one, or to the paragraph's end.

    Books leave a quote open at a paragraph's end where the next paragraph continues it.
    """
    values, inside = [], False
    for i, character in enumerate(text):
        if text.startswith("\n\n", i):
            inside = False
        elif character == '"':
            inside = not inside
        values.append(inside)
    return np.array(values, np.float32)


def inside_brackets(text: str) -> np.ndarray:
    """1 from an opening bracket up to the closing one."""
    depth = np.cumsum([(c in "([{") - (c in ")]}") for c in text])
    return (depth > 0).astype(np.float32)


def position_in_line(text: str) -> np.ndarray:
    """Characters since the last line break."""
    places, position = [], 0
    for character in text:
        position = 0 if character == "\n" else position + 1
        places.append(position)
    return np.array(places, np.float32)


def at_space(text: str) -> np.ndarray:
    """1 at spaces and line breaks: a new word begins next."""
    return np.array([c.isspace() for c in text], np.float32)


def at_capital(text: str) -> np.ndarray:
    """1 at capital letters."""
    return np.array([c.isupper() for c in text], np.float32)


def at_vowel(text: str) -> np.ndarray:
    """1 at a, e, i, o and u."""
    return np.array([c.lower() in "aeiou" for c in text], np.float32)


PROPERTIES: dict[str, Callable[[str], np.ndarray]] = {
    "inside quotes": inside_quotes,
    "inside brackets": inside_brackets,
    "position in line": position_in_line,
    "after a space": at_space,
    "capital letter": at_capital,
    "vowel": at_vowel,
}


@dataclass(frozen=True)
class Match:
    """How a unit correlates with a property; ``correlation`` is Pearson's, from -1 to 1.

    ``signal`` is where: in the hidden state, or in an LSTM's cell.
    """

    unit: int
    correlation: float
    signal: str = "h"


def correlations(states: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each unit of ``states`` (steps, units) with ``values`` (steps,).

    0 where a unit or the values never change.
    """
    states = states.astype(np.float64) - states.mean(axis=0)
    values = values.astype(np.float64) - values.mean()
    scale = np.sqrt((states**2).sum(axis=0) * (values**2).sum())
    return np.divide(values @ states, scale, out=np.zeros(states.shape[1]), where=scale > 1e-12)


def ranked(done: Trace, text: str, name: str) -> list[Match]:
    """All units, the one that follows the property ``name`` most closely first."""
    return ranking_of(done, PROPERTIES[name](text))


def ranking_of(done: Trace, values: np.ndarray) -> list[Match]:
    """All units, the one that follows ``values`` (steps,) most closely first.

    An LSTM's unit is taken by its cell or by its hidden state, whichever follows them more closely.
    """
    signals = [signal for signal in "ch" if signal in done.signals]
    found = np.stack([correlations(done.signals[signal], values) for signal in signals])
    which = np.abs(found).argmax(axis=0)
    best = found[which, np.arange(found.shape[1])]
    return [
        Match(int(unit), float(best[unit]), signals[which[unit]])
        for unit in np.argsort(-np.abs(best), kind="stable")
    ]
