"""Forecast: the pictures, and how a forecast is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.figures.sequences import forecast as forecasts
from app.theme import DARK, LIGHT
from core.sequences import forecast
from core.sequences.series import Series
from tests.app.pictures import check_axes


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_forecast_can_be_drawn(theme) -> None:
    ahead = forecast.Run(forecast.Settings())
    frame = ahead.frame()
    check_axes(
        [
            forecasts.series(frame, ahead.series, ahead.cut, theme),
            forecasts.errors(frame, theme),
            forecasts.losses(frame, frame, theme, epochs=10),
        ]
    )
    assert forecasts.in_words(frame)


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
