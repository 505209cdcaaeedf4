"""What is said of a forecast, against numbers that are worked out another way.

``NIGHTLY`` asks for a hundred random settings, the gate for a few.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sequences.dates import Step
from core.sequences.forecast import LINEAR, NAIVE, OWN, PRESETS, SEASONAL, Run, Settings, fitting
from core.sequences.forecast_errors import apart
from core.sequences.forecast_narration import about_season, narrated, overfits
from core.sequences.season import Season
from core.sequences.series import SERIES, Series, load
from tests.strategies import any_settings

NIGHT = "NIGHTLY" in os.environ
SMALL = Run(Settings(horizon=1, units=4))


def of_errors(*errors: float, stretches: np.ndarray | None = None, step: int = 5):
    """A frame with these errors of LSTM, linear fit and last value."""
    models = np.array(errors)[:, None]
    if stretches is None:
        stretches = models + 0.01 * np.arange(8) * models
    frame = replace(SMALL.frame(), step=step, models=("LSTM", LINEAR, NAIVE))
    return replace(frame, errors=models, stretches=stretches, future=np.ones((3, 1)))


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ((0.97, 0.98, 1.0), "No model has less than 95% of the error of repeating the last value."),
        ((0.5, 0.25, 1.0), "has 50% of the error of repeating the last value and 200% of that of"),
        ((0.97, 0.2, 1.0), "The LSTM has 97% of the error of repeating the last value"),
        ((0.1, 0.0, 0.0), "The series does not change here"),
        ((0.5, 0.25, 1.0), "Best now: linear, 50% below LSTM, by more than"),
        ((0.0, 0.0, 1.0), "Best now: LSTM and linear, with the same error."),
    ],
)
def test_a_forecast_is_judged_by_what_the_simple_ones_reach(errors, said) -> None:
    assert said in " ".join(narrated(of_errors(*errors), SMALL))


def test_a_margin_that_varies_more_than_it_is_decides_nothing() -> None:
    noise = np.random.default_rng(0).normal(0, 0.3, (3, 12)) + np.array([[1.0], [1.02], [2]])
    frame = of_errors(*noise.mean(axis=1), stretches=noise)
    assert "that is too little to call it better" in narrated(frame, SMALL)[1]
    assert not apart(*noise[:2])
    assert apart(*noise[1:])
    assert not apart(np.zeros(4), np.ones(4)), "four stretches say little"


@pytest.mark.parametrize(
    ("held", "train", "best"),
    [
        ([1, 0.5, *np.linspace(0.6, 1, 10)], np.linspace(1, 0.1, 12), 1),
        ([1, 0.5, *[0.52] * 10], np.linspace(1, 0.1, 12), None),  # no worse
        ([1, 0.5, *np.linspace(0.6, 1, 10)], [1, 0.2, *[0.3] * 10], None),  # training rises, too
        ([1, 0.5, *[0.51] * 9, 5], np.linspace(1, 0.1, 12), None),  # a single epoch
        ([1, 0.9, 0.1, 0.9, 0.9], [5, 4, 3, 2, 1], None),  # too early
    ],
)
def test_overfitting_is_a_validation_loss_that_stays_above_its_lowest(held, train, best) -> None:
    frame = replace(
        of_errors(0.5, 0.25, 1.0), losses=np.array([train, held]), absolute=np.array(held) * 2
    )
    assert overfits(frame) == best
    said = " ".join(narrated(frame, SMALL))
    assert ("overfits" in said) == (best is not None)
    if best is not None:
        assert "since epoch 1" in said
        assert "Its mean absolute error in validation was 1 then and is 2 now." in said


def test_a_network_with_few_values_overfits_and_this_is_said() -> None:
    noise = np.random.default_rng(1).normal(size=80)
    chosen = Settings(series=OWN, past=12, horizon=6, units=32, learning_rate=0.03)
    run = Run(chosen, Series(noise, "noise"))
    while run.step < 40 * run.round:
        run.advance()
    frame = run.frame()
    assert "overfits" in " ".join(narrated(frame, run)), frame.losses.round(2)


def test_where_the_season_comes_from_is_said() -> None:
    assert about_season(Season(12, "a year")).endswith("12 steps before: a year by the dates.")
    assert "a correlation of 0.81" in about_season(Season(7, "", 0.81))
    assert about_season(None).startswith("No last season")
    assert Step(months=1).seasons == {12: "a year"}


@st.composite
def any_series(draw: st.DrawFn) -> Series:
    """A synthetic series or a short one of one's own, with dates or without."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    if draw(st.booleans()):
        return load(draw(st.sampled_from([*SERIES])), int(rng.integers(1000)))
    count = draw(st.integers(36, 200))
    season = np.tile(rng.normal(size=12), 20)[:count]
    values = draw(st.floats(0, 0.2)) * np.arange(count) + season + rng.normal(0, 0.5, count)
    months = (np.datetime64("1960-01") + np.arange(count)).astype("datetime64[s]")
    return Series(1e3 * values, "own", moments=months if draw(st.booleans()) else None)


@given(any_series(), any_settings(Settings), st.integers(0, 12))
@settings(max_examples=100 if NIGHT else 6)
def test_what_is_said_follows_from_the_series_itself(series, chosen, epochs) -> None:
    fitted, _ = fitting(replace(chosen, series=OWN, units=4), len(series.values))
    run = Run(fitted, series)
    while run.step < epochs * run.round and not run.finished:
        run.advance()
    frame = run.frame()
    check(run, frame, narrated(frame, run))


def check(run: Run, frame, said: list[str]) -> None:
    """Every number and every choice in the sentences, from the values alone."""
    values, past, horizon = run.series.values, run.settings.past, run.settings.horizon
    cut, count = int(0.7 * len(values)), len(values)
    forecasts = _forecasts(run, values, cut, past, horizon)
    true = np.array([values[o : o + horizon] for o in range(cut, count - horizon + 1)])
    wrong = {name: true - forecast[:-1] for name, forecast in forecasts.items()}
    means = {name: np.abs(one).mean() for name, one in wrong.items()}
    near = 1e-3 * np.abs(values - values.mean()).mean()
    assert list(means) == list(frame.models)
    np.testing.assert_allclose(frame.errors.mean(axis=1), [*means.values()], rtol=2e-3, atol=near)
    np.testing.assert_allclose(
        frame.future, [one[-1] for one in forecasts.values()], rtol=2e-3, atol=5 * near
    )
    text = " ".join(said)
    first, second = sorted(means, key=means.get)[:2]
    if means[second] - means[first] > 2 * near:
        assert re.search(rf"(Best|Lowest) now: {first}, ", text)
        stretches = {name: _stretches(np.abs(wrong[name]), horizon) for name in (first, second)}
        differences = stretches[second] - stretches[first]
        surely = False
        if len(differences) >= 5:
            t = differences.mean() / (differences.std(ddof=1) / np.sqrt(len(differences)))
            surely = abs(t) > 2.5
            if abs(abs(t) - 2.5) < 0.05:
                return
        assert ("Best now" in text) == surely
        low, high = np.sort(wrong[first], axis=0)[[_beside(len(true)), -1 - _beside(len(true))]]
        np.testing.assert_allclose(frame.band, [low, high], rtol=2e-3, atol=10 * near)
        inside = (wrong[first] >= low) & (wrong[first] <= high)
        assert inside.mean() >= 0.9
    others = min(mean for name, mean in means.items() if name != NAIVE)
    if abs(others / means[NAIVE] - 0.95) > 0.01:
        assert ("No model has less than 95%" in text) == (others > 0.95 * means[NAIVE])
    known, later = values[:cut], values[cut:]
    outside = np.mean((later < known.min()) | (later > known.max()))
    assert ("lies outside the range" in text) == (outside > 0.2)
    assert (SEASONAL in frame.models) == ("No last season" not in text)


def _forecasts(run: Run, values, cut: int, past: int, horizon: int) -> dict[str, np.ndarray]:
    """Each model's forecasts of all validation windows and, last, of what comes after."""
    known = np.array([values[o : o + past + horizon] for o in range(cut - past - horizon + 1)])
    seen = np.array([values[o - past : o] for o in [*range(cut, len(values) - horizon + 1)]])
    seen = np.vstack([seen, values[-past:]])
    last = seen[:, -1:]
    mean, scale = values[:cut].mean(), values[:cut].std()
    with torch.no_grad():
        scaled = torch.tensor((seen - mean) / scale, dtype=torch.float32)
        network = last + scale * run.network(scaled).double().numpy()
    # From values as exact as the run's: those of chaos nearly follow from one another.
    known, seen = (((one - mean) / scale).astype(np.float32) for one in (known, seen))
    x, y = (
        known[:, :past].astype(float),
        (known[:, past:] - known[:, past - 1 : past]).astype(float),
    )
    weights = np.linalg.lstsq(np.c_[x, np.ones(len(x))], y, rcond=None)[0]
    linear = last + scale * (np.c_[seen, np.ones(len(seen))] @ weights)
    found = {run.settings.cell: network, LINEAR: linear, NAIVE: np.repeat(last, horizon, axis=1)}
    if run.season:
        origins = [*range(cut, len(values) - horizon + 1), len(values)]
        again = []
        for origin in origins:
            grown = list(values[:origin])
            for _ in range(horizon):
                grown.append(grown[-run.season.period])
            again.append(grown[origin:])
        found[SEASONAL] = np.array(again)
    return found


def _stretches(errors: np.ndarray, horizon: int) -> np.ndarray:
    """The mean of each ``horizon`` windows that follow one another."""
    each = errors.mean(axis=1)
    return np.array([each[o : o + horizon].mean() for o in range(0, len(each), horizon)])[
        : max(1, len(each) // horizon)
    ]


def _beside(windows: int) -> int:
    return int(0.05 * (windows - 1) + 1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_every_preset_shows_what_its_name_says(seed: int) -> None:
    def trained(preset: str, epochs: int) -> tuple[dict[str, float], str]:
        run = Run(replace(PRESETS[preset], seed=seed))
        while run.step < epochs * run.round:
            run.advance()
        frame = run.frame()
        means = dict(zip(frame.models, frame.errors.mean(axis=1).tolist(), strict=True))
        return means, " ".join(narrated(frame, run))

    epochs = 60 if NIGHT else 25
    chaos, _ = trained("Chaos", epochs)
    assert chaos["LSTM"] < chaos[LINEAR] < 0.5 * chaos[NAIVE]
    seasons, _ = trained("Two seasons", epochs)
    assert max(seasons["LSTM"], seasons[LINEAR], seasons[SEASONAL]) < 0.5 * seasons[NAIVE]
    short, _ = trained("Short past", epochs)
    assert short["LSTM"] > 1.2 * seasons["LSTM"]
    assert short[LINEAR] > 1.2 * seasons[LINEAR]
    assert "outside the range of the training data" in trained("Trend", 1)[1]
    assert "No model has less than 95%" in trained("Random walk", 1)[1]
