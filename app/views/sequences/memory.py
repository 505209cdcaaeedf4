"""Memory: RNN, GRU and LSTM learn a task with a known lag, live."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, player, theme, warm_up
from app.figures.sequences import memory as figures
from core.sequences import export, tasks
from core.sequences.memory import Frame, Member, Run
from core.sequences.memory_settings import PRESETS, Settings
from core.sequences.through_time import Layers


def show(slug: str) -> None:
    """The view: the race, accuracy by step and by lag, and the gradient through time."""
    own = f"{slug}-memory"
    with st.sidebar:
        settings = controls.settings(own, Settings)
    controls.presets(slug, PRESETS, settings, knobs=own)
    held = player.playback(own, settings, lambda: Run(settings))
    run = held.run
    colours = theme.current()
    player.transport(own, held)

    def draw(frame: Frame, latest: Frame) -> dict:
        return {
            "steps": figures.by_step(frame, latest, colours, total=run.total),
            "lags": figures.by_lag(frame, colours),
            "gradient": figures.gradient(frame, colours),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.explanation(
            slug,
            figures.in_words(
                frame,
                about=run.task.about,
                truncate=settings.truncate,
                shortest=settings.shortest,
            ),
        )

    player.stage(own, held, draw, rows=[[("steps", 4), ("lags", 4), ("gradient", 4)]], below=below)
    page.code(
        slug,
        {
            "one step": Run.take_step,
            "forward": Layers.forward,
            "back through time": Layers.backward,
            "loss and readout": Member.gradients,
            "the tasks": tasks.draw,
        },
        downloads=lambda: downloads.script(slug, export.memory_script(settings), "Memory"),
    )
    warm_up.torch_compiler()
