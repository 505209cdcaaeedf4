"""Forecast: the pictures, how a forecast is judged, and a learner's own table."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from app.figures.sequences import forecast as forecasts
from app.theme import DARK, LIGHT
from core.sequences import forecast
from core.sequences.series import Series
from tests.app.pictures import check_axes
from tests.app.session import Session


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_forecast_can_be_drawn(theme) -> None:
    ahead = forecast.Run(forecast.Settings())
    frame = ahead.frame()
    check_axes(
        [
            forecasts.series(frame, ahead.series, theme),
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


VIEW = {"sequences_view": "Forecast", "sequences-forecast_series": "your table"}
ROWS = [
    f"2024-{1 + i // 28:02}-{1 + i % 28:02};{1 + i % 9}.{346 + i};{500 + i};{5 + math.sin(i):.3f}"
    for i in range(150)
]
TABLE = "\n".join(["day;rent;size;wave", *ROWS]).encode()


@pytest.fixture
def page() -> Session:
    """Forecast with the learner's own table."""
    session = Session().open("sequences", VIEW)
    uploader = session.file_uploader(key="sequences-forecast-table-file")
    uploader.set_value(("own.csv", TABLE, "text/csv"))
    session.act(uploader.id)
    assert not session.errors
    return session


def series(page: Session) -> np.ndarray:
    return page.session_state["sequences-forecast-playback"].run.series


def test_the_column_to_forecast_can_be_chosen(page: Session) -> None:
    choice = next(one for one in page.selectbox if one.label == "Forecast")
    assert series(page).name == choice.options[0]
    choice.set_value("size")
    page.act(choice.id)
    assert series(page).name == "size"
    assert series(page).values[:3].tolist() == [500, 501, 502]
    held = series(page)
    page.act(choice.id)
    assert series(page) is held, "the run goes on with what it has"
