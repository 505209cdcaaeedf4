"""Figures of a race: plotly accepts each, and the words claim no more than the seeds show."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.train import race as figures
from app.plot import Panel
from app.plot.pack import pack
from app.theme import DARK, LIGHT, Theme
from core.nn.activations import ACTIVATIONS
from core.train import Race, RaceFrame, RaceSettings, Settings, Standing

SMALL = Settings(samples=50, hidden=(3,))
TWO = RaceSettings(activations=("ReLU", "tanh"), seeds=2)
RATES = RaceSettings(over="learning rate", learning_rates=("0.01", "10"), seeds=2)
LOST = replace(SMALL, data="plane", hidden=(8, 8), activation="ReLU", optimiser="SGD")

# Each with the epochs to train.
CASES: dict[str, tuple[Settings, RaceSettings, int]] = {
    "not started": (SMALL, TWO, 0),
    "one epoch": (SMALL, TWO, 1),
    "two classes": (SMALL, TWO, 5),
    "one seed": (SMALL, replace(TWO, seeds=1), 3),
    "one variant": (SMALL, replace(TWO, activations=("ReLU",)), 3),
    "all activations": (SMALL, replace(TWO, activations=tuple(ACTIVATIONS)), 2),
    "four classes": (replace(SMALL, data="four quadrants"), TWO, 3),
    "digits": (replace(SMALL, data="digits", batch_size=100), TWO, 1),
    "regression": (replace(SMALL, data="plane"), TWO, 3),
    "no hidden layer": (replace(SMALL, hidden=()), RATES, 3),
    "deep": (replace(SMALL, hidden=(64,) * 8), TWO, 1),
    "one of two diverged": (LOST, RATES, 20),
    "all diverged": (LOST, replace(RATES, learning_rates=("10",)), 20),
}


@cache
def raced(case: str) -> tuple[Race, RaceFrame, RaceFrame]:
    """A race, its first frame, and the one after the case's epochs."""
    settings, race, epochs = CASES[case]
    running = Race(settings, race)
    first = running.frame()
    while not running.finished and running.epoch < epochs:
        running.advance()
    return running, first, running.frame()


def panels(race: Race, frame: RaceFrame, latest: RaceFrame, theme: Theme) -> dict[str, Panel]:
    """All that the page draws, and the bands on a linear axis."""
    epochs = race.settings.epochs
    return {
        "bands": figures.bands(frame, latest, theme, epochs=epochs),
        "linear": figures.bands(frame, latest, theme, epochs=epochs, log=False),
        "standings": figures.standings(frame, theme),
        **figures.maps(frame, race.prepared[0], race.plane, theme),
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("case", CASES)
def test_every_picture_is_whole(case: str, theme: Theme) -> None:
    race, first, latest = raced(case)
    drawn = [panels(race, latest, latest, theme), panels(race, first, latest, theme)]
    for name, panel in (pair for frame in drawn for pair in frame.items()):
        assert panel.title
        assert len(panel.alt) > 20
        assert panel.alt.endswith(".")
        figure = go.Figure(panel.data, panel.layout)
        if not panel.raster:
            assert figure.layout.xaxis.title.text, name
            continue
        index, colours = panel.raster.index, panel.raster.colours
        assert index.dtype == colours.dtype == np.uint8
        assert index.max() < len(colours) <= 256
        assert len(panel.raster.words) in (0, len(colours))
        assert list(panel.raster.x) == list(figure.layout.xaxis.range)
        assert list(panel.raster.y) == list(figure.layout.yaxis.range)


@pytest.mark.parametrize("case", CASES)
def test_a_film_of_every_picture_travels(case: str) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON: a browser cannot read the whole message")

    race, first, latest = raced(case)
    frames = [panels(race, first, latest, LIGHT), panels(race, latest, latest, LIGHT)]
    message = pack(frames, ["first", "latest"], {}).encode()
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length], parse_constant=refuse)
    for part in header["parts"].values():
        json.loads(part, parse_constant=refuse)


def test_a_band_runs_from_the_best_to_the_worst_seed_around_their_mean() -> None:
    race, _, latest = raced("two classes")
    low, high, mean = (
        trace["y"] for trace in figures.bands(latest, latest, LIGHT, epochs=500).data[:3]
    )
    losses = latest.validation_loss[0]
    np.testing.assert_array_equal(low, losses.min(axis=0))
    np.testing.assert_array_equal(high, losses.max(axis=0))
    np.testing.assert_allclose(mean, losses.mean(axis=0))
    assert low.shape == (race.epoch + 1,)


def test_the_best_stands_on_top_in_its_own_colour() -> None:
    _, _, latest = raced("two classes")
    (bars,) = figures.standings(latest, LIGHT).data
    assert bars["y"] == [row.variant for row in reversed(latest.standings)]
    assert bars["x"] == sorted(bars["x"], reverse=True)
    colours = dict(zip(latest.variants, LIGHT.classes, strict=False))
    assert bars["marker"]["color"] == [colours[variant] for variant in bars["y"]]


def test_a_variant_that_diverged_is_counted_and_left_out_of_the_bars() -> None:
    _, _, latest = raced("one of two diverged")
    panel = figures.standings(latest, LIGHT)
    assert panel.data[0]["y"] == ["0.01"]
    assert panel.note.endswith("; 2 diverged")
    assert figures.in_words(latest)[-1] == "Diverged: 10 (2 of 2)."
    race = raced("one of two diverged")[0]
    maps = figures.maps(latest, race.prepared[0], race.plane, LIGHT)
    assert maps["map 1"].note == "2 of 2 diverged"


def made(
    losses: list[float], spread: float, seeds: int, metric_name: str = "accuracy"
) -> RaceFrame:
    """A frame after some epochs with these standings, best first."""
    _, _, frame = raced("two classes")
    return replace(
        frame,
        seeds=tuple(range(seeds)),
        metric_name=metric_name,
        standings=tuple(
            Standing(name, loss, spread, 0.9, 0.01, seeds, 0)
            for name, loss in zip(("ReLU", "tanh"), losses, strict=True)
        ),
    )


def seeded(first: list[float], second: list[float]) -> list[str]:
    """What is said of two variants with these losses of each seed; NaN has diverged."""
    frame = made([0.0, 0.0], spread=0.0, seeds=len(first))
    losses = np.array([first, second])[..., None].repeat(len(frame.epochs), axis=2)
    standings = sorted(
        (
            Standing(name, np.nanmean(row), np.nanstd(row, ddof=1), 0.9, 0.01, len(row), lost)
            for name, row in zip(("ReLU", "tanh"), (first, second), strict=True)
            for lost in [int(np.isnan(row).sum())]
        ),
        key=lambda one: (one.diverged, one.loss),
    )
    return figures.in_words(
        replace(
            frame, variants=("ReLU", "tanh"), validation_loss=losses, standings=tuple(standings)
        )
    )


def test_a_lead_is_counted_seed_by_seed() -> None:
    clear = seeded([0.1, 0.2, 0.1], [0.5, 0.6, 0.5])
    assert "ReLU leads with the lowest mean validation loss, 0.133 ± 0.058" in clear[0]
    assert clear[1] == "Its loss is below that of tanh in each of the 3 seeds."
    close = seeded([0.1, 0.2, 0.1], [0.5, 0.1, 0.05])
    assert close[1].startswith("Its loss is below that of tanh in 1 of 3 seeds: ")
    assert seeded([0.1, 0.2], [0.1, 0.2])[1] == "tanh has the same loss in every seed."


def test_who_diverged_less_leads_without_being_called_the_lowest() -> None:
    said = seeded([0.5, 0.6], [0.1, np.nan])
    assert "ReLU leads with the fewest diverged runs (0 of 2) and a mean loss of 0.55" in said[0]
    assert "lowest" not in " ".join(said)
    assert "behind" not in " ".join(said)
    assert said[1].startswith("Its loss is below that of tanh in 1 of 2 seeds")


def test_a_variant_that_explodes_does_not_press_the_others_into_a_line() -> None:
    _, _, latest = raced("two classes")
    losses = latest.validation_loss.copy()
    losses[1, :, -1] = 1e33
    wild = replace(latest, validation_loss=losses)
    axis = figures.bands(wild, wild, LIGHT, epochs=50).layout["yaxis"]
    assert 10 ** axis["range"][1] == pytest.approx(100 * losses[..., 0].max())
    assert 10 ** axis["range"][0] == pytest.approx(losses.min())
    assert "range" not in figures.bands(latest, latest, LIGHT, epochs=50).layout["yaxis"]


def test_before_the_first_epoch_the_words_say_what_will_race() -> None:
    race, first, _ = raced("not started")
    assert len(race.members) == 4
    assert figures.in_words(first) == ["2 variants × 2 seeds train together, on the same data."]


def test_one_seed_proves_nothing() -> None:
    said = " ".join(figures.in_words(made([0.1, 0.5], spread=0.0, seeds=1)))
    assert "in each of" not in said


def test_nobody_leads_where_all_have_diverged() -> None:
    _, _, latest = raced("all diverged")
    assert "leads" not in figures.standings(latest, LIGHT).note
    assert not any("leads" in sentence for sentence in figures.in_words(latest))


def test_r2_is_no_percentage() -> None:
    (bars,) = figures.standings(made([0.1, 0.5], 0.1, 4, metric_name="R²"), LIGHT).data
    assert "%<br>" not in bars["hovertemplate"]


def test_the_marks_of_a_log_axis_stay_few_and_cover_the_losses() -> None:
    assert figures.log_ticks(np.array([0.05, 0.9])) == pytest.approx(
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
    )
    assert figures.log_ticks(np.array([0.002, 30.0])) == pytest.approx(
        [0.001, 0.01, 0.1, 1, 10, 100]
    )
    huge = figures.log_ticks(np.array([0.01, np.nan, 0.0, 1e34]))
    assert len(huge) <= 8
    assert huge[-1] >= 1e28
    assert figures.log_ticks(np.array([np.nan])) == [1.0]
