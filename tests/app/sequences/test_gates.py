"""Gates: the pictures of a read text, and what holding a signal changes."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.figures.sequences import gates, heat
from app.theme import DARK, LIGHT
from core.sequences import measured, narration
from core.sequences.build_assets import shipped
from core.sequences.cells import SIGNALS, Held
from core.sequences.evidence import ranking
from core.sequences.probe import findings
from core.sequences.text_reading import (
    CORRELATION,
    WRITES,
    WRITTEN,
    bits,
    continuation,
    predictions,
    read,
)
from core.sequences.through_time import KINDS
from core.sequences.units import ranked
from tests.app.pictures import check, check_axes
from tests.app.sequences.samples import TEXT
from tests.core.sequences.prose import PROSE


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", KINDS)
def test_a_read_text_can_be_drawn(kind, theme) -> None:
    done = read(kind, TEXT)
    order = ranked(done, TEXT, "vowel")
    units = gates.rows_of(order, 30)
    assert units == [*(match.unit for match in order[:9]), order[30].unit]
    check(
        [
            *(
                gates.signal_map(done, signal, TEXT, theme, units=units, step=3)
                for signal in SIGNALS[kind]
            )
        ]
    )
    check_axes(
        [
            *heat.unit_lines(done, TEXT, 5, 3, theme).values(),
            gates.overview(order, done, 5, "vowel", theme),
            gates.bars(findings(done, TEXT), kind, "vowel", theme),
            heat.next_characters(predictions(kind, done)[3], shipped(kind).vocabulary, theme),
        ]
    )


@pytest.mark.parametrize("step", [0, 5, 79, 300, 599])
@pytest.mark.parametrize("length", [2, 59, 61, 600])
def test_the_maps_have_one_column_a_character_around_the_chosen_one(step, length) -> None:
    at = min(step, length - 1)
    shown = gates.window_at(at, length)
    assert shown.start <= at < shown.stop <= length
    assert shown.stop - shown.start == min(length, gates.COLUMNS)


def test_a_map_stands_under_its_text_and_names_the_value_under_the_pointer() -> None:
    text = PROSE[:200]
    done = read("LSTM", text)
    units = [7, 3, 90]
    for signal, values in done.signals.items():
        panel = gates.signal_map(done, signal, text, LIGHT, units=units, step=130)
        shown = gates.window_at(130, 200)
        letters = panel.layout["xaxis"]["ticktext"]
        assert "".join(letters) == text[shown].replace(" ", "·").replace("\n", "↵")
        assert panel.layout["yaxis"]["ticktext"] == ["8", "4", "91"]
        raster = panel.raster
        row, column = 9, 70
        unit = int(raster.rows[row].split()[1]) - 1
        said = float(raster.words[raster.index[row, column]])
        step = float(raster.words[1]) - float(raster.words[0])
        assert said == pytest.approx(values[shown.start + 70 // 6, unit], abs=0.02 + abs(step))


def test_gates_have_an_axis_of_their_own_and_no_colour_is_clipped() -> None:
    done = read("LSTM", PROSE[:300])
    largest = int(np.abs(done.memory).max(axis=0).argmax())
    panels = heat.unit_lines(done, PROSE[:300], largest, 3, LIGHT)
    assert panels["gates"].layout["yaxis"]["range"] == [-0.02, 1.02]
    assert {trace["name"][0] for trace in panels["gates"].data} == {"i", "f", "o"}
    low, high = panels["unit"].layout["yaxis"]["range"]
    assert low <= done.memory[:, largest].min() <= done.memory[:, largest].max() <= high
    words = gates.signal_map(done, "c", PROSE[:300], LIGHT, units=[largest], step=3).raster.words
    assert float(words[-1]) >= np.abs(done.memory[:, largest]).max() - 0.01
    assert "gates" not in heat.unit_lines(read("RNN", TEXT), TEXT, 3, 3, LIGHT)


def test_what_holding_changes_is_drawn_beside_what_would_be() -> None:
    free, done = read("GRU", TEXT), read("GRU", TEXT, Held("h", 0.0, unit=5))
    drawn = heat.unit_lines(done, TEXT, 5, 3, LIGHT, free=free)["unit"]
    np.testing.assert_array_equal(drawn.data[-1]["y"], free.hidden[:, 5])
    shares, before = (predictions("GRU", one)[3] for one in (done, free))
    bars = heat.next_characters(shares, shipped("GRU").vocabulary, LIGHT, free=before)
    check_axes([drawn, bars])
    assert bars.data[1]["x"][-1] == before[shares.argmax()]
    same = narration.about_holding(Held("h", 0.0), "GRU", np.ones(3), np.ones(3) + 1e-4)
    assert "1.00 bits per character instead of 1.00: the same." in same


def test_a_text_unlike_english_is_said_to_be_so() -> None:
    for kind in KINDS:
        for text, unlike in (
            (PROSE[:300], False),
            (PROSE[600:900], False),
            (WRITTEN["A story"], False),
            (WRITTEN["German"], True),
            ("x7#k) " * 30, True),
            ("aeiouy" * 20, True),
        ):
            cost = float(bits(kind, read(kind, text), text).mean())
            usual = measured.usual(kind, len(text))
            said = narration.about_text(kind, cost, len(text), 96, measured.bits(kind), usual)
            assert ("unlike the English" in said) == unlike, (kind, text)
            assert f"{np.log2(96):.2f}" in said
    assert "too short" in narration.about_text("GRU", 3.0, 10, 96, 2.0, None)
    assert "even do better" in narration.about_text("GRU", 9.9, 99, 96, 2.0, 3.0)


def test_how_good_the_models_are_is_one_click_away_with_a_sample() -> None:
    found = {"guessing": 6.58, "counting, 5 back": 2.2, "LSTM": 2.12}
    check_axes([gates.models(found, LIGHT)])
    at = AppTest.from_file("../../../app/main.py", default_timeout=60).run()
    at.switch_page("../pages/sequences.py").run()
    at.session_state["sequences-models"] = True
    at.run()
    assert not at.exception
    start = WRITTEN["A story"][:100]
    assert at.code[0].value == start[-60:] + continuation("LSTM", start)
    assert len(continuation("LSTM", start)) == WRITES


def test_a_click_on_a_unit_chooses_it_by_its_place_in_the_order() -> None:
    at = AppTest.from_file("../../../app/main.py", default_timeout=60).run()
    at.switch_page("../pages/sequences.py").run()
    at.session_state["sequences-gates-stage"] = {"selected": {"panel": "all", "point": 17}}
    at.run()
    assert not at.exception
    order = ranking("LSTM", WRITTEN["A story"], "inside quotes", CORRELATION)
    assert order[at.session_state["sequences_rank"] - 1].unit == 17
