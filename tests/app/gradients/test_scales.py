"""Axes of decades and of layers, which the views share."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.gradients import scales


@pytest.mark.parametrize(
    ("low", "high"), [(-13.2, -0.9), (0.0, 0.0), (-0.3, 0.4), (-170.0, 3.0), (2.0, 210.0)]
)
def test_an_axis_of_decades_holds_its_curves_and_few_ticks(low: float, high: float) -> None:
    axis = scales.decades([np.array([low, np.nan, high])])
    bottom, top = axis["range"]
    assert bottom <= low
    assert high <= top
    assert 2 <= len(axis["tickvals"]) <= 9
    assert len(axis["ticktext"]) == len(axis["tickvals"])


@pytest.mark.parametrize("depth", [2, 5, 7, 20, 31, 100])
def test_an_axis_of_layers_has_a_few_whole_ones_and_ends_at_the_last_if_asked(depth: int) -> None:
    axis = scales.layers_axis(depth, exact=True)
    ticks = axis["tickvals"]
    assert ticks[0] == 1
    assert ticks[-1] <= depth < axis["range"][1] < 1.02 * depth + 0.6
    assert axis["ticktext"] == [str(int(tick)) for tick in ticks]
    assert 2 <= len(ticks) <= 8


def test_exponents_of_what_has_none_are_not_drawn() -> None:
    values = scales.exponents(np.array([100.0, 0.0, np.inf, np.nan, 1e-300]))
    assert values[[0, 4]] == pytest.approx([2, -300])
    assert np.isnan(values[1:4]).all()
