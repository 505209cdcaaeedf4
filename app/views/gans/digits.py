"""Digits: a small GAN on images, from trained weights or from scratch."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, player, theme, warm_up
from app.figures.gans import digits as figures
from core.gans.digits import SCRATCH, DigitsRun, DigitsSettings, Frame, opinion, path, real
from core.gans.game import Game

PRESETS = {
    "Trained": DigitsSettings(),
    "Conditional GAN": DigitsSettings(conditional=True),
    "From scratch": DigitsSettings(start=SCRATCH),
}


def show(slug: str) -> None:
    """The view: knobs, player, and the board of samples."""
    own = f"{slug}-digits"
    with st.sidebar:
        settings = controls.settings(own, DigitsSettings)
    controls.presets(slug, PRESETS, settings, knobs=own)
    held = player.playback(own, settings, lambda: DigitsRun(settings))
    colours, floor = theme.current(), real()
    player.transport(own, held)

    def draw(frame: Frame, latest: Frame) -> dict:
        return {
            "samples": figures.samples(frame, colours, asked=settings.conditional),
            "believable": figures.believable(frame, latest, floor, colours),
            "distance": figures.distance(frame, latest, floor, colours),
            "losses": figures.losses(frame, latest, colours),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.explanation(slug, figures.in_words(frame, floor))

    rows = [[("samples", 1)], [("believable", 1), ("distance", 1), ("losses", 1)]]
    player.stage(own, held, draw, rows=rows, below=below)
    page.code(
        slug,
        {
            "one iteration": DigitsRun.take_step,
            "a step of D": Game.discriminator_step,
            "the classifier's opinion": opinion,
        },
        downloads=lambda: weights(slug, settings),
    )
    warm_up.torch_compiler()


def weights(slug: str, settings: DigitsSettings) -> None:
    """The shipped weights to take home."""
    about = "Both trained networks, in safetensors format."
    downloads.buttons(slug, [downloads.weights(path(settings.conditional), about)])
