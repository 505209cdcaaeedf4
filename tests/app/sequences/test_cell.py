"""Cell: its lines and its equations carry the numbers of the cell."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.sequences import heat
from app.theme import LIGHT
from core.sequences import narration
from core.sequences.build_assets import shipped
from core.sequences.cells import sums
from core.sequences.text_reading import read
from core.sequences.through_time import KINDS
from tests.app.pictures import check_axes
from tests.app.sequences.samples import TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_a_step_has_its_numbers(kind) -> None:
    done = read(kind, TEXT)
    parts = sums(shipped(kind).recurrent, done, 4, 2)
    said = narration.about_step(parts, done, 4, 2, "a")
    lines = narration.equations(parts, done, 4, 2)
    assert f"{done.hidden[4, 2]:.3f}" in lines[-1][1]
    assert all(any(c.isdigit() for c in sentence) for sentence in said if "gate" not in sentence)
    check_axes(heat.unit_lines(done, TEXT, 2, 4, LIGHT, clicks=False))


def test_the_output_of_an_lstm_is_said_with_its_tanh() -> None:
    done = read("LSTM", TEXT)
    cell, hidden, gate = (float(done.signals[name][9, 5]) for name in "cho")
    said = narration.about_step(sums(shipped("LSTM").recurrent, done, 9, 5), done, 9, 5, "a")[1]
    assert f"Of tanh({cell:.3f}) = {np.tanh(cell):.3f} the output gate passes" in said
    assert said.endswith(f"h is {hidden:.3f}.")
    assert hidden == pytest.approx(gate * np.tanh(cell), abs=1e-6)
