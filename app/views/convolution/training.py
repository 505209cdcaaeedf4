"""Train: filters, feature maps, losses and mistakes of a small network, live."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, player, theme, warm_up
from app.figures.convolution import training as figures
from app.figures.train import curves, mistakes
from core.convolution import network_export as export
from core.convolution.network import build, convolutional, count, fully_connected
from core.convolution.network_presets import TRAINING
from core.convolution.network_settings import KINDS, Settings
from core.convolution.training import Run
from core.convolution.training_frame import Frame


def show(slug: str) -> None:
    """The view: knobs in the sidebar, the player, and what it plays."""
    own = f"{slug}-train"
    with st.sidebar:
        settings = controls.settings(own, Settings)
    controls.presets(slug, TRAINING, settings, knobs=own)
    held = player.playback(own, settings, lambda: Run(settings))
    run = held.run
    names = run.images.class_names
    colours = theme.current()
    player.transport(own, held)

    def draw(frame: Frame, latest: Frame) -> dict:
        maps = {"maps": figures.feature_maps(frame, colours)} if frame.maps else {}
        return maps | {
            "filters": figures.filters(frame, colours),
            "example": figures.example(frame, names, colours),
            "loss": curves.curves(frame, latest, colours, epochs=settings.epochs),
            "score": curves.curves(frame, latest, colours, what="metric", epochs=settings.epochs),
            "mistakes": mistakes.mistakes(frame, names, colours),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.explanation(
            slug,
            [
                *figures.in_words(frame, names),
                f"The network has {count(run.network):,} weights and biases and learns from "
                f"{len(run.images.x_train):,} images.",
            ],
        )

    # What a fully connected layer makes of an image has no places: there are no maps of it.
    maps = [("maps", 6)] if settings.kind == KINDS[0] else []
    rows = [
        [*maps, ("filters", 3), ("example", 3)],
        [("loss", 4), ("score", 4), ("mistakes", 4)],
    ]
    player.stage(own, held, draw, rows=rows, below=below)
    page.code(
        slug,
        {
            "one step": Run.advance,
            "the network": build,
            "its layers": convolutional,
            "same number of weights": fully_connected,
        },
        downloads=lambda: downloads.script(slug, export.training_script(settings), "Convolution"),
    )
    warm_up.torch_compiler()
