"""The program of the forecast, beside the simple ones."""

from __future__ import annotations

import textwrap

from core.nn.random_streams import generator
from core.programs import render
from core.sequences.forecast import BATCH, EPOCHS, SHARE, Settings, scaling, windows
from core.sequences.season import find_season
from core.sequences.series import Series


def forecast_script(settings: Settings, series: Series) -> str:
    """A forecast of these values, as a program of its own."""
    known = series.values[: int(SHARE * len(series.values))]
    return render(
        "sequences/forecast",
        settings=settings,
        weights_seed=generator(settings.seed, "weights").initial_seed(),
        order_seed=generator(settings.seed, "order").initial_seed(),
        values=textwrap.fill(repr(series.values.tolist()), 88),
        share=SHARE,
        epochs=EPOCHS,
        batch=BATCH,
        scaling=scaling,
        windows=windows,
        season=find_season(known, settings.horizon, series.step),
    )
