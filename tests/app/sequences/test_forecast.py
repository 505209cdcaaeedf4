"""Forecast: the pictures, how a forecast is judged, and a learner's own table."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.figures.sequences import forecast as forecasts
from app.theme import DARK, LIGHT
from core.sequences import forecast
from core.sequences.series import Series
from tests.app.pictures import check_axes
from tests.app.session import Session

MONTHLY = Series(
    np.sin(np.arange(60) / 5),
    "monthly",
    moments=(np.datetime64("1960-01") + np.arange(60)).astype("datetime64[s]"),
)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("series", [None, MONTHLY], ids=["synthetic", "dated"])
def test_a_forecast_can_be_drawn(theme, series) -> None:
    ahead = forecast.Run(forecast.Settings(horizon=6), series)
    frame = ahead.frame()
    check_axes(
        [
            forecasts.series(frame, ahead.series, theme),
            forecasts.future(frame, ahead.series, theme),
            forecasts.errors(frame, theme),
            forecasts.losses(frame, frame, theme, epochs=10),
        ]
    )


def test_dates_stand_on_the_axes_and_under_the_pointer() -> None:
    run = forecast.Run(forecast.Settings(past=12, horizon=6), MONTHLY)
    frame = run.frame()
    for panel in (forecasts.series(frame, MONTHLY, LIGHT), forecasts.future(frame, MONTHLY, LIGHT)):
        axis = panel.layout["xaxis"]
        assert axis["title"]["text"] == "date"
        assert axis["ticktext"] == [MONTHLY.labels(at, at + 1)[0] for at in axis["tickvals"]]
        known = next(trace for trace in panel.data if trace["name"] == "monthly")
        assert list(known["customdata"]) == [MONTHLY.labels(at, at + 1)[0] for at in known["x"]]
        assert known["hovertemplate"].startswith("%{customdata}: ")
    last = panel.data[-1]
    assert (last["x"][-1], last["customdata"][-1]) == (65, "Jun 1965")
    assert "%{customdata}" in last["hovertemplate"]


def test_the_band_lies_around_the_best_forecast_beyond_the_data() -> None:
    run = forecast.Run(forecast.Settings(past=12, horizon=6), MONTHLY)
    frame = run.frame()
    low, high, *_ = forecasts.future(frame, MONTHLY, LIGHT).data
    np.testing.assert_allclose(low["y"], frame.future[frame.best] + frame.band[0])
    np.testing.assert_allclose(high["y"], frame.future[frame.best] + frame.band[1])
    assert low["x"].tolist() == high["x"].tolist() == list(range(60, 66))


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


def test_one_of_several_series_can_be_chosen() -> None:
    session = Session().open("sequences", VIEW)
    rows = [
        f"2024-{1 + i // 28:02}-{1 + i % 28:02},{shop},{i % 9 + place}"
        for place, shop in enumerate(("tea *", "jam"))
        for i in range(150)
    ]
    uploader = session.file_uploader(key="sequences-forecast-table-file")
    uploader.set_value(("own.csv", "\n".join(["day,shop,sales", *rows]).encode(), "text/csv"))
    session.act(uploader.id)
    assert series(session).name == "sales, shop: tea *"
    for part, first in (("shop: jam", 1), ("the sum by date", 1), ("shop: tea *", 0)):
        choice = next(one for one in session.selectbox if one.label == "of")
        choice.set_value(part)
        session.act(choice.id)
        assert not session.errors
        assert series(session).name == f"sales, {part}"
        assert series(session).values[0] == first
