"""Forecast: a recurrent network learns a time series, beside two simple forecasts."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, player, theme, uploads
from app.figures.sequences import forecast as figures
from app.reading import read_table
from core.sequences import export, series
from core.sequences.forecast import EPOCHS, OWN, PRESETS, Forecaster, Frame, Run, Settings, windows
from core.sequences.series import Series, from_table


def show(slug: str) -> None:
    """The view: one forecast, the errors by horizon, the losses."""
    own = f"{slug}-forecast"
    with st.sidebar:
        settings = controls.settings(own, Settings)
        brought = _own(own) if settings.series == OWN else None
    whole = brought or series.load(
        Settings().series if settings.series == OWN else settings.series, settings.seed
    )
    controls.presets(slug, PRESETS, settings, knobs=own)
    held = player.playback(
        own, (settings, brought), lambda: Run(settings, whole), own=brought is not None
    )
    run = held.run
    colours = theme.current()
    player.transport(own, held)

    def draw(frame: Frame, latest: Frame) -> dict:
        return {
            "series": figures.series(frame, run.series, run.cut, colours),
            "errors": figures.errors(frame, colours),
            "losses": figures.losses(frame, latest, colours, epochs=EPOCHS),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.explanation(slug, figures.in_words(frame, run.beyond))

    player.stage(
        own, held, draw, rows=[[("series", 1)], [("errors", 1), ("losses", 1)]], below=below
    )
    page.code(
        slug,
        {
            "one step": Run.take_step,
            "the network": Forecaster,
            "windows": windows,
            "your table": from_table,
        },
        downloads=lambda: downloads.script(
            slug, export.forecast_script(settings, run.series), "A forecast"
        ),
    )
    player.warm_up()


def _own(own: str) -> Series | None:
    brought = uploads.file(
        f"{own}-table",
        "CSV with a date and a value column",
        ["csv", "tsv", "txt"],
        lambda content, name: from_table(read_table(content, name, least=1)),
    )
    if brought is None:
        st.caption("Add your table; until then you see the sample series.")
    else:
        uploads.tell([f"{brought.name}: {len(brought.values):,} values.", *brought.notes])
    return brought
