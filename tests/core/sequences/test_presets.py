"""Every preset of the shipped models shows what it is named for, on three texts."""

from __future__ import annotations

import os

import numpy as np
import pytest

from core.sequences.evidence import evidence, ranking
from core.sequences.memory import Run
from core.sequences.memory_settings import PRESETS as RACES
from core.sequences.probe import findings
from core.sequences.text_reading import PRESETS, WRITTEN, bits, read
from core.sequences.units import Match
from tests.core.sequences.prose import PROSE

TEXTS = (WRITTEN["A story"], PROSE[:600], PROSE[600:1200])
EVERY_TEXT = pytest.mark.parametrize("text", TEXTS, ids=["story", "prose", "more prose"])
SEEDS = (0, 1, 2) if "NIGHTLY" in os.environ else (0,)


def best(name: str, text: str) -> tuple[Match, bool]:
    """The unit that a preset shows, and whether it tracks the property beyond chance."""
    chosen = PRESETS[name]
    match = ranking(chosen.cell, text, chosen.property, chosen.by)[0]
    proof = evidence(chosen.cell, text, chosen.property, match.unit)
    return match, proof.tracks(match.correlation)


@EVERY_TEXT
def test_a_unit_of_the_lstm_tracks_quotes_and_none_of_the_rnn_as_closely(text: str) -> None:
    one, tracks = best("A unit for quotes", text)
    without_gates, _ = best("No gates", text)
    assert tracks
    assert abs(one.correlation) > 0.6
    assert abs(one.correlation) > abs(without_gates.correlation) + 0.2


def test_it_is_the_same_unit_in_all_three() -> None:
    assert len({best("A unit for quotes", text)[0].unit for text in TEXTS}) == 1


@EVERY_TEXT
def test_all_units_together_know_what_lies_in_quotes(text: str) -> None:
    chosen = PRESETS["Quotes, all together"]
    assert findings(read(chosen.cell, text), text)[chosen.property][1] > 0.6


@EVERY_TEXT
def test_a_unit_tracks_the_space_between_words(text: str) -> None:
    match, tracks = best("New words", text)
    assert tracks
    assert abs(match.correlation) > 0.5


@pytest.mark.parametrize("text", [WRITTEN["A story"], WRITTEN["A long aside"]])
def test_no_unit_tracks_brackets(text: str) -> None:
    assert not best("Brackets are too rare", text)[1]


@EVERY_TEXT
@pytest.mark.parametrize(("name", "least"), [("Forget everything", 0.4), ("One unit removed", 0.0)])
def test_what_is_taken_away_is_missed(name: str, least: float, text: str) -> None:
    chosen = PRESETS[name]
    unit = ranking(chosen.cell, text, chosen.property, chosen.by)[0].unit
    free, done = read(chosen.cell, text), read(chosen.cell, text, chosen.hold(unit))
    cost = bits(chosen.cell, done, text).mean() - bits(chosen.cell, free, text).mean()
    assert cost > least


@pytest.mark.parametrize("seed", SEEDS)
def test_only_biases_as_long_as_the_lag_learn_to_remember_100_steps(seed: int) -> None:
    chosen = RACES["Forget bias"]
    run = Run(type(chosen)(compare=chosen.compare, lag=chosen.lag, seeds=1, seed=seed))
    for _ in range(160):
        run.advance()
    frame = run.frame()
    reached = dict(zip(frame.variants, frame.accuracy[:, 0].max(axis=1), strict=True))
    assert reached.pop("bias as long as the lag") > 0.95
    assert np.max(list(reached.values())) < 0.6
