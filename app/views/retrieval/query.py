"""Query: a question among the chunks, and what meaning, words and both together find."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import controls, page, plot, theme, warm_up
from app.figures.retrieval import query as figures
from app.views.retrieval import downloads, narration
from app.views.retrieval.library import asked, chosen
from core.retrieval import bm25, fusion, search
from core.retrieval.evaluation_questions import labelled
from core.retrieval.presets import PRESETS, QUERY


def show(slug: str) -> None:
    """The view: the map, the places by each method, the three lists side by side."""
    settings, library = chosen(slug)
    controls.presets(slug, PRESETS[QUERY], settings)
    question = settings.question
    vector = asked(question)
    ranking = search.rank(library, question, vector, k1=settings.k1, b=settings.b)
    rankings = {
        method: search.hits(library, question, replace(settings, method=method), ranking)
        for method in figures.ORDER
    }
    hits = rankings[settings.method]
    colours = theme.current()
    panels = {
        "map": figures.chunk_map(library, vector, question, hits, colours),
        "places": figures.places(rankings, ranking, settings.method, colours, settings.top),
    }
    plot.show(panels, key=f"{slug}-query", rows=[[("map", 5), ("places", 4)]])
    label = next((one for one in labelled() if one.text == question), None)
    page.explanation(slug, narration.about_search(settings, library, ranking, rankings, label))
    coloured = figures.colours(hits, colours)
    titles = {"dense": "by meaning", "hybrid": "by both", "BM25": "by words"}
    for column, method in zip(st.columns(3), figures.ORDER, strict=True):
        with column:
            lit = ":material/check_circle: " * (method == settings.method)
            st.markdown(f"{lit}**{method}**, {titles[method]}")
            st.html(figures.cards(rankings[method], method, question, coloured, colours))
    page.code(
        slug,
        {
            "search": search.rank,
            "BM25": bm25.BM25,
            "reciprocal rank fusion": fusion.reciprocal_rank_fusion,
            "MMR": fusion.mmr,
        },
        downloads=lambda: downloads.searching(slug, settings, library, rankings),
    )
    warm_up.status(slug, warm_up.ENCODER, meanwhile=warm_up.EXAMPLES)
