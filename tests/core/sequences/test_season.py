"""How long a season is, and the forecast that repeats it."""

from __future__ import annotations

import numpy as np
import pytest

from core.sequences.dates import Step
from core.sequences.season import autocorrelation, find_season, repeated

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("period", [4, 7, 12, 30])
@pytest.mark.parametrize("slope", [0.0, 0.01])
def test_a_period_in_the_values_is_found_beside_noise_and_a_trend(period, slope) -> None:
    t = np.arange(300)
    season = np.tile(RNG.normal(size=period), 300)[:300]
    found = find_season(season + slope * t + RNG.normal(0, 0.2, 300), 6)
    assert found.period % period == 0
    assert found.correlation > 0.5


def test_noise_and_random_walks_have_none() -> None:
    found = [find_season(RNG.normal(size=400), 12) for _ in range(100)]
    found += [find_season(np.cumsum(RNG.normal(size=400)), 12) for _ in range(100)]
    assert sum(one is not None for one in found) <= 4


def test_dates_say_how_long_a_season_is() -> None:
    noise = RNG.normal(size=100)
    assert find_season(noise, 6, Step(months=1)).period == 12
    assert find_season(noise, 6, Step(months=1)).passed == "a year"
    assert find_season(noise[:15], 6, Step(months=1)) is None  # less than a year before a horizon
    hours = np.tile(np.r_[np.zeros(24 * 5), np.ones(24 * 2)], 5)
    assert find_season(hours, 12, Step(seconds=3_600)).period == 168
    assert find_season(np.tile(np.arange(24.0), 35), 12, Step(seconds=3_600)).period == 24


def test_constants_have_no_season() -> None:
    assert find_season(np.ones(100), 6) is None


def test_the_autocorrelation_is_the_definitions() -> None:
    values = RNG.normal(size=50)
    centred = values - values.mean()
    direct = [centred[lag:] @ centred[: 50 - lag] / (centred @ centred) for lag in range(50)]
    np.testing.assert_allclose(autocorrelation(values), direct, atol=1e-12)


@pytest.mark.parametrize(("period", "horizon"), [(3, 8), (12, 4), (5, 5), (2, 1)])
def test_the_last_season_is_repeated_from_what_is_known(period: int, horizon: int) -> None:
    values = RNG.normal(size=60)
    for origin in (20, 60):
        known = list(values[:origin])
        for _ in range(horizon):  # one step after the other, each from a period before
            known.append(known[-period])
        assert repeated(values, period, [origin], horizon)[0].tolist() == known[origin:]
