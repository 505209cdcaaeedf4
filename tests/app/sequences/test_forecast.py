"""A learner's own table in Forecast: the column to forecast can be chosen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.app.session import Session

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
