"""What speaks for a unit: both tests agree with another way to compute them, and seldom err."""

from __future__ import annotations

import os

import numpy as np
import pytest

from core.sequences import evidence, narration
from core.sequences.build_assets import UNITS
from core.sequences.cells import Held
from core.sequences.probe import state, together
from core.sequences.text_reading import CORRELATION, REMOVAL, VARIANCE, WRITTEN, bits, read
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES, correlations, ranked
from tests.core.sequences.prose import PROSE

SETTINGS = range(100 if "NIGHTLY" in os.environ else 4)
TEXTS = [*WRITTEN.values(), PROSE[:600], PROSE[600:1100], "abc " * 30, "Wait! (No.)"]


def cost_alone(kind: str, text: str, unit: int) -> float:
    """What a unit costs, by reading the text once with it and once without."""
    free = read(kind, text)
    held = read(kind, text, Held("h", float(free.hidden[:, unit].mean()), unit))
    return float(bits(kind, held, text).mean() - bits(kind, free, text).mean())


def seldom(states: np.ndarray, values: np.ndarray) -> float:
    """What correlations with the moved values seldom exceed, by NumPy's own correlation."""
    largest = []
    for at in np.linspace(len(values) / 10, len(values) * 9 / 10, evidence.MOVES).round():
        rolled = np.roll(values, int(at))
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.corrcoef(np.column_stack([states, rolled]).T.astype(np.float64))[-1, :-1]
        largest.append(np.nan_to_num(np.abs(found)).max())
    return float(np.quantile(largest, evidence.RARE))


@pytest.mark.parametrize("number", SETTINGS)
def test_what_is_said_of_a_unit_is_what_another_computation_finds(number: int) -> None:
    rng = np.random.default_rng(number)
    kind, name = rng.choice(KINDS), rng.choice(list(PROPERTIES))
    text = TEXTS[rng.integers(len(TEXTS))]
    done, values = read(kind, text), PROPERTIES[name](text)
    order = ranked(done, text, name)
    place = int(rng.integers(min(3, len(order)))) if rng.random() < 0.7 else len(order) // 2
    match = order[place]
    proof = evidence.evidence(kind, text, name, match.unit)
    whole = float(correlations(together(done, name)[:, None], values)[0])
    said = narration.about_unit(kind, match, name, whole, proof, len(order))
    if values.std() == 0:
        assert "does not vary" in said[0]
        return
    chance = seldom(state(done), values)
    assert proof.chance == pytest.approx(chance, abs=1e-3)
    if abs(abs(match.correlation) - chance) > 1e-3:
        assert ("more closely than chance" in said[0]) == (abs(match.correlation) > chance)
    signed = evidence.moved(together(done, name)[:, None], values)[:, 0]
    assert "carry the property here" in said[1]
    assert ("nothing shows" in said[1]) == (whole <= np.quantile(signed, evidence.RARE))
    cost = cost_alone(kind, text, match.unit)
    assert proof.cost == pytest.approx(cost, abs=2e-3)
    if abs(proof.cost) > 2e-3 and np.abs(proof.others - proof.cost).min() > 2e-3:
        others = [match.unit for match in order if match.unit != order[place].unit]
        drawn = np.linspace(0, len(others) - 1, evidence.OTHERS).round().astype(int)
        costs = np.array([cost_alone(kind, text, others[i]) for i in drawn])
        used = cost > 0 and (costs < cost).mean() >= evidence.RARE
        assert ("predictions depend on this unit" in said[2]) == used
        assert ("as well without" in said[2]) == (cost <= 0)


def test_random_properties_seldom_pass_for_tracked() -> None:
    """Stretches of random length, as quotes are: with hundreds of units, one always fits a bit."""
    rng = np.random.default_rng(0)
    states = state(read("GRU", PROSE[:200]))
    passed, high = 0, 0
    for _ in range(100):
        changes = np.cumsum(rng.geometric(0.05, 200))
        values = (np.searchsorted(changes, np.arange(200)) % 2).astype(np.float32)
        found = np.abs(correlations(states, values)).max()
        moved = np.abs(evidence.moved(states, values)).max(axis=1)
        passed += found > np.quantile(moved, evidence.RARE)
        high += found > 0.3
    assert high > 20
    assert passed <= 15


@pytest.mark.parametrize("kind", KINDS)
def test_units_are_ranked_by_what_the_learner_chose(kind: str) -> None:
    text = PROSE[:60]
    by = {
        rule: [match.unit for match in evidence.ranking(kind, text, "vowel", rule)]
        for rule in (CORRELATION, REMOVAL, VARIANCE)
    }
    assert all(sorted(order) == list(range(UNITS[kind])) for order in by.values())
    spread = read(kind, text).memory.std(axis=0)
    assert by[VARIANCE][0] == spread.argmax()
    worst, least = by[REMOVAL][0], by[REMOVAL][-1]
    assert cost_alone(kind, text, worst) > cost_alone(kind, text, least)
    assert cost_alone(kind, text, worst) > cost_alone(kind, text, by[REMOVAL][20])
