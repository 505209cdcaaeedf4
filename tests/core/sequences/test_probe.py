"""Probes of all units: the shipped weights equal a new fit, and what they find."""

from __future__ import annotations

import numpy as np
import pytest

from core.sequences import probe
from core.sequences.cells import Trace
from core.sequences.story import story
from core.sequences.text_reading import read
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES, ranked


def test_the_shipped_weights_are_those_of_a_fresh_fit() -> None:
    fresh, text = probe.fit("RNN"), story(300, 8)
    done = read("RNN", text)
    assert set(fresh) == set(PROPERTIES)
    for name, weights in fresh.items():
        expected = probe.state(done) @ weights[:-1] + weights[-1]
        np.testing.assert_allclose(probe.together(done, name), expected, atol=1e-3)


def test_gates_let_a_model_keep_what_lies_far_back_and_no_single_unit_stands_for_it() -> None:
    text = story(3000, 9)
    found = {kind: probe.findings(read(kind, text), text) for kind in KINDS}
    quotes = {kind: found[kind]["inside quotes"] for kind in KINDS}
    assert quotes["LSTM"][1] > 0.7 > quotes["GRU"][1] > 0.5 > quotes["RNN"][1]
    assert abs(quotes["LSTM"][0].correlation) < 0.5
    # What is on the spot, all three know.
    assert min(found[kind]["vowel"][1] for kind in KINDS) > 0.85


@pytest.mark.parametrize("signal", ["c", "h"])
def test_a_unit_is_taken_by_the_signal_that_follows_more_closely(signal: str) -> None:
    text = "a b" * 20
    states = {name: np.zeros((len(text), 3), np.float32) for name in "ch"}
    states[signal][:, 1] = -2 * PROPERTIES["after a space"](text)
    best = ranked(Trace("LSTM", np.zeros((len(text), 1)), states), text, "after a space")[0]
    assert (best.unit, best.signal) == (1, signal)
    assert best.correlation == pytest.approx(-1)
