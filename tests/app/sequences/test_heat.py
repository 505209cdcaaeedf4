"""The coloured text and the lines, which the views share."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.sequences import gates, heat
from app.theme import LIGHT
from core.sequences.build_assets import shipped
from core.sequences.text_reading import predictions, read
from tests.app.sequences.samples import TEXT


def test_another_character_moves_no_axis_so_that_its_picture_is_painted_at_once() -> None:
    done = read("LSTM", TEXT)
    for draw in (
        lambda step: heat.unit_lines(done, TEXT, 5, step, LIGHT)["unit"],
        lambda step: heat.unit_lines(done, TEXT, 5, step, LIGHT)["gates"],
        lambda step: gates.signal_map(done, "f", TEXT, LIGHT, units=[3, 1], step=step),
        lambda step: heat.next_characters(
            predictions("LSTM", done)[step], shipped("LSTM").vocabulary, LIGHT
        ),
    ):
        one, other = draw(3).layout, draw(9).layout
        painted = ("annotations", "shapes")  # app/plot/quick.js leaves all else to plotly
        assert any(one.get(name) != other.get(name) for name in painted)
        assert {k: v for k, v in one.items() if k not in painted} == {
            k: v for k, v in other.items() if k not in painted
        }


@pytest.mark.parametrize(
    ("character", "said"),
    [
        ("a", "a"),
        (" ", "space"),
        ("\t", "tab"),
        ("\u00a0", "no-break space"),
        ("\u200b", "zero width space"),
        ("\x0c", "U+000C"),
        ("é", "é"),
        ("😀", "😀"),
    ],
)
def test_characters_that_leave_no_mark_are_named(character: str, said: str) -> None:
    assert heat.named(character).lower() == said.lower()


def test_a_text_is_coloured_without_being_taken_for_html() -> None:
    made = heat.coloured_text(TEXT, np.linspace(-1, 1, len(TEXT)), 2, LIGHT, ends=(-1, 1))
    assert "<b>" not in made
    assert made.count("<span") == len(TEXT)
    assert made.count("outline") == 1
