"""Probes of all units: they are ridge regressions, and what they find."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from core.sequences import measured, probe
from core.sequences.build_assets import UNITS, shipped
from core.sequences.cells import Trace
from core.sequences.text_reading import read
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES, ranked
from tests.core.sequences.prose import PROSE


def test_a_probe_is_the_ridge_regression_of_scikit_learn() -> None:
    done = read("GRU", PROSE[:600])
    states, values = probe.state(done).astype(np.float64), PROPERTIES["vowel"](PROSE[:600])
    weights = probe.fit(states, values)
    scaled = StandardScaler().fit_transform(states)
    expected = Ridge(alpha=probe.RIDGE).fit(scaled, values).predict(scaled)
    np.testing.assert_allclose(states @ weights[:-1] + weights[-1], expected, atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_passages_side_by_side_are_read_as_one_by_one(kind: str) -> None:
    passages = [PROSE[:80], PROSE[100:180]]
    done = probe.over(shipped(kind), passages)
    alone = np.concatenate([read(kind, passage).hidden for passage in passages])
    np.testing.assert_allclose(done.hidden, alone, atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_probes_read_prose_that_none_of_them_was_fitted_on(kind: str) -> None:
    found = probe.findings(read(kind, PROSE), PROSE)
    assert min(found[name][1] for name in ("vowel", "after a space")) > 0.9
    assert found["capital letter"][1] > 0.6
    assert found["inside quotes"][1] > QUOTES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_measured_is_there_for_every_property(kind: str) -> None:
    for name in PROPERTIES:
        found = measured.readable(kind, name)
        assert 0 <= found.unit < UNITS[kind]
        assert abs(found.correlation) <= 1
        assert 0 < found.moved < 1
        assert 0 <= found.cheaper <= 1
    assert measured.usual(kind, 49) is None
    assert measured.usual(kind, 55) == measured.usual(kind, 50) > measured.usual(kind, 600)


@pytest.mark.parametrize("signal", ["c", "h"])
def test_a_unit_is_taken_by_the_signal_that_follows_more_closely(signal: str) -> None:
    text = "a b" * 20
    states = {name: np.zeros((len(text), 3), np.float32) for name in "ch"}
    states[signal][:, 1] = -2 * PROPERTIES["after a space"](text)
    best = ranked(Trace("LSTM", np.zeros((len(text), 1)), states), text, "after a space")[0]
    assert (best.unit, best.signal) == (1, signal)
    assert best.correlation == pytest.approx(-1)


QUOTES = {"RNN": 0.2, "GRU": 0.4, "LSTM": 0.6}  # less than in the novel, where they were measured
