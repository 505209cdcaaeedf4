"""Does a unit stand for a property, and does the model use it? Two tests, each with a baseline.

Of hundreds of units, one correlates with anything by chance. So the same search is repeated with
the property moved along the text, where it means nothing. And the model need not use a unit that
tracks a property: the second test holds the unit at its mean, and then other units, one at a time.

Left out: what several units do together, and why the model needs a unit.

References: Karpathy et al. 2015; for removing by the mean, Morcos et al. 2018, "On the importance
of single directions for generalization".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.cache import shared
from core.sequences.build_assets import shipped
from core.sequences.cells import walk
from core.sequences.probe import together
from core.sequences.text_reading import CORRELATION, REMOVAL, read
from core.sequences.units import PROPERTIES, Match, correlations, ranked

MOVES = 40  # places to which a property is moved
OTHERS = 20  # units that are removed for comparison
RARE = 0.95  # share of a baseline that has to be exceeded


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for a unit.

    ``moved`` (MOVES,) are the largest correlations of any unit with the moved property, and
    ``together`` (MOVES,) those of the probe of all units. ``cost`` is how many bits per character
    more the text takes without the unit, ``others`` (OTHERS,) without each of some others.
    """

    moved: np.ndarray
    together: np.ndarray
    cost: float
    others: np.ndarray

    @property
    def chance(self) -> float:
        """The 95% quantile of the best unit's correlations with the moved property."""
        return float(np.quantile(self.moved, RARE))

    @property
    def chance_together(self) -> float:
        """The 95% quantile of the probe's correlations with the moved property."""
        return float(np.quantile(self.together, RARE))

    def tracks(self, correlation: float) -> bool:
        """Whether a correlation is larger than nearly all of those with the moved property."""
        return abs(correlation) > self.chance

    @property
    def used(self) -> bool:
        """Whether the text costs more without the unit, and more than without nearly any other."""
        return self.cost > 0 and float((self.others < self.cost).mean()) >= RARE


@shared
def evidence(kind: str, text: str, name: str, unit: int) -> Evidence:
    """What speaks for ``unit`` of a shipped model as one that tracks the property ``name``."""
    done = read(kind, text)
    order = [match.unit for match in ranked(done, text, name) if match.unit != unit]
    others = [order[i] for i in np.linspace(0, len(order) - 1, OTHERS).round().astype(int)]
    cost, *rest = removal_costs(kind, text, (unit, *others))
    values = PROPERTIES[name](text)
    signals = [done.signals[signal] for signal in "ch" if signal in done.signals]
    return Evidence(
        moved=np.abs(moved(np.concatenate(signals, axis=1), values)).max(axis=1),
        together=moved(together(done, name)[:, None], values)[:, 0],
        cost=float(cost),
        others=np.array(rest),
    )


def ranking(kind: str, text: str, name: str, by: str) -> list[Match]:
    """All units of a shipped model in the order that a learner chose (``text_reading.Reading``)."""
    done = read(kind, text)
    found = ranked(done, text, name)
    if by == CORRELATION:
        return found
    if by == REMOVAL:
        worth = removal_costs(kind, text, tuple(range(done.hidden.shape[1])))
    else:
        worth = done.memory.var(axis=0)
    return sorted(found, key=lambda match: -worth[match.unit])


def moved(states: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The correlations of ``states`` (steps, units) with ``values`` moved along the text.

    (MOVES, units). What leaves at the end comes in at the beginning.
    """
    places = np.linspace(len(values) / 10, len(values) * 9 / 10, MOVES).round().astype(int)
    return np.stack([correlations(states, np.roll(values, at)) for at in places])


@shared
def removal_costs(kind: str, text: str, units: Sequence[int]) -> np.ndarray:
    """Bits per character more that a text takes with one unit held at its mean: (units,)."""
    model = shipped(kind)
    codes = model.encode(text)
    mean = torch.from_numpy(read(kind, text).hidden.mean(axis=0))
    which = torch.tensor(units)
    rows = torch.arange(len(units))

    def hold(step: int, signal: str, values: Tensor) -> Tensor:
        if signal == "h":
            values[rows, which] = mean[which]  # the last row stays unchanged
        return values

    lost = torch.zeros(len(units) + 1)
    with torch.inference_mode():
        x = model.one_hot(codes[:-1])
        for target, state in zip(
            codes[1:], walk(model.recurrent, x, hold, (len(units) + 1,)), strict=True
        ):
            logits = model.readout(state["h"])
            lost += F.cross_entropy(logits, target.expand(len(logits)), reduction="none")
    return ((lost[:-1] - lost[-1]) / (len(text) - 1) / math.log(2)).numpy()
