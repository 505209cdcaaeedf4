"""Influence: the pictures and the words of an influence."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.sequences import influence
from app.theme import DARK, LIGHT
from core.sequences import measured, narration
from core.sequences.build_assets import shipped
from core.sequences.influence import effective_length
from core.sequences.influence import influence as mattered
from core.sequences.text_reading import MATTERED, WRITTEN
from core.sequences.through_time import KINDS
from tests.app.pictures import check_axes
from tests.app.sequences.samples import TEXT
from tests.core.sequences.prose import PROSE


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", KINDS)
def test_influences_can_be_drawn(kind, theme) -> None:
    found = {kind: mattered(shipped(kind), TEXT, 20)}
    check_axes([influence.lines(found, TEXT[:21], theme)])


def test_of_the_quote_that_closes_the_lstm_looks_back_to_its_opening_and_the_rnn_does_not() -> None:
    text, chosen = WRITTEN["A story"], MATTERED["Why the quote closes"]
    assert text[chosen.step] == '"'
    opened = text.rindex('"', 0, chosen.step)
    reach = {}
    for kind in KINDS:
        found = mattered(shipped(kind), text, chosen.step - 1, '"')
        reach[kind] = effective_length(found)
    assert reach["LSTM"] > 3 * reach["RNN"]
    assert chosen.step - opened > reach["RNN"]


def test_over_many_predictions_the_lstm_looks_further_back_than_the_rnn() -> None:
    text = PROSE[:600]
    steps = range(60, 590, 24)
    ours = {
        kind: [effective_length(mattered(shipped(kind), text, step)) for step in steps]
        for kind in KINDS
    }
    for reach in (ours, {kind: measured.reach(kind) for kind in KINDS}):
        assert np.median(reach["LSTM"]) > np.median(reach["RNN"])
    said = narration.about_reach({kind: measured.reach(kind) for kind in KINDS})
    assert f"LSTM {np.median(measured.reach('LSTM')):.0f} (" in said
