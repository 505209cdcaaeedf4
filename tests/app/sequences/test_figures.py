"""The pictures of sequences: plotly accepts them, words say what they show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.sequences import forecast as forecasts
from app.figures.sequences import gates, heat, influence, learning, memory
from app.plot.pack import pack
from app.theme import DARK, LIGHT
from core.sequences import forecast, narration
from core.sequences import learning as live
from core.sequences import memory as race
from core.sequences.build_assets import UNITS, shipped
from core.sequences.cells import SIGNALS, Held, sums
from core.sequences.influence import influence as mattered
from core.sequences.memory_settings import PRESETS, Settings
from core.sequences.probe import findings
from core.sequences.series import Series
from core.sequences.text_reading import MATTERED, WRITTEN, bits, predictions, read
from core.sequences.through_time import KINDS
from core.sequences.units import ranked

TEXT = 'Mira said, "Wait <b>for</b> me" (so they say).\nThe end.'


def check(panels):
    """Plotly's own checks; words for those who cannot see; a message that the browser can read."""
    for panel in panels:
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert panel.layout["xaxis"]["range"]
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours) <= 256
    message = pack([dict(enumerate(panels))], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    assert b"NaN" not in header
    assert b"Infinity" not in header


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", KINDS)
def test_a_read_text_can_be_drawn(kind, theme) -> None:
    done = read(kind, TEXT)
    order = np.arange(UNITS)[::-1]
    check(
        [
            *(
                heat.heat(done, signal, TEXT, theme, order=order, step=3)
                for signal in SIGNALS[kind]
            ),
            heat.unit_lines(done, TEXT, 5, 3, theme),
            gates.bars(findings(done, TEXT), kind, "vowel", theme),
            heat.next_characters(predictions(kind, done)[3], shipped(kind).vocabulary, theme),
            influence.lines({kind: mattered(shipped(kind), TEXT, 20)}, TEXT[:21], theme),
        ]
    )


def test_a_heat_map_names_what_is_under_the_pointer_and_its_value() -> None:
    done = read("LSTM", TEXT)
    order = np.random.default_rng(0).permutation(UNITS)
    raster = heat.heat(done, "f", TEXT, LIGHT, order=order, step=0).raster
    row, column = 7, 11
    unit = int(raster.rows[row].split()[1]) - 1
    assert unit == order[::-1][row]
    assert raster.columns[column] == '12 “"”'
    said = float(raster.words[raster.index[row, column]])
    assert said == pytest.approx(done.signals["f"][column, unit], abs=0.01)


def test_what_holding_changes_is_drawn_beside_what_would_be() -> None:
    free, done = read("GRU", TEXT), read("GRU", TEXT, Held("h", 0.0, unit=5))
    drawn = heat.unit_lines(done, TEXT, 5, 3, LIGHT, free=free)
    np.testing.assert_array_equal(drawn.data[-1]["y"], free.hidden[:, 5])
    shares, before = (predictions("GRU", one)[3] for one in (done, free))
    bars = heat.next_characters(shares, shipped("GRU").vocabulary, LIGHT, free=before)
    check([drawn, bars])
    assert bars.data[1]["x"][-1] == before[shares.argmax()]
    same = narration.about_holding(Held("h", 0.0), "GRU", np.ones(3), np.ones(3) + 1e-4)
    assert "1.00 bits per character instead of 1.00: the same." in same


def test_another_character_moves_no_axis_so_that_its_picture_is_painted_at_once() -> None:
    done = read("LSTM", TEXT)
    for draw in (
        lambda step: heat.unit_lines(done, TEXT, 5, step, LIGHT),
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


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_runs_can_be_drawn_at_their_start_and_later(theme) -> None:
    run = race.Run(Settings(lag=5, seeds=2))
    first = run.frame()
    for _ in range(10):
        run.advance()
    latest = run.frame()
    check(
        [
            memory.by_step(first, latest, theme, total=run.total),
            memory.by_lag(latest, theme),
            memory.gradient(latest, theme),
        ]
    )
    said, cut = (memory.in_words(latest, about="a", truncate=steps) for steps in (0, 2))
    assert len(said) == 4
    assert [line for line in cut if line not in said] == [cut[1]]
    assert "only 2 steps" in cut[1]
    taught = live.Run(live.Settings(units=16), "the cat sat on the mat. " * 40)
    frame = taught.frame()
    check(
        [
            learning.bits(frame, frame, taught.by_counting, theme, total=100),
            learning.following(frame, taught.model.vocabulary, live.Writing(top_k=3), theme),
        ]
    )
    assert learning.in_words(frame, taught.by_counting, 10)
    ahead = forecast.Run(forecast.Settings())
    frame = ahead.frame()
    check(
        [
            forecasts.series(frame, ahead.series, ahead.cut, theme),
            forecasts.errors(frame, theme),
            forecasts.losses(frame, frame, theme, epochs=10),
        ]
    )
    assert forecasts.in_words(frame)


def test_an_exploding_gradient_stays_in_the_picture() -> None:
    frame = race.Run(Settings(recurrent=6.0, seeds=1)).frame()
    panel = memory.gradient(frame, LIGHT)
    top = panel.layout["yaxis"]["range"][1]
    assert 6 < np.log10(frame.gradient.max()) < top
    assert "it explodes" in memory.in_words(frame, about="a")[1]
    broken = memory.gradient(replace(frame, gradient=frame.gradient * np.nan), LIGHT)
    check([panel, broken])
    assert (
        broken.layout["yaxis"]["range"]
        == memory.gradient(race.Run(Settings(lag=5, seeds=1)).frame(), LIGHT).layout["yaxis"][
            "range"
        ]
    )


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ((0.97, 0.98, 1.0), "is unpredictable"),
        ((0.97, 0.2, 1.0), "It can improve"),
        ((0.5, 0.25, 1.0), "200% of that of a linear fit"),
        ((0.1, 0.0, 0.0), "does not change"),
    ],
)
def test_a_forecast_is_judged_by_what_the_simple_ones_reach(errors, said) -> None:
    frame = forecast.Run(forecast.Settings(horizon=1)).frame()
    later = replace(frame, step=5, errors=np.array(errors)[:, None])
    assert said in forecasts.in_words(later)[1]
    moved = forecast.Run(forecast.Settings(), Series(np.arange(200.0), "rising"))
    assert moved.beyond == 1
    assert "100% of the validation part" in forecasts.in_words(frame, moved.beyond)[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_words_have_numbers(kind) -> None:
    done = read(kind, TEXT)
    best = ranked(done, TEXT, "vowel")[0]
    said = narration.about_reading(done, bits(kind, done, TEXT), best, 0.9, "vowel", 69, len(TEXT))
    parts = sums(shipped(kind).recurrent, done, 4, 2)
    said += narration.about_step(parts, done, 4, 2, "a")
    lines = narration.equations(parts, done, 4, 2)
    assert f"{done.hidden[4, 2]:.3f}" in lines[-1][1]
    assert all(any(c.isdigit() for c in sentence) for sentence in said if "gate" not in sentence)


def test_the_preset_of_the_bracket_finds_the_one_that_opened() -> None:
    story = WRITTEN["A story"]
    chosen = MATTERED["Why the bracket closes"]
    assert story[chosen.step] == ")"
    seen = story[: chosen.step]
    found = {"GRU": mattered(shipped("GRU"), seen, chosen.step - 1, ")")}
    (said,) = narration.about_influence(found, {"GRU": ")"}, list(seen))
    assert f"“(” matters most, {chosen.step - seen.rindex('(')} before" in said


def test_presets_are_all_different() -> None:
    assert len(set(PRESETS.values())) == len(PRESETS)
