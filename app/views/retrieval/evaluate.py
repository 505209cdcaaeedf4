"""How often the search finds the right chunk, by method, kind of question and cutting."""

from __future__ import annotations

import streamlit as st

from app import controls, page, plot, theme, warm_up
from app.figures.retrieval import evaluate as figures
from app.views.retrieval import downloads
from app.views.retrieval import verdict as words
from app.views.retrieval.library import knobs, library
from core.retrieval import evaluate
from core.retrieval.chunking_grid import SWEEPS, named, tick
from core.retrieval.documents import handbook
from core.retrieval.evaluation_questions import Labelled
from core.retrieval.presets import EVALUATE, PRESETS
from core.retrieval.settings import OWN, Judging


def show(slug: str) -> None:
    """The view: recall by k, by kind of question and by way of cutting, and every question."""
    settings = knobs(slug, "Chunks", asking=False)
    with st.sidebar:
        judging = controls.settings(f"{slug}-judging", Judging)
        if settings.source == OWN:
            st.caption(
                "Answers are known only for the handbook, so this view evaluates the handbook."
            )
    controls.presets(slug, PRESETS[EVALUATE], settings)
    searched = library(slug, handbook(), settings.chunking)
    places = evaluate.measure(searched, k1=settings.k1, b=settings.b)
    measured = {
        named(chunking): evaluate.measure_shipped(chunking, settings.k1, settings.b)
        for chunking in SWEEPS[judging.sweep]
    }
    now = named(searched.chunking)
    colours = theme.current()
    panels = {
        "k": figures.by_k(places, settings.top, colours),
        "kind": figures.by_kind(places, settings.top, colours),
        "each": figures.each(places, colours),
        "sweep": figures.sweep(
            measured,
            now,
            settings.top,
            colours,
            what=judging.sweep,
            ticks=[tick(way, judging.sweep) for way in SWEEPS[judging.sweep]],
        ),
    }
    plot.show(
        panels,
        key=f"{slug}-works",
        rows=[[("k", 4), ("kind", 5)], [("each", 1)], [("sweep", 1)]],
    )
    page.explanation(slug, words.about(places, settings, searched, measured, judging.sweep))
    st.markdown(figures.table(evaluate.table(places)))
    page.code(
        slug,
        {
            "rank of the right chunk": evaluate.measure,
            "when a chunk is right": Labelled.held_by,
            "recall at k": evaluate.recall,
            "mean reciprocal rank": evaluate.mean_reciprocal_rank,
        },
        downloads=lambda: downloads.judging(slug, settings, searched, places),
    )
    warm_up.status(slug, warm_up.ENCODER, meanwhile=warm_up.EXAMPLES)
