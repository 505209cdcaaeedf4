"""Gates: the pictures of a read text, and what holding a signal changes."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.sequences import gates, heat
from app.theme import DARK, LIGHT
from core.sequences import narration
from core.sequences.build_assets import UNITS, shipped
from core.sequences.cells import SIGNALS, Held
from core.sequences.probe import findings
from core.sequences.text_reading import bits, predictions, read
from core.sequences.through_time import KINDS
from core.sequences.units import ranked
from tests.app.pictures import check, check_axes
from tests.app.sequences.samples import TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", KINDS)
def test_a_read_text_can_be_drawn(kind, theme) -> None:
    done = read(kind, TEXT)
    order = np.arange(UNITS)[::-1]
    drawn = check(
        [
            *(
                heat.heat(done, signal, TEXT, theme, order=order, step=3)
                for signal in SIGNALS[kind]
            ),
            heat.unit_lines(done, TEXT, 5, 3, theme),
            gates.bars(findings(done, TEXT), kind, "vowel", theme),
            heat.next_characters(predictions(kind, done)[3], shipped(kind).vocabulary, theme),
        ]
    )
    assert all(panel.layout["xaxis"]["range"] for panel in drawn.values())


def test_what_holding_changes_is_drawn_beside_what_would_be() -> None:
    free, done = read("GRU", TEXT), read("GRU", TEXT, Held("h", 0.0, unit=5))
    drawn = heat.unit_lines(done, TEXT, 5, 3, LIGHT, free=free)
    np.testing.assert_array_equal(drawn.data[-1]["y"], free.hidden[:, 5])
    shares, before = (predictions("GRU", one)[3] for one in (done, free))
    bars = heat.next_characters(shares, shipped("GRU").vocabulary, LIGHT, free=before)
    check_axes([drawn, bars])
    assert bars.data[1]["x"][-1] == before[shares.argmax()]
    same = narration.about_holding(Held("h", 0.0), "GRU", np.ones(3), np.ones(3) + 1e-4)
    assert "1.00 bits per character instead of 1.00: the same." in same


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_a_reading_has_numbers(kind) -> None:
    done = read(kind, TEXT)
    best = ranked(done, TEXT, "vowel")[0]
    said = narration.about_reading(done, bits(kind, done, TEXT), best, 0.9, "vowel", 69, len(TEXT))
    assert all(any(c.isdigit() for c in sentence) for sentence in said if "gate" not in sentence)
