"""Comparison: two games with similar losses and different samples."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, player, theme, warm_up
from app.figures.gans import comparison as figures
from app.figures.gans import plane
from core.gans import export
from core.gans.comparison import CHANGES, Comparison, ComparisonFrame, ComparisonSettings, words
from core.gans.evaluate import coverage, sliced_wasserstein

PRESETS = {f"B: {name}": ComparisonSettings(change=name) for name in CHANGES}


def show(slug: str) -> None:
    """The view: the difference in B, the player, and both games on the same axes."""
    own = f"{slug}-pair"
    with st.sidebar:
        settings = controls.settings(own, ComparisonSettings)
    controls.presets(slug, PRESETS, settings, knobs=own)
    held = player.playback(own, settings, lambda: Comparison(settings))
    pair, colours = held.run, theme.current()
    player.transport(own, held)

    def draw(frame: ComparisonFrame, latest: ComparisonFrame) -> dict:
        panels = {}
        for name, run in zip("ab", pair.games, strict=True):
            panels[name] = plane.discriminator_map(
                getattr(frame, name), run.real, colours, layers=(), title=f"Game {name.upper()}"
            )
        panels["losses"] = figures.both_losses(frame, latest, colours)
        panels["modes"] = figures.both_modes(frame, colours)
        panels["distance"] = figures.both_distances(frame, latest, pair.games[0].floor, colours)
        return panels

    def below(frame: ComparisonFrame, selected: dict | None) -> None:
        floor = pair.games[0].floor
        page.explanation(slug, words(frame, floor.wasserstein_high - floor.wasserstein))

    rows = [[("a", 4), ("losses", 3), ("b", 4)], [("distance", 1), ("modes", 1)]]
    player.stage(own, held, draw, rows=rows, below=below)
    page.code(
        slug,
        {"the distance": sliced_wasserstein, "coverage": coverage, "both games": Comparison},
        downloads=lambda: downloads.script(slug, export.script(pair.games[1]), "GANs"),
    )
    warm_up.torch_compiler()
