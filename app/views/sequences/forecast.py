"""Forecast: a recurrent network learns a time series, beside simple forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import controls, downloads, page, player, theme, uploads, warm_up
from app.figures.sequences import forecast as figures
from app.markdown import escape_markdown
from app.reading import read_table
from core.sequences import export, series
from core.sequences.forecast import (
    EPOCHS,
    OWN,
    PRESETS,
    Forecaster,
    Frame,
    Run,
    Settings,
    fitting,
    windows,
)
from core.sequences.forecast_narration import narrated
from core.sequences.season import find_season
from core.sequences.series import Series, from_table, parts, value_columns

if TYPE_CHECKING:
    from core.parsing.table import Table

STACKED = "Dates recur in this table: choose one of its series, or combine all rows of a date."


def show(slug: str) -> None:
    """The view: a forecast in validation and one beyond the data, the errors, the losses."""
    own = f"{slug}-forecast"
    with st.sidebar:
        settings = controls.settings(own, Settings)
        brought = _own(own) if settings.series == OWN else None
        fitted, shortened = settings, ""
        if brought is not None:
            fitted, shortened = fitting(settings, len(brought.values))
        if shortened:
            st.caption(shortened)
    whole = brought or series.load(
        Settings().series if settings.series == OWN else settings.series, settings.seed
    )
    controls.presets(slug, PRESETS, settings, knobs=own)
    held = player.playback(
        own, (fitted, brought), lambda: Run(fitted, whole), own=brought is not None
    )
    run = held.run
    colours = theme.current()
    player.transport(own, held)

    def draw(frame: Frame, latest: Frame) -> dict:
        return {
            "series": figures.series(frame, run.series, colours),
            "future": figures.future(frame, run.series, colours),
            "errors": figures.errors(frame, colours),
            "losses": figures.losses(frame, latest, colours, epochs=EPOCHS),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.explanation(slug, narrated(frame, run))

    player.stage(
        own,
        held,
        draw,
        rows=[[("series", 3), ("future", 2)], [("errors", 1), ("losses", 1)]],
        below=below,
    )
    page.code(
        slug,
        {
            "one step": Run.take_step,
            "the network": Forecaster,
            "windows": windows,
            "the season": find_season,
            "your table": from_table,
        },
        downloads=lambda: downloads.script(
            slug, export.forecast_script(fitted, run.series), "A forecast"
        ),
    )
    warm_up.torch_compiler()


def _own(own: str) -> Series | None:
    key = f"{own}-table"
    brought = uploads.file(
        key, "A table as text, with a date and a value column", uploads.TABLES, _table_of_a_series
    )
    if brought is None:
        st.caption("Add your table; until then you see the sample series.")
        return None
    table = uploads.settled(key, brought)
    offered = st.session_state.get(f"{key}-columns")
    if offered is None or offered[0] is not table:
        offered = st.session_state[f"{key}-columns"] = table, value_columns(table)
    columns = offered[1]
    value = columns[0]
    if len(columns) > 1:
        value = st.selectbox("Forecast", columns, key=f"{uploads.of_this_file(key)}-value")
    part = _part(key, table, value)
    choice = value, part
    held = st.session_state.get(f"{key}-series")
    if held is None or held[0] is not table or held[1] != choice:
        try:
            held = table, choice, from_table(table, value, part)
        except ValueError as problem:
            st.warning(escape_markdown(str(problem)), icon=":material/table:")
            return held and held[2]
        st.session_state[f"{key}-series"] = held
    found = held[2]
    uploads.tell([f"{found.name}: {len(found.values):,} values.", *table.notes, *found.notes])
    return found


def _part(key: str, table: Table, value: str) -> str | None:
    """Where the table holds several series, the one that the learner chose."""
    offered = st.session_state.get(f"{key}-parts")
    if offered is None or offered[0] is not table or offered[1] != value:
        offered = st.session_state[f"{key}-parts"] = table, value, parts(table, value)
    if not offered[2]:
        return None
    return st.selectbox(
        "of", offered[2], key=f"{uploads.of_this_file(key)}-part-{value}", help=STACKED
    )


def _table_of_a_series(content: bytes, name: str) -> Table:
    """A table with a column that can be forecast; ``ValueError`` where there is none."""
    table = read_table(content, name, least=1)
    from_table(table)
    return table
