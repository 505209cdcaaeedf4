"""Index size: exact search and HNSW in a growing index."""

from __future__ import annotations

import streamlit as st

from app import controls, page, player, theme
from app.figures.retrieval import index_size as figures
from app.views.retrieval import downloads
from core.retrieval import index_size
from core.retrieval.index_size import BATCH, FIRST, Growth, GrowthFrame, GrowthSettings
from core.retrieval.index_size_narration import PRESETS, about, cost
from core.retrieval.mixture import Mixture, handbook_vectors

HELPS = {
    "step": f"Add {BATCH} more vectors to the index.",
    "reset": f"Restart with the first {FIRST:,} vectors.",
    "seed": "Draw new vectors, new queries and a new graph.",
}


def show(slug: str) -> None:
    """The view: the knobs, the player that grows the index, and all that is measured of it."""
    own = f"{slug}-size"
    with st.sidebar:
        settings = controls.settings(own, GrowthSettings)
        st.caption(cost(settings))
    controls.presets(slug, PRESETS, settings, knobs=own)
    held = player.playback(own, settings.built, lambda: Growth(settings, handbook_vectors()))
    player.transport(own, held, helps=HELPS)
    colours, ef, most = theme.current(), settings.ef, settings.most

    def draw(frame: GrowthFrame, latest: GrowthFrame) -> dict:
        return {
            "recall": figures.recall(frame, ef, most, colours),
            "time": figures.time(frame, ef, most, colours),
            "comparisons": figures.comparisons(frame, ef, most, colours),
            "found": figures.found(frame, ef, most, colours),
            "memory": figures.memory(frame, most, colours),
        }

    def below(frame: GrowthFrame, selected: dict | None) -> None:
        page.explanation(slug, about(frame, settings))

    rows = [[("recall", 3), ("time", 2)], [("comparisons", 1), ("found", 1), ("memory", 1)]]
    player.stage(own, held, draw, rows=rows, below=below)
    page.code(
        slug,
        {
            "growing": Growth.take_step,
            "measuring": index_size.measure,
            "the vectors": Mixture.draw,
        },
        downloads=lambda: downloads.growing(slug, settings, held.run.frame()),
    )
