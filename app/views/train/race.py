"""Race: variants of one knob, several seeds of each, trained at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import controls, page, player, theme, warm_up
from app.figures.train import race as race_figures
from app.views.train import downloads
from app.views.train.data import with_data
from core import train
from core.data.datasets import Dataset
from core.nn.batched import BatchedLinear


def show(slug: str) -> None:
    """The race's knobs above those of the page, and the race."""
    knobs = st.sidebar.container()
    with_data(slug, partial(race, slug, knobs))
    warm_up.torch_compiler()


def race(
    page_slug: str, knobs: DeltaGenerator, settings: train.Settings, dataset: Dataset | None
) -> None:
    """Variants of one knob, several seeds of each, trained at once."""
    slug = f"{page_slug}-race"
    colours = theme.current()
    with knobs:
        chosen = controls.settings(slug, train.RaceSettings)
        if chosen.over == "activation" and not settings.hidden:
            st.caption(
                "Without hidden layers there is no activation to compare; the race compares "
                "learning rates."
            )
            chosen = replace(chosen, over="learning rate")
    try:
        held = player.playback(
            slug,
            (settings, chosen, dataset and dataset.fingerprint),
            lambda: train.Race(settings, chosen, dataset),
            own=dataset is not None,
        )
    except ValueError as problem:
        st.warning(str(problem), icon=":material/warning:")
        return
    running = held.run
    player.transport(slug, held, seed=f"{page_slug}_seed")

    def draw(frame: train.RaceFrame, latest: train.RaceFrame) -> dict:
        return {
            "bands": race_figures.bands(frame, latest, colours, epochs=settings.epochs),
            "standings": race_figures.standings(frame, colours),
            **race_figures.maps(frame, running.prepared[0], running.plane, colours),
        }

    def below(frame: train.RaceFrame, selected: dict | None) -> None:
        said = race_figures.in_words(frame)
        if settings.early_stopping:
            said.append("Early stopping is off in a race, so that all curves have the same length.")
        page.explanation(slug, said)

    rows = [
        [("bands", 7), ("standings", 5)],
        [(f"map {v}", 1) for v in range(len(running.variants))],
    ]
    player.stage(slug, held, draw, rows=rows, below=below)
    page.code(
        slug,
        {"one step of all": train.Race.take_step, "a layer of all": BatchedLinear},
        downloads=lambda: downloads.race(
            page_slug, slug, running, view="Race", playing=held.playing
        ),
    )
